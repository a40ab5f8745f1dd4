import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, plain } from '../../src/model/plain.ts';

describe('plain text', () => {
  it.each([
    ['a\nb', 'a\\u000ab'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['\u202eevil', '\\u202eevil'],
    ['a\u061cb', 'a\\u061cb'],
    ['Grüße €', 'Grüße €'],
    ['\ud800', '\ufffd'],
  ])('%j', (text, expected) => {
    expect(plain(text, 100)).toBe(expected);
  });

  it('is bounded, well-formed and free of control characters for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 3, max: 50 }), (text, max) => {
        const result = plain(text, max);
        expect(result.length).toBeLessThanOrEqual(max);
        expect(result.isWellFormed()).toBe(true);
        expect(result).not.toMatch(/\p{Cc}|\p{Zl}|\p{Zp}|\p{Bidi_Control}/u);
      }),
    );
  });

  it('is cut with a mark and never inside a surrogate pair', () => {
    expect(cut('abcdef', 4)).toBe('abc…');
    expect(cut('abcd', 4)).toBe('abcd');
    expect(cut('ab😀cd', 4)).toBe('ab…');
  });
});
