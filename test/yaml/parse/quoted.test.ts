import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanQuoted } from '../../../src/yaml/parse/quoted.ts';
import { cursorAt, outcome, soup } from './cursors.ts';

function scan(text: string): unknown {
  const cursor = cursorAt(text);
  return outcome(() => [scanQuoted(cursor), text.slice(cursor.at)]);
}

describe('scanQuoted', () => {
  it.each([
    ['"a" b', ['a', ' b']],
    ["'a''b'", ["a'b", '']],
    ["'a\\n'", ['a\\n', '']],
    ['"\\x41\\u00e9\\U0001F600\\L"', ['Aé😀\u2028', '']],
    ['"a\n  b"', ['a b', '']],
    ['"a\r\n\n\n b"', ['a\n\nb', '']],
    ['"a \\\n  b"', ['a b', '']],
    ['"a\\\n\n b"', ['a\nb', '']],
    ['"a\\ \n b"', ['a  b', '']],
    ["'a \n b'", ['a b', '']],
    ['"a\n---"', ['a ---', '']],
    ['" a\t"', [' a\t', '']],
  ])('reads %j', (text, expected) => {
    expect(scan(text)).toEqual(expected);
  });

  it.each([
    ['"a', '0 this quote is not closed; close it'],
    ["'a''", '0 this quote is not closed; close it'],
    ['"a\\/"', String.raw`2 kubectl does not support the escape \/`],
    ['"\\x4"', String.raw`1 kubectl does not support the escape \x`],
    ['"\\ud800"', String.raw`1 kubectl does not support the escape \ud800`],
    ['"\\U00110000"', String.raw`1 kubectl does not support the escape \U00110000`],
    ['"a\n--- "', '3 a quoted text cannot contain a line that begins with --- or ...; close the quote'],
  ])('refuses %j', (text, expected) => {
    expect(scan(text)).toBe(expected);
  });

  it('reads what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(scan(`${JSON.stringify(text)}: 1`)).toEqual([text, ': 1']);
      }),
    );
  });

  it('moves forward, and past the closing quote if there is one', () => {
    fc.assert(
      fc.property(fc.constantFrom('"', "'"), soup, (quote, rest) => {
        const cursor = cursorAt(quote + rest);
        const result = outcome(() => scanQuoted(cursor));
        expect(cursor.at).toBeLessThanOrEqual(rest.length + 1);
        expect(cursor.at).toBeGreaterThanOrEqual(/^\d+ /.test(result) ? 0 : 2);
      }),
    );
  });
});
