import { describe, expect, it } from 'vitest';
import { isTooLarge, jsonDocument, readYaml } from '../../src/yaml/document.ts';
import { readJson } from '../../src/yaml/json.ts';
import { Lines } from '../../src/yaml/lines.ts';
import { isProblem } from '../../src/yaml/read.ts';
import { only, values } from './values.ts';

describe('positions', () => {
  const document = only(`
metadata:
  labels:
    app: web   # c
ports: []
endpoints:
- addresses: ["10.0.0.1",
    '10.0.0.2']
  zone: >-
    a
    b
  hints:
`);
  it.each([
    [['metadata', 'labels', 'app'], { line: 4, column: 10 }],
    [['metadata', 'labels'], { line: 4, column: 5 }],
    [['endpoints', 0, 'addresses', 0], { line: 7, column: 15 }],
    [['endpoints', 0, 'addresses', 1], { line: 8, column: 5 }],
    [['endpoints', 0, 'zone'], { line: 10, column: 5 }],
    [['endpoints', 0, 'addresses', 9], { line: 7, column: 14 }],
    [['endpoints', 4], { line: 7, column: 1 }],
    [['nothing', 'here'], { line: 2, column: 1 }],
    [[], { line: 2, column: 1 }],
  ] as const)('of the value %j', (path, position) => {
    expect(document.position(path)).toEqual(position);
  });
  it('of keys, and where to point to', () => {
    expect(document.keyPosition(['metadata', 'labels', 'app'])).toEqual({ line: 4, column: 5 });
    expect(document.keyPosition(['endpoints', 0])).toEqual({ line: 7, column: 3 });
    expect(document.point(['metadata', 'labels', 'missing'])).toEqual({ line: 3, column: 3 });
    expect(document.point(['endpoints', 0, 'conditions', 'ready'])).toEqual({ line: 7, column: 3 });
    expect(document.point(['endpoints', 0, 'addresses', 0])).toEqual({ line: 7, column: 15 });
    expect(document.point(['endpoints', 0, 'addresses'])).toEqual({ line: 7, column: 3 });
    expect(document.point(['endpoints', 0, 'hints'])).toEqual({ line: 12, column: 3 });
  });
});

describe('duplicate keys', () => {
  it.each([
    ['in YAML', 'a: 1\nb: {c: 1, "c": 2}\na: 3'],
    ['in JSON', '{"a": 1,\n"b": {"c":1,"c": 2},\n"a": 3}'],
  ])('are reported with the position of the repeated key: %s', (_what, text) => {
    const document = only(text);
    expect(document.value).toEqual({ a: 3, b: { c: 2 } });
    expect(document.duplicates().map(({ path }) => path)).toEqual([['b', 'c'], ['a']]);
    const lines = text.split('\n');
    for (const { path, position } of document.duplicates()) {
      const key = String(path.at(-1));
      const line = lines[position.line - 1] ?? '';
      expect(line.slice(position.column - 1)).toMatch(new RegExp(`^"?${key}"?:`));
      expect(line.lastIndexOf(key)).toBe(line.indexOf(key, position.column - 1));
    }
  });

  it('have the position of the last one', () => {
    expect(only('a: 1\nb: 2\na: 3').position(['a'])).toEqual({ line: 3, column: 4 });
  });
});

describe('overwritten values', () => {
  it('are the scalars of a key of the root, without the one that counts', () => {
    const document = only('kind: A\nb: {kind: X, kind: Y}\nkind: [l]\n"kind": B\nkind: C\n');
    expect(document.overwritten('kind')).toEqual([
      { text: 'A', position: { line: 1, column: 7 } },
      { text: 'B', position: { line: 4, column: 9 } },
    ]);
    expect(document.overwritten('b')).toEqual([]);
    expect(document.overwritten('missing')).toEqual([]);
  });

  it('do not exist in a document that is not a mapping', () => {
    expect(only('- kind: A\n  kind: B\n').overwritten('kind')).toEqual([]);
  });
});

