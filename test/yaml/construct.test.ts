import { describe, expect, it } from 'vitest';
import { construct, isMergeKey, keyText, mergeSources, setField } from '../../src/yaml/construct.ts';
import { compose, parse, type MappingNode, type Node } from '../../src/yaml/nodes.ts';
import { documents } from './readings.ts';
import { only, read, values } from './values.ts';

function rootOf(text: string): Node {
  const { root } = compose(text, parse(text));
  if (root === undefined) throw new Error(`no document: ${text}`);
  return root;
}

function mappingOf(text: string): MappingNode {
  const root = rootOf(text);
  if (root.kind !== 'mapping') throw new Error(`not a mapping: ${text}`);
  return root;
}

/** With sorted keys: Go sorts those of JSON. */
function canonical(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

describe('construct', () => {
  it("reads every document as kubectl's library does, and rejects the same ones", () => {
    expect(documents.filter(({ value }) => value === undefined).length).toBeGreaterThan(20);
    for (const { text, value } of documents) {
      const [item] = read(text);
      const found = item === undefined ? null : typeof item === 'string' ? undefined : item.value;
      expect([text, canonical(found)]).toEqual([text, canonical(value)]);
    }
  });

  it.each([
    ['a: 1\nb: .NaN', '2:4 cannot be read: .NaN cannot be sent as JSON; use a finite number'],
    ['v: !!int seven', '1:10 cannot be read as YAML: the value is not a valid !!int'],
    ['v: !!binary "*"', '1:13 cannot be read as YAML: the value of !!binary is not valid base64'],
    ['a: 1\n~: 2', '2:1 cannot be read as YAML: null cannot be a key; quote it'],
    ['? [a]\n: b', '1:3 cannot be read as YAML: a list or a mapping cannot be a key'],
    ['a: &a [*a]', '1:8 cannot be read as YAML: anchor "a" contains itself'],
    ['<<: 5', '1:5 cannot be read as YAML: the value of a merge key (<<) must be a mapping or a list of mappings'],
  ])('reports the position and the reason: %j', (text, problem) => {
    expect(values(text)).toEqual([problem]);
  });

  it('stops at 100 levels through aliases', () => {
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
    const aliases = (count: number): string => Array.from({ length: count }, () => '*a').join(', ');
    expect(values(`a: &a ${'x'.repeat(100_000)}\nb: [${aliases(100)}]`)[0]).toMatch(/too much text/);
    expect(values(`a: &a {x: 1}\nb: [${aliases(1000)}]`)).toHaveLength(1);
  });

  it('reads __proto__ as an ordinary key', () => {
    for (const text of ['__proto__: {evil: 1}', '{"__proto__": {"evil": 1}}', '<<: {"__proto__": {evil: 1}}']) {
      const { value } = only(text);
      expect(Object.entries(Object(value))).toEqual([['__proto__', { evil: 1 }]]);
      expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    }
  });

  it('gives null for null', () => {
    expect(construct(rootOf('~'))).toBeNull();
  });
});

describe('keyText', () => {
  it.each([
    ['a: 1', 'a'],
    ['7: 1', '7'],
    ['0x10: 1', '16'],
    ['1.50: 1', '1.5'],
    ['yes: 1', 'true'],
    ['"yes": 1', 'yes'],
  ])('is the key of the JSON object: %s', (text, key) => {
    expect(mappingOf(text).entries.map((entry) => keyText(entry.key))).toEqual([key]);
  });
});

describe('merge keys', () => {
  it.each([
    ['<<: {}', true],
    ['!!merge <<: {}', true],
    ['"<<": {}', false],
    ['!!str <<: {}', false],
    ['a: {}', false],
  ])('are unquoted and not tagged as text: %s', (text, isMerge) => {
    expect(mappingOf(text).entries.map(({ key }) => isMergeKey(key))).toEqual([isMerge]);
  });

  it('merge later mappings of a list first, so that earlier ones overwrite them', () => {
    const [merge] = mappingOf('<<: [{a: 1}, {b: 2}]').entries;
    if (merge === undefined) throw new Error('no entry');
    expect(mergeSources(merge.value).map(construct)).toEqual([{ b: 2 }, { a: 1 }]);
  });
});

describe('setField', () => {
  it('sets __proto__ as an own property, as JSON.parse does', () => {
    const fields: Record<string, unknown> = {};
    setField(fields, '__proto__', { a: 1 });
    setField(fields, 'b', 2);
    expect(JSON.stringify(fields)).toBe('{"__proto__":{"a":1},"b":2}');
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    setField(fields, '__proto__', 3);
    expect(JSON.stringify(fields)).toBe('{"__proto__":3,"b":2}');
  });
});
