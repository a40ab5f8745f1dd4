import { describe, expect, it } from 'vitest';
import { endOfLine, skipBlank } from '../../../src/yaml/edit/extent.ts';

describe('skipBlank', () => {
  it.each([
    ['a', 0, 0],
    [' \t\r\n a', 0, 5],
    ['  # b\n a', 0, 7],
    ['# b', 0, 3],
    ['x #a\n#b\r\ny', 1, 9],
  ])('finds what follows white space and comments: %j from %i', (text, from, offset) => {
    expect(skipBlank(text, from)).toBe(offset);
  });
});

describe('endOfLine', () => {
  it.each([
    ['ab\ncd', 0, 2],
    ['ab\ncd', 3, 5],
    ['ab\r\ncd', 1, 2],
    ['ab\r\ncd', 2, 2],
    ['ab\r\ncd', 3, 3],
    ['a\rb', 0, 3],
    ['', 0, 0],
  ])('is before LF or CRLF, or at the end of the text: %j from %i', (text, from, offset) => {
    expect(endOfLine(text, from)).toBe(offset);
  });
});
