import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isReadyCode } from '../../../src/model/endpoints/addresses.ts';
import { contentOf, familyOf, join } from '../../../src/model/endpoints/joined.ts';
import { anySubsets, keyOf, readinessOf, readinessTexts, tableOf, type RawSubset } from './subsets.ts';

const chosen = anySubsets
  .filter((subsets) => subsets.length > 0)
  .chain((subsets) =>
    fc
      .subarray(
        subsets.map((_, index) => index),
        { minLength: 1 },
      )
      .map((indexes) => ({ subsets, indexes })),
  );

function only(subsets: readonly RawSubset[], indexes: readonly number[]): readonly RawSubset[] {
  return subsets.filter((_, index) => indexes.includes(index));
}

describe('join', () => {
  it('has each address of the subsets once, not ready if one of them says so, in the order of its numbers', () => {
    fc.assert(
      fc.property(chosen, ({ subsets, indexes }) => {
        const { addresses } = tableOf(subsets);
        const places = [...join(addresses, indexes)];
        const codes = places.map((place) => addresses.codes[place] ?? 0);
        expect(codes).toEqual(codes.toSorted((left, right) => left - right));
        const found = places.map((place, index) => {
          const { subset, list, index: at } = addresses.source(place);
          const source = list === 'ports' ? undefined : subsets[subset]?.[list]?.[at];
          expect(indexes).toContain(subset);
          return [source && keyOf(source), isReadyCode(codes[index] ?? 0)] as const;
        });
        expect(readinessTexts(found)).toEqual(readinessTexts(readinessOf(only(subsets, indexes))));
      }),
    );
  });

  it('takes the first place that is not ready, or else the first', () => {
    const a = { ip: '10.0.0.1' };
    const b = { ip: '10.0.0.2' };
    const { addresses } = tableOf([
      { addresses: [b, a] },
      { notReadyAddresses: [a] },
      { notReadyAddresses: [a], addresses: [b] },
    ]);
    const sources = Array.from(join(addresses, [0, 1, 2]), (place) => addresses.source(place).subset);
    expect(sources).toEqual([0, 1]);
  });
});

describe('contentOf', () => {
  it('is equal exactly for the same addresses with the same readiness', () => {
    fc.assert(
      fc.property(anySubsets, (subsets) => {
        const { addresses } = tableOf(subsets);
        const contents = subsets.map((_, index) => contentOf(addresses, join(addresses, [index])));
        const models = subsets.map((subset) => readinessTexts(readinessOf([subset])).join());
        for (const [index, content] of contents.entries())
          expect(contents.map((each) => each === content)).toEqual(models.map((each) => each === models[index]));
      }),
    );
  });
});

describe('familyOf', () => {
  it.each([
    ['10.0.0.1', 'IPv4'],
    ['fd00::1', 'IPv6'],
    ['::ffff:10.0.0.1', 'IPv4'],
    ['web.example.com', 'IPv4'],
    ['fd00::x', 'IPv6'],
    ['', 'IPv4'],
  ])('of "%s" is %s', (text, family) => {
    expect(familyOf(text)).toBe(family);
  });
});
