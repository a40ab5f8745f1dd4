import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cursor, Lines } from '../../src/yaml/lines.ts';

const text = fc.string({ unit: fc.constantFrom('a', 'é', '🙂', ' ', '\n', '\n', '\r\n', '\r') });

/** Line and column from 1 by splitting the text before the offset. */
function naive(before: string): { line: number; column: number } {
  const lines = before.split('\n');
  return { line: lines.length, column: (lines.at(-1) ?? '').length + 1 };
}

describe('Lines', () => {
  it('gives every offset the line and column that splitting the text gives', () => {
    fc.assert(
      fc.property(text, (all) => {
        const lines = new Lines(all);
        for (let offset = 0; offset <= all.length; offset++)
          expect(lines.position(offset)).toEqual(naive(all.slice(0, offset)));
      }),
    );
  });

  it('gives positions in the whole text for a part of it', () => {
    fc.assert(
      fc.property(text, text, (before, part) => {
        const lines = new Lines(part, naive(before));
        for (let offset = 0; offset <= part.length; offset++)
          expect(lines.position(offset)).toEqual(naive(before + part.slice(0, offset)));
      }),
    );
  });

  it('gives each line without its line break', () => {
    fc.assert(
      fc.property(text, (all) => {
        const lines = new Lines(all, { line: 7, column: 1 });
        const expected = all
          .split('\n')
          .map((line, index, every) => (index < every.length - 1 && line.endsWith('\r') ? line.slice(0, -1) : line));
        expect(expected.map((_, index) => lines.line(7 + index))).toEqual(expected);
        expect([lines.line(6), lines.line(7 + expected.length)]).toEqual([undefined, undefined]);
        expect(lines.length).toBe(all.length);
      }),
    );
  });

  it('has no first line if that begins before the text', () => {
    const lines = new Lines('b\nc', { line: 3, column: 2 });
    expect([lines.line(3), lines.line(4)]).toEqual([undefined, 'c']);
  });
});

describe('Cursor', () => {
  it('is at the position that splitting the text gives, in whatever steps it advances', () => {
    fc.assert(
      fc.property(text, fc.array(fc.nat(), { maxLength: 5 }), (all, cuts) => {
        const cursor = new Cursor();
        const stops = [...cuts.map((cut) => cut % (all.length + 1)), all.length].toSorted((one, other) => one - other);
        let from = 0;
        for (const stop of stops) {
          cursor.pass(all, from, stop);
          expect(cursor.position).toEqual(naive(all.slice(0, stop)));
          from = stop;
        }
      }),
    );
  });
});
