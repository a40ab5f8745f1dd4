import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanPlain } from '../../../src/yaml/parse/plain.ts';
import { cursorAt, outcome, soup } from './cursors.ts';

/** The text, what the cursor stands before, and where the scalar ends. */
function scan(text: string, flow: number, indent = -1): unknown {
  const cursor = Object.assign(cursorAt(text), { flow, indent });
  return outcome(() => [scanPlain(cursor), text.slice(cursor.at), cursor.end]);
}

describe('scanPlain', () => {
  it.each([
    ['a: b', ['a', ': b', 1]],
    ['a:b', ['a:b', '', 3]],
    ['a:', ['a', ':', 1]],
    ['a #b', ['a', '#b', 1]],
    ['a#b', ['a#b', '', 3]],
    ['a, [b]', ['a, [b]', '', 6]],
    ['a \t', ['a', '', 1]],
    ['a\nb', ['a b', '', 3]],
    ['a\r\n\r\nb', ['a\nb', '', 6]],
    ['a\n\n\nb', ['a\n\nb', '', 5]],
    ['a\n--- b', ['a', '--- b', 1]],
    ['a\n# b', ['a', '# b', 1]],
    ['a\n\tb', ['a b', '', 4]],
  ])('ends %j in a block', (text, expected) => {
    expect(scan(text, 0)).toEqual(expected);
  });

  it.each([
    ['a, b', ['a', ', b', 1]],
    ['a]', ['a', ']', 1]],
    ['a?b', ['a', '?b', 1]],
    ['a:b', ['a:b', '', 3]],
    ['a\nb}', ['a b', '}', 3]],
  ])('ends %j within brackets', (text, expected) => {
    expect(scan(text, 1)).toEqual(expected);
  });

  it('ends at a line that is not deeper than the block', () => {
    expect(scan('a\n b\nc', 0, 0)).toEqual(['a b', 'c', 4]);
  });

  it('refuses a tab in the column of the block', () => {
    expect(scan('a\n\tb', 0, 0)).toBe('2 kubectl allows no tab here; use spaces');
  });

  it('moves forward and ends within what it passed', () => {
    fc.assert(
      fc.property(soup, fc.nat(1), fc.integer({ min: -1, max: 2 }), (rest, flow, indent) => {
        const cursor = Object.assign(cursorAt(`a${rest}`), { flow, indent });
        const text = outcome(() => scanPlain(cursor));
        expect(cursor.at).toBeGreaterThan(0);
        expect(cursor.at).toBeGreaterThanOrEqual(cursor.end);
        expect(cursor.end).toBeGreaterThan(0);
        expect(cursor.at).toBeLessThanOrEqual(rest.length + 1);
        expect(text).not.toMatch(/^[ \n]|[ \n]$/);
      }),
    );
  });
});
