// One text for one value, because the text is hashed.
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, compareText } from '../../../src/policy/load/canonical-json.ts';

const names = fc.constantFrom('a', 'b', 'B', '10', '9', '', '__proto__', 'constructor', 'é', '\u{1f600}', '\uff5e');

/** Plain data as it comes from JSON: without undefined, and with one zero. */
const value = fc
  .letrec<{ any: unknown; object: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(null, true, 0, 1, -1.5, '', 'a', '"', '\n'),
      fc.array(tie('any'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc.dictionary(names, tie('any'), { maxKeys: 5, noNullPrototype: true }),
  }))
  .any.map((any): unknown => JSON.parse(JSON.stringify(any)));

/** The same value with the members of its objects in reverse. */
function reversed(any: unknown): unknown {
  if (Array.isArray(any)) return any.map(reversed);
  if (typeof any !== 'object' || any === null) return any;
  const members = Object.entries(any)
    .toReversed()
    .map(([name, item]) => `${JSON.stringify(name)}:${JSON.stringify(reversed(item))}`);
  // Read as JSON, in which __proto__ is a name like any other.
  return JSON.parse(`{${members.join()}}`);
}

describe('canonical JSON', () => {
  it('is the same in whatever order members are', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(canonicalJson(reversed(any))).toBe(canonicalJson(any));
      }),
      { numRuns: 500 },
    );
  });

  it('is the same if and only if the values are', () => {
    fc.assert(
      fc.property(value, value, (left, right) => {
        expect(canonicalJson(left) === canonicalJson(right)).toBe(isDeepStrictEqual(left, right));
        expect(canonicalJson(structuredClone(left))).toBe(canonicalJson(left));
      }),
      { numRuns: 1000 },
    );
  });

  it('is JSON of the value', () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(isDeepStrictEqual(JSON.parse(canonicalJson(any)), any)).toBe(true);
      }),
    );
  });

  it.each<[unknown, string]>([
    [{ b: 1, a: [{ d: null, c: 'x' }] }, '{"a":[{"c":"x","d":null}],"b":1}'],
    [{ a: undefined, b: 1 }, '{"b":1}'],
    [[3, 1, 2], '[3,1,2]'],
    [JSON.parse('{"b": 1, "__proto__": {"x": 1}}'), '{"__proto__":{"x":1},"b":1}'],
  ])('of %j is %s', (any, text) => {
    expect(canonicalJson(any)).toBe(text);
  });
});

describe('the order of texts', () => {
  const units = fc.array(fc.nat({ max: 0xffff }), { maxLength: 3 }).map((all) => String.fromCharCode(...all));

  it('is by UTF-16 units in every locale, as a sort without a comparison has it', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(names, units), { maxLength: 10 }), (texts) => {
        // oxlint-disable-next-line require-array-sort-compare
        expect(texts.toSorted(compareText)).toEqual(texts.toSorted());
      }),
    );
    expect(['ä', 'z', 'Z', '\uff5e', '\u{1f600}', ''].toSorted(compareText)).toEqual([
      '',
      'Z',
      'z',
      'ä',
      '\u{1f600}',
      '\uff5e',
    ]);
  });

  it('has the same distance in both directions', () => {
    fc.assert(
      fc.property(names, names, (left, right) => {
        expect(compareText(left, right) + compareText(right, left)).toBe(0);
        expect(compareText(left, right) === 0).toBe(left === right);
      }),
    );
  });
});