describe('notes', () => {
  it('are those of the value at a path, and none where no value is', () => {
    const document = only('a:\n  b: on\nc: 010\n');
    expect(document.notes([]).map(({ path }) => path)).toEqual([['a', 'b'], ['c']]);
    expect(document.notes(['a']).map(({ path }) => path)).toEqual([['a', 'b']]);
    expect(document.notes(['a', 'missing'])).toEqual([]);
  });
});

describe('problems', () => {
  it('recognises an unrendered template', () => {
    const message = 'this is a template, not YAML; render it first (helm template … | sliceward check -)';
    expect(values('a: 1\n---\nname: {{ .Release.Name }}')).toEqual([{ a: 1 }, `3:7 ${message}`]);
    expect(values('{{- if .Values.on }}\na: 1\n{{- end }}')).toEqual([`1:1 ${message}`]);
  });
  it('reports a directive at its line, whatever else is wrong', () => {
    const message =
      'kubectl rejects directives (%YAML, %TAG) because it splits the text at --- first; remove this line';
    expect(values('\n%YAML 1.2\n')).toEqual([`2:1 ${message}`]);
  });

  it.each([
    ['U+2028 in a comment', 'a: 1 # x\u2028b: 2', '1:9 U+2028 is an invisible line break for kubectl; remove it'],
    ['U+0085', 'a: 1\nb: x\u0085', '2:5 U+0085 is an invisible line break for kubectl; remove it'],
    ['a control character', 'a: 1 # \u0007', '1:8 cannot be read as YAML: U+0007 is not allowed here; remove it'],
    ['a noncharacter', 'a: "\uFFFE"', '1:5 cannot be read as YAML: U+FFFE is not allowed here; remove it'],
  ])('reports what could hide a line: %s', (_what, text, problem) => {
    expect(values(text)).toEqual([problem]);
  });

  it('gives the document before "..." as well as the problem with the text after it', () => {
    expect(values('a: 1\n...\nb: 2')).toEqual([
      { a: 1 },
      '2:1 kubectl ignores the text after "..."; start a new document with a line of ---',
    ]);
  });
});

describe('a document that is too large', () => {
  it('is a problem, and the next one is read', () => {
    const items = values(`a: ${'x'.repeat(17 * 1024 * 1024)}\n---\nb: 2`);
    expect(items).toEqual([expect.stringMatching(/too large/), { b: 2 }]);
  });

  const MI = 1024 * 1024;
  it.each([
    ['a: 1\n', 16 * MI, false],
    ['a: 1\n', 16 * MI + 1, true],
    ['items:\n', 16 * MI + 1, false],
    ['kind: List\nitems:\n', 128 * MI, false],
    ['kind: List\nitems:\n', 128 * MI + 1, true],
  ])('has more than 16 Mi characters, or 128 Mi for a List: %j, %i', (beginning, length, isTooLong) => {
    expect(isTooLarge(beginning, length)).toBe(isTooLong);
  });
});

describe('readYaml', () => {
  it('gives positions in the longer text to which the lines belong', () => {
    const text = 'a:\n  b: 1\n';
    const [item] = readYaml(text, new Lines(text, { line: 10, column: 1 }), 3);
    if (item === undefined || isProblem(item)) throw new Error(item?.message);
    expect([item.index, item.start, item.position(['a', 'b'])]).toEqual([
      3,
      { line: 10, column: 1 },
      { line: 11, column: 6 },
    ]);
  });
});

describe('jsonDocument', () => {
  it('finds positions in an object that begins within the text of its lines', () => {
    const text = '  {"a": {"b": [1, 2], "b": [3, 4]}}';
    const chunk = readJson(text, 2);
    if (typeof chunk !== 'object') throw new Error('not read');
    const document = jsonDocument(text, 2, chunk, new Lines(text), 0);
    expect(document.value).toEqual({ a: { b: [3, 4] } });
    expect(document.start.column).toBe(3);
    expect(document.position(['a', 'b', 1])?.column).toBe(text.indexOf('4') + 1);
    expect(document.duplicates()).toMatchObject([{ path: ['a', 'b'] }]);
  });
});
