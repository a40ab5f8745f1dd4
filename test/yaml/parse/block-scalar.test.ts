import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanBlockScalar } from '../../../src/yaml/parse/block-scalar.ts';
import { cursorAt, outcome, soup } from './cursors.ts';

/** The text, and the part of the whole that it is read from. */
function scan(whole: string, indent = -1): unknown {
  const cursor = Object.assign(cursorAt(whole), { indent });
  return outcome(() => {
    const { text, start, end } = scanBlockScalar(cursor);
    return [text, whole.slice(start, end)];
  });
}

describe('scanBlockScalar', () => {
  it.each([
    ['|\n a\n  b\n', ['a\n b\n', 'a\n  b\n']],
    ['|-\n a\n\n', ['a', 'a\n']],
    ['|+\n a\n\n', ['a\n\n', 'a\n\n']],
    ['>\n a\n b\n\n c\n', ['a b\nc\n', 'a\n b\n\n c\n']],
    ['>\n a\n  b\n c\n', ['a\n b\nc\n', 'a\n  b\n c\n']],
    ['|2-\n   a', [' a', ' a']],
    ['|-2 # c\n   a', [' a', ' a']],
    ['|\n a\nb', ['a\n', 'a\n']],
    ['|\n\n\n', ['', '']],
    ['|+\n\n\n', ['\n\n', '\n\n']],
    ['|\r\n a\r\n', ['a\n', 'a\r\n']],
  ])('reads %j', (text, expected) => {
    expect(scan(text, text.endsWith('\nb') ? 0 : -1)).toEqual(expected);
  });

  it.each([
    ['|0\n a', '0 the indentation of a block of text is 1 to 9 spaces; correct the 0'],
    ['|a\n', '1 text follows | on its line; move it to the next line'],
    ['>-12\n', '3 text follows >-1 on its line; move it to the next line'],
    ['|\n\ta', '2 a tab indents a block of text; use spaces'],
  ])('refuses %j', (text, expected) => {
    expect(scan(text)).toBe(expected);
  });

  it('moves forward, and starts before it ends', () => {
    fc.assert(
      fc.property(fc.constantFrom('|\n', '>\n', '|+\n', '>2-\n'), soup, (header, rest) => {
        const cursor = cursorAt(header + rest);
        const found = outcome(() => scanBlockScalar(cursor));
        const places = typeof found === 'string' ? [] : [header.length, found.start, found.end, cursor.at];
        expect(places).toEqual(places.toSorted((one, other) => one - other));
      }),
    );
  });
});
