// JSON as people write it: with comments, trailing commas, tabs and odd escapes, several objects in a row, YAML behind.
import type { Random } from '../../drills/support/scale.ts';
import { any, below } from './edits.ts';

const STRINGS = [
  '"a"',
  '"b"',
  '"items"',
  '"kind"',
  '""',
  '"a b"',
  String.raw`"\/"`,
  String.raw`"a\/b"`,
  String.raw`"\u0061"`,
  String.raw`"\u00e9\n\t"`,
  String.raw`"\ud83d\ude00"`,
  String.raw`"\ud83d"`,
  String.raw`"\ude00\ud83d"`,
  String.raw`"\ud83dx"`,
  String.raw`"\\"`,
  String.raw`"\""`,
  String.raw`"\x41"`,
  String.raw`"\'"`,
  String.raw`"\u12"`,
  String.raw`"\b\f\r"`,
  '"\t"',
  '"a\nb"',
  '"\u0001"',
  '"\u007f"',
  '"\u0085\u2028"',
  '"é\u{1f600}"',
  '"__proto__"',
  '"<<"',
  '"{"',
  '"#"',
  `'a'`,
  'a',
];
const NUMBERS = ['0', '-0', '1', '-1', '01', '1.50', '1e3', '1E+2', '.5', '5.', '+1', '0x1', '1e400', '1_0', '-'];
const LARGE = ['9007199254740993', '9223372036854775807', '9223372036854775808', '18446744073709551616', '1e-400'];
const WORDS = ['true', 'false', 'null', 'True', 'NULL', 'undefined', 'NaN', 'Infinity', '~', 'yes'];
const GAPS = [
  '',
  '',
  '',
  '',
  ' ',
  '\n',
  '\n  ',
  '\t',
  '\r\n',
  '\n\t',
  ' # c\n',
  '// c\n',
  '/* c */',
  '\u00a0',
  '\ufeff',
];
const BETWEEN = [
  '',
  '',
  '\n',
  '\n',
  ' ',
  '\r\n',
  '\t',
  ',',
  ';',
  'null',
  '\nnull\n',
  ' # c\n',
  '\n---\n',
  '\n--- # c\n',
];
const OTHERS = [
  '---',
  '\n---\n',
  '\n--- a\n',
  'a: b',
  '\na: b\n',
  '\n---\na: b\n',
  '---\n- a\n',
  'null',
  '[1]',
  '"a"',
  'x',
  '\n...\n',
  '}',
  '{',
  '#',
];

/** One to five objects, and perhaps something else. */
export function looseJson(next: Random): string {
  const count = 1 + below(next, 5);
  const parts = Array.from({ length: count }, () => {
    const isOdd = below(next, 6) === 0;
    return (isOdd ? any(next, OTHERS) : object(next, 2 + below(next, 2))) + any(next, BETWEEN);
  });
  return gap(next) + parts.join('');
}

/** Most gaps are ones that JSON allows: else hardly any object would be read as JSON. */
function gap(next: Random): string {
  return below(next, 12) === 0 ? any(next, GAPS) : any(next, ['', '', ' ', '\n', '\n ', '\t']);
}

function value(next: Random, depth: number): string {
  const kind = below(next, depth > 0 ? 10 : 6);
  if (kind < 3) return string(next);
  if (kind === 3)
    return any(next, below(next, 6) === 0 ? LARGE : NUMBERS.slice(0, 3 + below(next, NUMBERS.length - 2)));
  if (kind < 6) return any(next, below(next, 6) === 0 ? WORDS : WORDS.slice(0, 3));
  return kind < 8 ? object(next, depth - 1) : list(next, depth - 1);
}

function string(next: Random): string {
  return any(next, below(next, 3) === 0 ? STRINGS : STRINGS.slice(0, 9));
}

function object(next: Random, depth: number): string {
  const member = (): string =>
    gap(next) + string(next) + gap(next) + colon(next) + gap(next) + value(next, depth) + gap(next);
  return `{${members(next, member)}}`;
}

function colon(next: Random): string {
  return below(next, 20) === 0 ? any(next, ['', ' :', '=', '::']) : ':';
}

function list(next: Random, depth: number): string {
  return `[${members(next, () => gap(next) + value(next, depth) + gap(next))}]`;
}

function members(next: Random, one: () => string): string {
  const end = below(next, 15) === 0 ? any(next, [',', ',,', ' ,\n']) : '';
  return Array.from({ length: below(next, 4) }, one).join(',') + end;
}
