import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/model/plain.ts';
import { excerpt } from '../../../src/report/formats/excerpt.ts';
import { ANSI, PLAIN } from '../../../src/report/palette.ts';
import { Lines } from '../../../src/yaml/read.ts';
import { TEXT } from '../fixtures.ts';

function at(text: string, line: number, column: number): string {
  return excerpt(new Lines(text), { line, column }, PLAIN);
}

describe('excerpt', () => {
  it('puts the caret under the place, whatever comes before it', () => {
    expect(at(TEXT, 2, 1)).toBe('   2 | endpoints:\n     | ^\n');
    expect(at('\t\ta: \u0007b\r\n', 1, 7)).toBe('   1 |   a: \\u0007b\n     |            ^\n');
    expect(at(`${'\n'.repeat(9999)}a: b`, 10_000, 4)).toBe('10000 | a: b\n      |    ^\n');
  });
  it('shows a part of a long line', () => {
    const [source, caret] = at(`${'x'.repeat(5000)}HERE${'y'.repeat(5000)}`, 1, 5001).split('\n');
    expect(source?.length).toBeLessThan(140);
    expect(source?.slice((caret ?? '').indexOf('^'))).toMatch(/^HEREy+…$/);
    expect(source).toContain('| …x');
    expect(at('x'.repeat(120), 1, 120)).not.toContain('…');
    expect(at('x'.repeat(121), 1, 1)).toBe(`   1 | ${'x'.repeat(120)}…\n     | ^\n`);
  });
  it('puts the caret under the place in any line, and prints what is there', () => {
    // A tab is printed as one space, a control character as an escape.
    const character = fc.constantFrom('a', ' ', 'é', '\t', '\u0000', '\u001b', '\u202e');
    const place = fc
      .string({ unit: character, minLength: 1, maxLength: 200 })
      .chain((text) => fc.record({ text: fc.constant(text), column: fc.integer({ min: 1, max: text.length }) }));
    fc.assert(
      fc.property(place, ({ text, column }) => {
        fc.pre(text.trim() !== '');
        const [source = '', caret = '', ...rest] = at(text, 1, column).split('\n');
        expect(rest).toEqual(['']);
        expect(caret).toMatch(/^ {5}\| +\^$/);
        const safe = (part: string): string => plain(part.replaceAll('\t', ' '), Infinity);
        // Of a long line only a part is printed.
        const before = source.slice('   1 | '.length, caret.length - 1).replace(/^…/, '');
        const behind = source.slice(caret.length - 1).replace(/…$/, '');
        expect(safe(text.slice(0, column - 1)).endsWith(before)).toBe(true);
        expect(safe(text.slice(column - 1)).startsWith(behind)).toBe(true);
        expect(behind).not.toBe('');
        expect(source.includes('…')).toBe(text.length > 120);
      }),
    );
  });
  it('colours the gutter and the caret only', () => {
    expect(excerpt(new Lines(TEXT), { line: 2, column: 1 }, ANSI)).toBe(
      '\u001b[2m   2 |\u001b[0m endpoints:\n\u001b[2m     |\u001b[0m \u001b[1m^\u001b[0m\n',
    );
  });
  it('is empty where there is nothing to show', () => {
    expect(at(TEXT, 4, 1)).toBe('');
    expect(at(TEXT, 99, 1)).toBe('');
    expect(excerpt(undefined, { line: 1, column: 1 }, PLAIN)).toBe('');
  });
});
