// The dearest objects for their bytes, as manifests of `check` and as stored objects of `audit`: none costs more CPU than its bound.
import { expect, it } from 'vitest';
import { NEWEST_KUBERNETES } from '../../src/model/kubernetes-version.ts';
import { FULL } from './support/scale.ts';
import { costOfAudit, costOfCheck } from './support/worst-commands.ts';
import { reportCosts, type Cost } from './support/worst-cost.ts';
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
  expect(reportCosts('drill: worst manifests', costs, ROWS)).toEqual([]);
});
