import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Names } from '../../../src/yaml/parse/names.ts';
import { Scanner } from '../../../src/yaml/parse/scanner.ts';
import type { Token } from '../../../src/yaml/parse/token.ts';
import { outcome, soup } from './cursors.ts';

function tokens(text: string, check: (scanner: Scanner) => void = () => undefined): Token[] {
  const scanner = new Scanner(text, false, new Names());
  const found: Token[] = [];
  do {
    found.push(scanner.next());
    check(scanner);
  } while (found.at(-1) !== 'end');
  return found;
}

describe('Scanner', () => {
  it.each([
    ['a: b', 'block mapping|key|scalar|block end|end'],
    ['- a\n- b', 'block list|-|scalar|-|scalar|block end|end'],
    ['a:\n- b', 'block mapping|key|-|scalar|block end|end'],
    ['- a: b\n  c: d', 'block list|-|block mapping|key|scalar|key|scalar|block end|block end|end'],
    ['? a\n: b', 'block mapping|?|scalar|:|scalar|block end|end'],
    ['[a, b: c]', '[|scalar|,|key|scalar|]|end'],
    ['{"a":b}', '{|key|scalar|}|end'],
    ['&a !b c: d', 'block mapping|key|scalar|block end|end'],
    ['- &a b', 'block list|-|properties|scalar|block end|end'],
    ['*a : b', 'block mapping|key|scalar|block end|end'],
    ['a: b\n---\nc', 'block mapping|key|scalar|block end|document mark|scalar|end'],
    ['# c\n', 'end'],
    [`${'a'.repeat(1024)}: b`, 'block mapping|key|scalar|block end|end'],
    [`${'😀'.repeat(1024)}: b`, 'block mapping|key|scalar|block end|end'],
  ])('cuts %j', (text, expected) => {
    expect(tokens(text).join('|')).toBe(expected);
  });

  it.each([
    ['a:\n\t- b', '3 kubectl allows no tab here; use spaces'],
    ['%a', '0 kubectl reads no directives and no text that begins with %; remove or quote it'],
    ['a: @b', '3 text cannot begin with @; quote it'],
    ['[|', '1 text cannot begin with | within brackets; quote it'],
    ['[- a', '1 a dash cannot begin an item within brackets; remove it'],
    ['a: - b', '3 a list cannot begin here; move it to a line of its own'],
    ['a: ? b', '3 a key cannot begin here; move it to a line of its own'],
    ['a: b: c', '4 this colon makes a key of the text before it; quote text with ": "'],
    ['a: b\nc', '5 a key with a colon is expected here; indent text that continues the line before'],
    [`${'a'.repeat(1025)}: b`, '1025 this colon makes a key of the text before it; quote text with ": "'],
    ['\ufeffa', '0 U+FEFF, an invisible byte order mark, is before the text; remove it'],
  ])('refuses %j', (text, expected) => {
    expect(outcome(() => tokens(text))).toBe(expected);
  });

  it('finds tokens within the text, none of them before its predecessor, and never more than a few for a character', () => {
    fc.assert(
      fc.property(soup, (text) => {
        let last = 0;
        let count = 0;
        outcome(() =>
          tokens(text, ({ start, end, at }) => {
            expect(start).toBeLessThanOrEqual(end);
            expect(end).toBeLessThanOrEqual(text.length);
            expect(at).toBeGreaterThanOrEqual(last);
            last = at;
            expect(++count).toBeLessThanOrEqual(4 * text.length + 2);
          }),
        );
      }),
    );
  });
});
