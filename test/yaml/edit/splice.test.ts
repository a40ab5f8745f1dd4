import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applySplices, type Splice } from '../../../src/yaml/edit/splice.ts';

/** Splices of distinct ranges that do not overlap, in random order, and the text. */
const spliced = fc
  .tuple(
    fc.array(fc.tuple(fc.string(), fc.string({ minLength: 1 }), fc.string()), { maxLength: 6 }),
    fc.string(),
    fc.infiniteStream(fc.nat()),
  )
  .map(([parts, tail, order]) => {
    let text = '';
    const splices: Splice[] = [];
    for (const [kept, replaced, replacement] of parts) {
      text += kept;
      splices.push({ start: text.length, end: text.length + replaced.length, text: replacement, depth: 0 });
      text += replaced;
    }
    const shuffled = splices
      .map((splice) => ({ splice, rank: order.next().value ?? 0 }))
      .toSorted((one, other) => one.rank - other.rank);
    return { text: text + tail, splices: shuffled.map(({ splice }) => splice) };
  });

describe('applySplices', () => {
  it('gives the same text as one splice after the other, from the end to the beginning', () => {
    fc.assert(
      fc.property(spliced, ({ text, splices }) => {
        const expected = splices
          .toSorted((one, other) => other.start - one.start)
          .reduce(
            (before, { start, end, text: replacement }) => before.slice(0, start) + replacement + before.slice(end),
            text,
          );
        expect(applySplices(text, splices)).toBe(expected);
      }),
    );
  });

  it('puts the deeper of two insertions at one offset first', () => {
    const at = { start: 1, end: 1 };
    const splices = [
      { ...at, text: 'outer', depth: 1 },
      { ...at, text: 'inner', depth: 2 },
    ];
    expect(applySplices('[]', splices)).toBe('[innerouter]');
    expect(applySplices('[]', splices.toReversed())).toBe('[innerouter]');
  });

  it('puts an insertion before the replacement that begins at its offset', () => {
    expect(
      applySplices('abc', [
        { start: 1, end: 2, text: 'B', depth: 0 },
        { start: 1, end: 1, text: '+', depth: 0 },
      ]),
    ).toBe('a+Bc');
  });

  it('applies none of two that overlap', () => {
    const first = { start: 1, end: 3, text: '', depth: 0 };
    expect(applySplices('abcd', [first, { start: 2, end: 4, text: '', depth: 0 }])).toBeUndefined();
    expect(applySplices('abcd', [first, { start: 2, end: 2, text: 'x', depth: 0 }])).toBeUndefined();
    expect(applySplices('abcd', [first, { start: 3, end: 4, text: 'D', depth: 0 }])).toBe('aD');
  });
});
