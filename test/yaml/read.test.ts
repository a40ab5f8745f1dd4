import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';

function read(text: string): readonly (YamlDocument | string)[] {
  return [...readDocuments(text)].map((item) =>
    isProblem(item) ? `${item.position.line}:${item.position.column} ${item.message}` : item,
  );
}

/** The values of all documents, problems as `line:column message`. */
function values(text: string): readonly unknown[] {
  return read(text).map((item) => (typeof item === 'string' ? item : item.value));
}

function only(text: string): YamlDocument {
  const [first] = read(text);
  if (first === undefined || typeof first === 'string') throw new Error(`no document: ${String(first)}`);
  return first;
}

describe('plain scalars', () => {
  // What sigs.k8s.io/yaml of Kubernetes 1.37 makes of them.
  const cases: readonly (readonly [string, unknown])[] = [
    ['n', false],
    ['Y', true],
    ['off', false],
    ['On', true],
    ['oN', 'oN'],
    ['TRUE', true],
    ['tRUE', 'tRUE'],
    ['~', null],
    ['NULL', null],
    ['nULL', 'nULL'],
    ['0443', 291],
    ['0o17', 15],
    ['0O17', 15],
    ['089', 89],
    ['0x1bB', 443],
    ['-0x10', -16],
    ['+0b11', 3],
    ['0b2', '0b2'],
    ['0x', '0x'],
    ['8_080', 8080],
    ['_1', '_1'],
    ['1__0', 10],
    ['0_8', 8],
    ['4e2', 400],
    ['1e-2', 0.01],
    ['5.', 5],
    ['.5', 0.5],
    ['.1_0', '.1_0'],
    ['+.5', 0.5],
    ['-0', 0],
    ['1e999', '1e999'],
    ['0x1p4', '0x1p4'],
    ['12:45', '12:45'],
    ['2024-02-29', '2024-02-29'],
    ['1.2.3', '1.2.3'],
    ['18446744073709551616', 18446744073709551616],
    ['0x10000000000000000', '0x10000000000000000'],
  ];
  it.each(cases)('%s', (text, value) => {
    expect(values(`v: ${text}`)).toEqual([{ v: value }]);
    expect(values(`v: "${text}"`)).toEqual([{ v: text }]);
  });

  it('rejects numbers that JSON cannot hold', () => {
    expect(values('a: 1\nb: .NaN')).toEqual(['2:4 cannot be read: .NaN cannot be sent as JSON; use a finite number']);
    expect(values('- -.inf')[0]).toMatch(/^1:3 cannot be read/);
  });
});

describe('tags', () => {
  it.each([
    ['!!str 7', '7'],
    ['! 7', '7'],
    ['!<tag:yaml.org,2002:str> on', 'on'],
    ['!mine 7', '7'],
    ['!!int "7"', 7],
    ['!!float 7', 7],
    ['!!bool "off"', false],
    ['!!null ""', null],
    ['!!binary aMOp', 'hé'],
    ['!mine [1]', [1]],
    ['!!set {a}', { a: null }],
  ])('%s', (text, value) => {
    expect(values(`v: ${text}`)).toEqual([{ v: value }]);
  });
  it.each(['!!int seven', '!!bool 1', '!!null x', '!!float on', '!!binary "*"'])('rejects %s', (text) => {
    expect(values(`v: ${text}`)[0]).toMatch(/^1:\d+ cannot be read as YAML/);
  });
});

