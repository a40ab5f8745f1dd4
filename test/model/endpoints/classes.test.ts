import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOWHERE, PortClasses } from '../../../src/model/endpoints/classes.ts';
import { anySubsets, portText, readinessOf, tableOf, type RawSubset } from './subsets.ts';

/** By port, in the order of the object: the subsets with addresses that it is in. */
function subsetsByPort(subsets: readonly RawSubset[]): readonly (readonly number[])[] {
  const byPort = new Map<string, number[]>();
  for (const [index, subset] of subsets.entries()) {
    const { ports = [] } = subset;
    for (const port of new Set(ports.length === 0 ? ['none'] : ports.map(portText))) {
      const known = byPort.get(port) ?? [];
      byPort.set(port, known);
      if (readinessOf([subset]).size > 0) known.push(index);
    }
  }
  return [...byPort.values()];
}

describe('PortClasses', () => {
  it('puts ports into one class exactly if they are in the same subsets with addresses', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const classes = new PortClasses(tableOf(subsets));
        const expected = subsetsByPort(subsets);
        expect([...classes.ofPort].map((portClass) => classes.subsetsOf(portClass))).toEqual(expected);
        const distinct = new Set(expected.filter((each) => each.length > 0).map((each) => each.join()));
        expect(new Set([...classes.ofPort].filter((portClass) => portClass !== NOWHERE)).size).toBe(distinct.size);
      }),
      { numRuns: 1000 },
    );
  });

  it('adds up the places of the subsets of a class', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const table = tableOf(subsets);
        const classes = new PortClasses(table);
        for (const portClass of classes.ofPort) {
          const sizes = classes.subsetsOf(portClass).map((subset) => table.addresses.sizeOf(subset));
          expect(classes.sizes[portClass]).toBe(sizes.reduce((sum, size) => sum + size, 0));
        }
      }),
    );
  });
});
