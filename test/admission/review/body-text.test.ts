// A large body, which stays bytes, reads as the string of a small one.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyText, LARGE } from '../../../src/admission/review/body-text.ts';

const MARK = ',"object":{';

const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(MARK, MARK.slice(0, -1), 'ü', '😀', '"', ','));
const text = fc.array(part, { maxLength: 12 }).map((parts) => parts.join('').toWellFormed());

describe('bodyText', () => {
  it('finds the same marks in a large body as in its string, with the same text between them', () => {
    fc.assert(
      fc.property(text, (written) => {
        const string = `${'x'.repeat(LARGE)}${written}`;
        const large = bodyText(Buffer.from(string));
        expect(typeof large).toBe('object');
        expect(large.length).toBe(Buffer.byteLength(string));
        // Positions differ behind a character of several bytes, so what is at them is compared.
        const [inString, inBytes] = [string.indexOf(MARK), large.indexOf(MARK)];
        const [lastInString, lastInBytes] = [string.lastIndexOf(MARK), large.lastIndexOf(MARK)];
        expect([inBytes === -1, lastInBytes === -1]).toEqual([inString === -1, lastInString === -1]);
        expect(large.slice(0)).toBe(string);
        if (inString === -1) return;
        for (const at of [inBytes, lastInBytes]) expect(large.startsWith(MARK, at)).toBe(true);
        expect(large.startsWith(MARK, inBytes + 1)).toBe(false);
        expect(large.slice(inBytes, lastInBytes)).toBe(string.slice(inString, lastInString));
        expect(large.slice(lastInBytes)).toBe(string.slice(lastInString));
        expect(large.lastIndexOf(MARK, lastInBytes)).toBe(lastInBytes);
        expect(large.lastIndexOf(MARK, inBytes - 1)).toBe(-1);
        expect(large.indexOf(MARK, lastInBytes)).toBe(lastInBytes);
        expect(large.indexOf(MARK, lastInBytes + 1)).toBe(-1);
      }),
      { numRuns: 200 },
    );
  });

  it('is a string below 128 KiB', () => {
    expect(typeof bodyText(Buffer.alloc(LARGE - 1, 'x'))).toBe('string');
    expect(typeof bodyText(Buffer.alloc(LARGE, 'x'))).toBe('object');
    expect(bodyText(Buffer.from('{"ü":"😀"}'))).toBe('{"ü":"😀"}');
  });

  it.each([0, LARGE])('reads bytes that are not UTF-8 as U+FFFD, after %i others', (padding) => {
    const bytes = Buffer.concat([Buffer.alloc(padding, 'x'), Buffer.from([0x61, 0xff, 0xc0, 0x62])]);
    expect(bodyText(bytes).slice(padding)).toBe('a\ufffd\ufffdb');
  });
});
