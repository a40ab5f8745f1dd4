import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../../src/model/endpoints/addresses.ts';
import { ClassEndpoints, SortedSubsets } from '../../../src/model/endpoints/class-endpoints.ts';
import { anySubsets, keyOf, readinessOf, tableOf, type RawAddress, type RawSubset } from './subsets.ts';

const MANY_STEPS = 1_000_000;

const chosen = anySubsets
  .filter((subsets) => subsets.length > 0)
  .chain((subsets) => {
    const indexes = subsets.map((_, index) => index);
    return fc.subarray(indexes, { minLength: 1 }).map((some) => ({ subsets, indexes: some }));
  });

interface Setup {
  readonly endpoints: ClassEndpoints;
  /**
   * By every address of the object: its number, and whether it is ready in the chosen subsets; undefined if it is not
   * in them.
   */
  readonly expected: ReadonlyMap<number, boolean | undefined>;
}

function setUp(subsets: readonly RawSubset[], indexes: readonly number[]): Setup {
  const { addresses } = tableOf(subsets);
  const size = indexes.reduce((sum, index) => sum + addresses.sizeOf(index), 0);
  const readiness = readinessOf(subsets.filter((_, index) => indexes.includes(index)));
  const all: readonly RawAddress[] = subsets.flatMap((subset) => [
    ...(subset.addresses ?? []),
    ...(subset.notReadyAddresses ?? []),
  ]);
  const expected = all.map(
    (each) =>
      [addresses.find(addressKey(each.ip, each.targetRef?.uid ?? '')) ?? -1, readiness.get(keyOf(each))] as const,
  );
  return {
    endpoints: new ClassEndpoints(new SortedSubsets(addresses, MANY_STEPS), indexes, size),
    expected: new Map(expected),
  };
}

describe('ClassEndpoints', () => {
  it('finds an address and its readiness, both before and after the subsets are joined', () => {
    fc.assert(
      fc.property(chosen, ({ subsets, indexes }) => {
        const { endpoints, expected } = setUp(subsets, indexes);
        for (let round = 0; round < 3; round++) {
          for (const [number, isReady] of expected)
            expect(endpoints.find(number)).toBe(isReady === undefined ? undefined : number * 2 + (isReady ? 1 : 0));
        }
      }),
    );
  });

  it('lists the addresses of each family in the order of the object', () => {
    fc.assert(
      fc.property(chosen, ({ subsets, indexes }) => {
        const { endpoints, expected } = setUp(subsets, indexes);
        const ready = [...expected]
          .filter(([, isReady]) => isReady !== undefined)
          .toSorted(([left], [right]) => left - right)
          .map(([, isReady]) => isReady);
        const listed = [...endpoints.ofFamily('IPv4'), ...endpoints.ofFamily('IPv6')];
        expect(listed.filter(({ conditions }) => conditions.ready === true)).toHaveLength(
          ready.filter((isReady) => isReady === true).length,
        );
        expect(listed).toHaveLength(ready.length);
        for (const { addresses } of endpoints.ofFamily('IPv4')) expect(addresses[0]).toMatch(/^10\./);
        for (const { addresses } of endpoints.ofFamily('IPv6')) expect(addresses[0]).toMatch(/^fd00:/);
        expect(endpoints.ofFamily('FQDN')).toEqual([]);
      }),
    );
  });

  it('has equal texts for the same addresses with the same readiness', () => {
    const a = { ip: '10.0.0.1' };
    const b = { ip: '10.0.0.2' };
    const { addresses } = tableOf([
      { addresses: [a, b] },
      { addresses: [b], notReadyAddresses: [a] },
      { addresses: [b, a] },
      { addresses: [a] },
      { addresses: [b] },
    ]);
    const sorted = new SortedSubsets(addresses, MANY_STEPS);
    const text = (...subsets: readonly number[]): string =>
      new ClassEndpoints(
        sorted,
        subsets,
        subsets.reduce((sum, subset) => sum + addresses.sizeOf(subset), 0),
      ).text();
    expect(text(2)).toBe(text(0));
    expect(text(3, 4)).toBe(text(0));
    expect(text(0, 1)).toBe(text(1));
    expect(text(1)).not.toBe(text(0));
    expect(text(3)).not.toBe(text(0));
  });
});

describe('SortedSubsets', () => {
  it('counts its steps, and sorts a subset only once', () => {
    const { addresses } = tableOf([
      { addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }] },
      { addresses: [{ ip: '10.0.0.3' }] },
    ]);
    const sorted = new SortedSubsets(addresses, 5);
    const places = sorted.of(0);
    expect(sorted.steps).toBe(3);
    expect(sorted.of(0)).toBe(places);
    expect(sorted.find(places, 1)).toBe(3);
    expect(sorted.find(places, 2)).toBeUndefined();
    expect(sorted.steps).toBe(1);
    sorted.join([0, 1], 3);
    expect(sorted.steps).toBe(-2);
  });
});
