import { describe, expect, it } from 'vitest';
import { documents } from './readings.ts';
import { canonical, only, read, values } from './values.ts';

describe('readValue', () => {
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
    ['v: !!int seven', '1:10 cannot be read as YAML: seven is no !!int; correct it or remove the tag'],
    ['v: !!binary "*"', '1:13 cannot be read as YAML: the value of !!binary is not base64 of UTF-8 text; correct it'],
    ['a: 1\n~: 2', '2:1 cannot be read as YAML: ~ cannot be a key; quote it'],
    ['? [a]\n: b', '1:3 cannot be read as YAML: a list or a mapping cannot be a key; quote the text'],
    ['a: &a [*a]', '1:8 cannot be read as YAML: anchor "a" contains itself'],
    [
      '<<: 5',
      '1:5 cannot be read as YAML: the value of a merge key (<<) must be a mapping or a list of mappings; correct it',
    ],
  ])('reports the position and the reason: %j', (text, problem) => {
    expect(values(text)).toEqual([problem]);
  });

  it('stops at 100 levels through aliases', () => {
    const ladder = (rungs: number): string =>
      Array.from(
        { length: rungs },
        (_, index) => `k${index}: &k${index} [${index === 0 ? '' : `*k${index - 1}`}]`,
      ).join('\n');
    expect(values(ladder(99))[0]).toMatchObject({ k0: [] });
    expect(values(ladder(100))[0]).toMatch(/nested deeper than 100 levels/);
    expect(values(`a: &a {b: &b [&c [1], 2], d: 3}\ne: [*b, *c, *a]`)).toEqual([
      { a: { b: [[1], 2], d: 3 }, e: [[[1], 2], [1], { b: [[1], 2], d: 3 }] },
    ]);
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
});
