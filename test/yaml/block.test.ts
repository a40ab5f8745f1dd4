// The block reader against the full parser.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildBlock } from '../../src/yaml/block.ts';
import { build, type Built } from '../../src/yaml/build.ts';
import { parse } from '../../src/yaml/nodes.ts';
import { ReadError } from '../../src/yaml/read-error.ts';

function withParser(text: string): Built | undefined {
  try {
    return build(text, parse(text));
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

/**
 * Compares as JSON, in which the order of keys counts. Where the parser gives up or rejects, the block reader must too.
 */
function expectSame(text: string): boolean {
  const short = buildBlock(text);
  if (short === undefined) return false;
  expect(JSON.stringify({ text, built: short })).toBe(JSON.stringify({ text, built: withParser(text) }));
  return true;
}

const SCALARS = [
  'a',
  'x y',
  '10.0.0.1',
  '8080',
  '010',
  '-1',
  '+1',
  '-',
  'on',
  'null',
  'Null',
  '.5',
  '.inf',
  '1_000',
  'a:b',
  'a#b',
  'http://x/y?z=1&w',
  'a, [b]',
  '{}',
  '[]',
  '""',
  '"q: [x] #"',
  "'s'",
  'true',
  '2024-01-01T00:00:00Z',
  '-x',
  '/p',
  'fd00::1',
  '::1',
  'x:',
];
const ODD = [
  "'it''s'",
  '"\\n"',
  '{a: 1}',
  '[x]',
  '&x a',
  '*x',
  '!!str 1',
  '| ',
  '>-',
  'a # c',
  'a: b',
  'a ',
  '~',
  'é',
  '\ta',
  '"x',
  '{} ',
  '[]x',
  '- a',
  '? a',
  '"a" b',
  '%a',
  '@a',
  '`a',
  'a\r',
  '\u2028',
  '<<',
];
const KEYS = [
  'a',
  'b',
  'c/d.e-f_g',
  '_h',
  'f:x',
  'f::',
  'on',
  'null',
  'y',
  'N1',
  'constructor',
  '__proto__',
  'toString',
  'a b',
  '"a"',
  '1',
  '.',
  '<<',
  '-a',
  'é',
  'x'.repeat(1100),
];
const indent = fc.constantFrom('', '', '', ' ', '  ', '  ', '  ', '    ', '      ', '\t');
const dash = fc.constantFrom('', '', '', '', '- ', '- ', '-   ', '- - ', '-', '-\t');
const odd = fc.constantFrom(...ODD);
const scalar = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...SCALARS) }, { weight: 1, arbitrary: odd });
const key = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...KEYS.slice(0, 5)) },
  { weight: 1, arbitrary: fc.constantFrom(...KEYS) },
);
const content = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(key, scalar).map(([name, value]) => `${name}: ${value}`) },
  { weight: 4, arbitrary: key.map((name) => `${name}:`) },
  { weight: 2, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom('', '# c', '#é', ' # c: d', '...', '--', 'a:b', 'a :b', 'a:  b', 'a: ', ':', '\r'),
  },
);
const end = fc.constantFrom('\n', '\n', '\n', '\n', '\n', '\n\n', '\n  \n', '\n# c\n', '\r\n', '');
const lines = fc
  .array(
    fc.tuple(indent, dash, content, end).map((parts) => parts.join('')),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) => all.join(''));

/** A value as programs write it, nested to any depth. */
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c/d', 'f:x'), tie('value'), { maxKeys: 3 }),
  ),
})).value;

function write(node: unknown, column: string, isCompact: boolean): string {
  if (Array.isArray(node))
    return node.length === 0
      ? ' []\n'
      : `\n${node.map((item) => `${column}-${writeItem(item, `${column}  `, isCompact)}`).join('')}`;
  if (typeof node !== 'object' || node === null) return ` ${String(node)}\n`;
  const entries = Object.entries(node);
  if (entries.length === 0) return ' {}\n';
  const members = entries.map(([name, item]) => {
    const inner = Array.isArray(item) && isCompact ? column : `${column}  `;
    return `${column}${name}:${write(item, inner, isCompact)}`;
  });
  return `\n${members.join('')}`;
}

/** A list item, on the line of its dash. */
function writeItem(item: unknown, column: string, isCompact: boolean): string {
  const text = write(item, column, isCompact);
  return text.startsWith('\n') && !Array.isArray(item) ? ` ${text.slice(1 + column.length)}` : text;
}

describe('buildBlock', () => {
  it('reads any lines as the parser does, or gives up', () => {
    let read = 0;
    fc.assert(
      fc.property(lines, (text) => void (expectSame(text) && read++)),
      { numRuns: 20_000 },
    );
    expect(read).toBeGreaterThan(1000);
  });
  it('reads the layout that programs write', () => {
    let read = 0;
    const written = fc.tuple(
      fc.dictionary(fc.constantFrom('a', 'b', 'kind'), value, { minKeys: 1 }),
      fc.boolean(),
      fc.nat(),
      fc.constantFrom('', ' ', '  ', 'x', ':', '- ', '\n'),
    );
    fc.assert(
      fc.property(written, ([fields, isCompact, place, extra]) => {
        const text = write(fields, '', isCompact).slice(1);
        if (expectSame(text)) read++;
        const at = place % text.length;
        expectSame(text.slice(0, at) + extra + text.slice(at));
      }),
      { numRuns: 5000 },
    );
    expect(read).toBeGreaterThan(1500);
  });
  it('reads a slice as kubectl prints it, and one with comments', () => {
    const slice = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
addressType: IPv4
endpoints:
- addresses:
  - 10.0.0.1
  conditions:
    ready: true
  nodeName: "n1"
- addresses:
  - 10.0.0.2
  conditions: {}
ports:
- name: ''
  port: 80
`;
    expect(expectSame(slice)).toBe(true);
    expect(expectSame(`# c\n\n${slice.replaceAll('\n- name', '\n# d\n\n- name')}`)).toBe(true);
    expect(buildBlock('a:\n  - b: 1\n    c: 2\n\n  # d\n  - b: 010\nd:\n')).toEqual({
      start: 0,
      value: { a: [{ b: 1, c: 2 }, { b: 8 }], d: null },
      isNotable: true,
    });
  });
  it.each([
    '',
    'a',
    'a: 1\n b: 2\n',
    'a: b\n  c\n',
    '- a\nb: 1\n',
    'a: 1\n...\nb: 2\n',
    'a: "b\n  c"\n',
    'a:\n  b: 1\n c: 2\n',
    '- '.repeat(60),
  ])('gives up at %j', (text) => {
    expect(buildBlock(text)).toBeUndefined();
  });
});