describe('keys', () => {
  it('turns numbers and booleans into text', () => {
    expect(values('{7: a, 0x10: b, 1.50: c, yes: d, "no": e}')).toEqual([
      { 7: 'a', 16: 'b', 1.5: 'c', true: 'd', no: 'e' },
    ]);
  });
  it('rejects null, lists and mappings', () => {
    expect(values('a: 1\n~: 2')).toEqual(['2:1 cannot be read as YAML: null cannot be a key; quote it']);
    expect(values('? [a]\n: b')).toEqual(['1:3 cannot be read as YAML: a list or a mapping cannot be a key']);
  });
  it('keeps the last of two equal keys and reports the duplicate', () => {
    const document = only('a: 1\nb: {c: 1, "c": 2}\na: 3');
    expect(document.value).toEqual({ a: 3, b: { c: 2 } });
    expect(document.duplicates()).toEqual([
      { path: ['b', 'c'], position: { line: 2, column: 11 } },
      { path: ['a'], position: { line: 3, column: 1 } },
    ]);
    expect(document.position(['a'])).toEqual({ line: 3, column: 4 });
  });
  it('reports duplicates in JSON as well', () => {
    expect(only('{"a": 1, "a": 2}').duplicates()).toEqual([{ path: ['a'], position: { line: 1, column: 10 } }]);
  });
  it('reads __proto__ as an ordinary key', () => {
    for (const text of ['__proto__: {evil: 1}', '{"__proto__": {"evil": 1}}', '<<: {"__proto__": {evil: 1}}']) {
      const { value } = only(text);
      expect(Object.entries(Object(value))).toEqual([['__proto__', { evil: 1 }]]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });
});

describe('merge keys', () => {
  it.each([
    ['{<<: {a: 1, b: 1}, b: 2}', { a: 1, b: 2 }],
    // In kubectl's library a merge overwrites the keys before it.
    ['{b: 2, <<: {a: 1, b: 1}}', { a: 1, b: 1 }],
    ['{<<: [{a: 1, b: 1}, {b: 2, c: 2}]}', { a: 1, b: 1, c: 2 }],
    ['{"<<": {a: 1}}', { '<<': { a: 1 } }],
  ])('%s', (text, value) => {
    expect(values(text)).toEqual([value]);
  });
  it('reads them through aliases, in block style', () => {
    expect(values('x: &x {a: 1}\nz:\n  <<: *x\n  b: 2')).toEqual([{ x: { a: 1 }, z: { a: 1, b: 2 } }]);
  });
  it('rejects what cannot be merged', () => {
    expect(values('<<: 5')[0]).toMatch(/^1:5 .*merge key/);
    expect(values('<<: [5]')[0]).toMatch(/^1:5 .*merge key/);
  });
  it('gives the position at which a merged value is written', () => {
    const document = only('x: &x\n  a: 1\nz:\n  <<: *x\n  b: 2');
    expect(document.position(['z', 'a'])).toEqual({ line: 2, column: 6 });
    expect(document.keyPosition(['z', 'b'])).toEqual({ line: 5, column: 3 });
  });
});

describe('documents', () => {
  it('skips empty ones and counts the others', () => {
    const documents = read('---\n# nothing\n---\nnull\n--- # one\na: 1\n---   \n\n---\nb: 2\n---\n');
    expect(documents.map((item) => (typeof item === 'string' ? item : [item.index, item.value, item.start]))).toEqual([
      [0, { a: 1 }, { line: 6, column: 1 }],
      [1, { b: 2 }, { line: 10, column: 1 }],
    ]);
  });
  it('reads the documents around a broken one', () => {
    const documents = read('a: 1\n---\nb: [\n---\nc: 3');
    expect(documents.map((item) => (typeof item === 'string' ? item.slice(0, 4) : [item.index, item.value]))).toEqual([
      [0, { a: 1 }],
      expect.stringMatching(/^\d:\d /),
      [2, { c: 3 }],
    ]);
  });
  it('reads a byte order mark, CRLF and tabs after colons', () => {
    expect(values('\uFEFFa: 1\r\nb:\tx\r\n---\r\nc: 2\r\n')).toEqual([{ a: 1, b: 'x' }, { c: 2 }]);
    expect(values('\uFEFF{"a": 1}')).toEqual([{ a: 1 }]);
  });
  it('reads JSON in a row, before YAML, and with what only YAML allows', () => {
    expect(values('{"a":1}\n{"b":"}{"}{"c":[]}')).toEqual([{ a: 1 }, { b: '}{' }, { c: [] }]);
    expect(values('{"a":1}\n---\nb: 2\n---\n{"c": 3}')).toEqual([{ a: 1 }, { b: 2 }, { c: 3 }]);
    expect(values('{"a":1, # why\n"b":[2,],}')).toEqual([{ a: 1, b: [2] }]);
    expect(values('{"a":"\\ud83d\\ude42\\"\\\\"}')).toEqual([{ a: '🙂"\\' }]);
  });
  it('rejects what kubectl refuses or would not read', () => {
    expect(values('%YAML 1.2\n---\na: 1')).toEqual([expect.stringMatching(/directives \(%YAML, %TAG\)/), { a: 1 }]);
    expect(values('a: 1\n--- {b: 2}\nc: 3')).toEqual([
      { a: 1 },
      expect.stringMatching(/^2:1 kubectl stops reading at text after ---/),
      { c: 3 },
    ]);
    expect(values('a: 1\n...\nb: 2')).toEqual([
      { a: 1 },
      expect.stringMatching(/^2:1 kubectl ignores the text after "\.\.\."/),
    ]);
    expect(values('a: *missing')).toEqual([
      '1:4 cannot be read as YAML: alias "*missing" has no anchor "&missing" before it',
    ]);
    expect(values('a: &a [*a]')).toEqual(['1:8 cannot be read as YAML: anchor "a" contains itself']);
  });
  it('recognises an unrendered template', () => {
    const message = 'this is a template, not YAML; render it first (helm template … | sliceward check -)';
    expect(values('a: 1\n---\nname: {{ .Release.Name }}')).toEqual([{ a: 1 }, `3:7 ${message}`]);
    expect(values('{{- if .Values.on }}\na: 1\n{{- end }}')).toEqual([`1:1 ${message}`]);
  });
  it('keeps the indentation of the first line', () => {
    expect(values('\n  a: 1\n  b: 2')).toEqual([{ a: 1, b: 2 }]);
    expect(values('  a: 1\nb: 2')).toEqual([expect.stringMatching(/^2:/)]);
  });
  it('finds no document in an empty text', () => {
    for (const text of ['', ' \n\t\n', '# c', '---\n', '\uFEFF']) expect(values(text)).toEqual([]);
  });
});

describe('limits', () => {
  it('stops at 100 levels, in YAML, in JSON and through aliases', () => {
    expect(values('['.repeat(90) + ']'.repeat(90))).toHaveLength(1);
    const deep = 200_000;
    for (const text of [
      '['.repeat(deep) + ']'.repeat(deep),
      `{"a":${'['.repeat(deep)}${']'.repeat(deep)}}`,
      '- '.repeat(deep),
    ]) {
      expect(values(text)[0]).toMatch(/nesting exceeded maxDepth/);
    }
    const ladder = Array.from(
      { length: 150 },
      (_, index) => `k${index}: &k${index} [${index === 0 ? '' : `*k${index - 1}`}]`,
    );
    expect(values(ladder.join('\n'))[0]).toMatch(/nested deeper than 100 levels/);
  });
  it('limits the text that aliases expand to', () => {
    const laughs = Array.from({ length: 12 }, (_, index) => {
      const body = index === 0 ? 'ha' : Array.from({ length: 10 }, () => `*l${index - 1}`).join(', ');
      return `l${index}: &l${index} [${body}]`;
    });
    expect(values(laughs.join('\n'))[0]).toMatch(/aliases expand to too much text/);
    const text = 'x'.repeat(100_000);
    expect(values(`a: &a ${text}\nb: [${Array.from({ length: 100 }, () => '*a').join(', ')}]`)[0]).toMatch(
      /too much text/,
    );
    expect(values(`a: &a {x: 1}\nb: [${Array.from({ length: 1000 }, () => '*a').join(', ')}]`)).toHaveLength(1);
  });
  it('rejects a YAML document that is too large, not the next one', () => {
    const items = values(`a: ${'x'.repeat(17 * 1024 * 1024)}\n---\nb: 2`);
    expect(items).toEqual([expect.stringMatching(/too large/), { b: 2 }]);
  });
});

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

describe('keys with escapes', () => {
  it.each([
    ['in JSON before', '{"j": 1, "\\\\u006": 2}'],
    ['in YAML before', '"j": 1\n"\\\\u006": 2'],
  ])('are not confused with keys %s', (_where, before) => {
    for (let round = 0; round < 10; round++) {
      expect(values(before)).toEqual([{ j: 1, '\\u006': 2 }]);
      expect(values('{"j": 1, "\\u0069tems": []}')).toEqual([{ j: 1, items: [] }]);
    }
  });
  it('do not end a sequence of JSON objects', () => {
    expect(values('{"a": {"\\u0061": [1, "x", null, {}]}}\n{"b": 2}')).toEqual([
      { a: { a: [1, 'x', null, {}] } },
      { b: 2 },
    ]);
  });
  it('are left to JSON.parse where managedFields have them', () => {
    const json = '{"managedFields": [{"f:ports": {"k:{\\"port\\":80}": {}, "v:\\"a\\"": {}}}]}';
    expect(values(`${json}${json}`)).toEqual([JSON.parse(json), JSON.parse(json)]);
  });
});

describe('against JSON.stringify', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }), { minKeys: 1 });
  it('reads JSON as JSON and as YAML the same', () => {
    fc.assert(
      fc.property(object, fc.constantFrom(undefined, 2), (value, space) => {
        const json = JSON.stringify(value, null, space);
        // JSON.parse is not an oracle: it confuses some keys that have escapes (src/yaml/json.ts).
        const written = (text: string): readonly string[] => values(text).map((one) => JSON.stringify(one));
        expect(written(json)).toEqual([JSON.stringify(value)]);
        // YAML refuses control characters and lone surrogates even between quotes.
        const printable = /^[\u0020-\u007e\u00a1-\ud7ff\n]*$/.test(json) && !json.includes('\\ud');
        expect(written(printable ? `# YAML\n${json}` : json)).toEqual([JSON.stringify(value)]);
      }),
    );
  });
  it('finds the position of every member', () => {
    const leaf = fc.uuid();
    const tree = fc.dictionary(
      fc.stringMatching(/^[a-z]{1,6}$/),
      fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), leaf)),
      {
        minKeys: 1,
      },
    );
    fc.assert(
      fc.property(tree, (value) => {
        const json = JSON.stringify(value, null, 2);
        const lines = json.split('\n');
        const document = only(json);
        const check = (path: readonly (string | number)[], member: unknown): void => {
          const position = document.position(path);
          expect(lines[(position?.line ?? 0) - 1]?.slice((position?.column ?? 0) - 1)).toMatch(
            typeof member === 'string' ? JSON.stringify(member) : /^[[{]/,
          );
          if (typeof member === 'object' && member !== null) {
            for (const [key, child] of Object.entries(member))
              check([...path, Array.isArray(member) ? Number(key) : key], child);
          }
        };
        check([], value);
      }),
    );
  });
});
