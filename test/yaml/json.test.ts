// JSON.stringify is the oracle of values; positions are those of unique marks in the text.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countMembers, jsonNode, readJson } from '../../src/yaml/json.ts';
import { DocumentStream, isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';
import { only, values } from './values.ts';

/** More than the length from which on ends are remembered. */
const LONG = 20_000;

/** Long and short members in any order, each with a unique mark. */
const shapes = fc.array(fc.record({ isLong: fc.boolean(), isList: fc.boolean(), depth: fc.nat(3) }), {
  minLength: 1,
  maxLength: 4,
});

type Shape = typeof shapes extends fc.Arbitrary<infer Value> ? Value : never;

interface Made {
  readonly text: string;
  readonly marks: readonly { readonly path: readonly (string | number)[]; readonly mark: string }[];
}

function make(shape: Shape, name: string, space: number): Made {
  const marks: { path: readonly (string | number)[]; mark: string }[] = [];
  const members = shape.map(({ isLong, isList, depth }, index) => {
    const mark = `${name}-${index}`;
    const filler = Array.from({ length: isLong ? LONG / 10 : 2 }, (_, item) => `x ]}"\\ ${item}`);
    const path: (string | number)[] = [
      `m${index}`,
      ...Array.from({ length: depth }, () => 'in'),
      isList ? filler.length : 'last',
    ];
    marks.push({ path, mark });
    let value: unknown = isList
      ? [...filler, mark]
      : { ...Object.fromEntries(filler.map((key) => [key, 1])), last: mark };
    for (let level = 0; level < depth; level++) value = { before: filler, in: value };
    return [`m${index}`, value] as const;
  });
  return { text: JSON.stringify(Object.fromEntries(members), null, space), marks };
}

/** The positions that were found, and those of the marks in the text. */
function places(text: string, documents: readonly YamlDocument[], made: readonly Made[]) {
  return made.flatMap(({ marks }, index) =>
    marks.map(({ path, mark }) => {
      const before = text.slice(0, text.indexOf(`"${mark}"`)).split('\n');
      return {
        found: documents[index]?.point(path),
        expected: { line: before.length, column: (before.at(-1) ?? '').length + 1 },
      };
    }),
  );
}

const isDocument = (item: Parameters<typeof isProblem>[0]): item is YamlDocument => !isProblem(item);

it('finds every position in any number of objects, read at once or in pieces', () => {
  fc.assert(
    fc.property(
      fc.array(shapes, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, 2),
      fc.integer({ min: 1000, max: 90_000 }),
      (all, space, size) => {
        const made = all.map((shape, index) => make(shape, `d${index}`, space));
        const text = made.map((one) => one.text).join('\n');
        const whole = [...readDocuments(text)].filter(isDocument);
        const stream = new DocumentStream();
        const pieces: YamlDocument[] = [];
        for (let at = 0; at < text.length; at += size)
          pieces.push(...[...stream.push(text.slice(at, at + size))].filter(isDocument));
        pieces.push(...[...stream.end()].filter(isDocument));
        for (const documents of [whole, pieces]) {
          const pointed = places(text, documents, made);
          expect(pointed.map(({ found }) => found)).toEqual(pointed.map(({ expected }) => expected));
        }
      },
    ),
    { numRuns: 20 },
  );
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

describe('readJson', () => {
  it('reads the object at an offset and stops at its end', () => {
    const text = 'x {"a": "}", "b": [{}, "\\""]} {"c": 1}';
    const end = text.indexOf(' {"c"');
    expect(readJson(text, 2)).toMatchObject({
      kind: 'json',
      start: 2,
      end,
      next: end,
      value: { a: '}', b: [{}, '"'] },
      members: 2,
    });
  });

  it('is unfinished at every beginning of an object', () => {
    const text = '{"a": {"b": "}\\"]"}, "c": [1, 2]}';
    for (let end = 1; end < text.length; end++) expect(readJson(text.slice(0, end), 0)).toBe('unfinished');
    expect(readJson(text, 0)).toMatchObject({ end: text.length });
  });

  it.each([
    '{"a": 1,}',
    '{a: 1}',
    '{"a": 1 # c\n}',
    "{'a': 1}",
    '{"a": 01}',
    `{"a": ${'['.repeat(101)}${']'.repeat(101)}}`,
  ])('leaves %j to the YAML reader', (text) => {
    expect(readJson(text, 0)).toBeUndefined();
  });

  it('counts duplicate members, which the value does not have', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { minKeys: 1 });
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        const key = JSON.stringify(Object.keys(value)[0]);
        const repeated = readJson(`{${key}: 0, ${text.slice(1)}`, 0);
        const clean = readJson(text, 0);
        if (typeof clean !== 'object' || typeof repeated !== 'object') throw new Error(text);
        expect(countMembers(clean.value) - clean.members).toBe(0);
        expect(repeated.members - countMembers(repeated.value)).toBe(1);
      }),
    );
  });
});

describe('jsonNode', () => {
  it('reads items and entries lazily, and all of them when asked', () => {
    const text = '{"a": [10, {"b": "x\\ny"}, null]}';
    const root = jsonNode({ text, ends: new Map(), shift: 0 }, 0);
    if (root.kind !== 'mapping') throw new Error(root.kind);
    const list = root.entries[0]?.value;
    if (list?.kind !== 'sequence') throw new Error(list?.kind);
    expect(list.at?.(0)).toMatchObject({ kind: 'scalar', start: text.indexOf('10'), text: '10' });
    expect(list.at?.(3)).toBeUndefined();
    expect(list.items.map(({ start }) => start)).toEqual([
      text.indexOf('10'),
      text.indexOf('{"b"'),
      text.indexOf('null'),
    ]);
    const inner = list.items[1];
    if (inner?.kind !== 'mapping') throw new Error(inner?.kind);
    expect(inner.entries).toMatchObject([{ key: { text: 'b' }, value: { text: 'x\ny', isPlain: false, tag: '' } }]);
  });
});
