import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { indented } from '../../../src/report/formats/indented.ts';

/** JSON.stringify of the value in so many lists, without the lines of the lists. */
function inLists(value: unknown, depth: number): string {
  let nested = value;
  for (let level = 0; level < depth; level++) nested = [nested];
  return JSON.stringify(nested, null, 2)
    .split('\n')
    .slice(depth, depth === 0 ? undefined : -depth)
    .join('\n');
}

describe('indented', () => {
  it('is what JSON.stringify prints of the value at that depth', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(4), (value, depth) => {
        expect(indented(value, 2 * depth)).toBe(inLists(value, depth));
      }),
    );
  });
  it('does not touch line breaks in texts, which JSON escapes', () => {
    expect(indented({ a: 'b\nc' }, 3)).toBe('   {\n     "a": "b\\nc"\n   }');
  });
});
