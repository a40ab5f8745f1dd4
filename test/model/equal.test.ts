import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isEqual } from '../../src/model/equal.ts';

const json = fc.jsonValue({ maxDepth: 3 });

it('agrees with isDeepStrictEqual of Node about plain data', () => {
  fc.assert(
    fc.property(json, json, (left, right) => {
      expect(isEqual(left, right)).toBe(isDeepStrictEqual(left, right));
      expect(isEqual(left, structuredClone(left))).toBe(isDeepStrictEqual(left, structuredClone(left)));
    }),
  );
});

it.each([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: undefined }, { b: undefined }, false],
  [{ a: 1 }, { a: 1, b: 1 }, false],
  [[1, [2]], [1, [2]], true],
  [[1, 2], [1], false],
  [[], {}, false],
  [null, {}, false],
  [Object.assign(Object.create(null), { x: 'y' }), { x: 'y' }, true],
])('%j and %j', (left, right, expected) => {
  expect(isEqual(left, right)).toBe(expected);
});
