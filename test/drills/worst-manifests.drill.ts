// The dearest objects for their bytes, as manifests of `check` and as stored objects of `audit`: none costs more CPU than its bound.
import { expect, it } from 'vitest';
import { NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import { printFigures } from './support/figures.ts';
import { FULL } from './support/scale.ts';
import { costOfAudit, costOfCheck } from './support/worst-commands.ts';
import { BOUND, costTable, FAILS, shareOfBound, type Cost } from './support/worst-cost.ts';
import { WORST_POLICY } from './support/worst-policy.ts';
import { SHAPE_NAMES } from './support/worst-shapes.ts';

/** Bytes. An API server takes 3 MB of a client, and a list of a whole cluster is many such objects. */
const BYTES = FULL ? 20e6 : 8e6;
const ROWS = 15;

it('judges none of them for more CPU than its bound', async () => {
  const costs: Cost[] = [];
  for (const shape of SHAPE_NAMES) {
    costs.push(await costOfCheck(WORST_POLICY, [shape], 'CREATE', BYTES));
    costs.push(await costOfCheck(WORST_POLICY, [shape], 'UPDATE', BYTES));
    costs.push(await costOfAudit(WORST_POLICY, [shape], BYTES, NEWEST_KUBERNETES));
  }
  printFigures('drill: worst manifests', {
    manifests: costs.length,
    bound: BOUND,
    'largest share of the bound': `${Math.max(...costs.map(shareOfBound)).toFixed(2)} (fails above ${FAILS})`,
    'above the bound': costs.filter((cost) => shareOfBound(cost) > 1).length,
  });
  console.log(costTable(costs, ROWS));
  expect(costs.filter((cost) => shareOfBound(cost) > FAILS).map(({ name }) => name)).toEqual([]);
});
