import fc from 'fast-check';
import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { insertMembers, styleOf, type Member } from '../../../src/yaml/edit/edit-members.ts';
import { applySplices } from '../../../src/yaml/edit/splice.ts';
import { compose } from '../../../src/yaml/compose.ts';
import { values } from '../values.ts';

/** The text with members added to the mapping under `v`; undefined if they cannot be inserted. */
function insert(text: string, members: readonly Member[]): string | undefined {
  const { root } = compose(text);
  const mapping = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
  if (mapping?.kind !== 'mapping') throw new Error(text);
  const splices = insertMembers(text, mapping, members, 1);
  return splices && applySplices(text, splices);
}

const ONE: readonly Member[] = [{ key: 'n', value: 'x' }];
const TWO: readonly Member[] = [...ONE, { key: 'on', value: { m: [1, true] } }];

describe('insertMembers', () => {
  it.each<[string, string, readonly Member[], string]>([
    ['a block', 'v:\n  a: 1\nw: 2\n', TWO, 'v:\n  a: 1\n  "n": x\n  "on":\n    m: [1, true]\nw: 2\n'],
    ['a block before a comment on its line', 'v:\n  a: 1 # c\n# d\n', ONE, 'v:\n  a: 1 # c\n  "n": x\n# d\n'],
    ['a block without a final line break', 'v:\n  a: 1', ONE, 'v:\n  a: 1\n  "n": x'],
    ['a block with CRLF', 'v:\r\n  a: 1\r\n', ONE, 'v:\r\n  a: 1\r\n  "n": x\r\n'],
    ['a block that ends with a block scalar', 'v:\n  a: |\n    b\nw: 2\n', ONE, 'v:\n  a: |\n    b\n  "n": x\nw: 2\n'],
    [
      'a block with wide indentation',
      'v:\n    a:\n        b: 1\n',
      TWO,
      'v:\n    a:\n        b: 1\n    "n": x\n    "on":\n        m: [1, true]\n',
    ],
    ['a flow mapping', 'v: {a: 1}', TWO, 'v: {a: 1, "n": x, "on": {m: [1, true]}}'],
    ['an empty flow mapping', 'v: { }', ONE, 'v: {"n": x }'],
    ['a flow mapping with a trailing comma', 'v: {a: 1 ,}', ONE, 'v: {a: 1, "n": x ,}'],
    ['a flow mapping of several lines', 'v: {\n  a: 1 # c\n  }', ONE, 'v: {\n  a: 1, # c\n  "n": x\n  }'],
    ['compact JSON', '{"v":{"a":1}}', TWO, '{"v":{"a":1,"n":"x","on":{"m":[1,true]}}}'],
    ['JSON with spaces', '{ "v": { "a": 1 } }', ONE, '{ "v": { "a": 1, "n": "x" } }'],
    ['JSON of several lines', '{\n\t"v": {\n\t\t"a": 1\n\t}\n}', ONE, '{\n\t"v": {\n\t\t"a": 1,\n\t\t"n": "x"\n\t}\n}'],
  ])('keeps the layout of %s', (_what, text, members, expected) => {
    expect(insert(text, members)).toBe(expected);
    expect(values(expected)[0]).toMatchObject({ v: Object.fromEntries(members.map(({ key, value }) => [key, value])) });
  });

  it.each([
    ['a mapping without braces in a flow list', 'v: [a: 1]'],
    ['a mapping after an explicit key mark', '? v\n: ? a\n  : 1\n'],
  ])('gives up at %s', (_what, text) => {
    const { root } = compose(text);
    const value = root?.kind === 'mapping' ? root.entries[0]?.value : undefined;
    const mapping = value?.kind === 'sequence' ? value.items[0] : value;
    if (mapping?.kind !== 'mapping') throw new Error(text);
    expect(insertMembers(text, mapping, ONE, 1)).toBeUndefined();
  });

  it('reads as the mapping with the members, and keeps all other text', () => {
    const leaf = fc.oneof(
      fc.constantFrom('a', '', 'yes', '010', 'x: y', "it's", '# z', 'a\nb'),
      fc.boolean(),
      fc.integer(),
    );
    const nested = fc.oneof(leaf, fc.array(leaf), fc.dictionary(fc.constantFrom('k', 'l'), leaf));
    const mapping = fc.dictionary(fc.constantFrom('a', 'b', 'c d'), nested);
    const members = fc.uniqueArray(fc.record({ key: fc.constantFrom('n', 'on', '8', 'x y'), value: nested }), {
      selector: ({ key }) => key,
      minLength: 1,
    });
    const layouts = fc.constantFrom<(of: unknown) => string>(
      (of) => JSON.stringify(of),
      (of) => JSON.stringify(of, undefined, '\t'),
      (of) => dump(of),
      (of) => dump(of).replaceAll('\n', '\r\n'),
      (of) => dump(of, { flowLevel: 1 }),
      (of) => dump(of, { flowLevel: 2, indent: 4 }),
    );
    fc.assert(
      fc.property(mapping, members, layouts, (v, added, layout) => {
        const text = layout({ v, w: 1 });
        const edited = insert(text, added) ?? '';
        expect(values(edited)).toEqual([
          { v: { ...v, ...Object.fromEntries(added.map(({ key, value }) => [key, value])) }, w: 1 },
        ]);
        let at = 0;
        for (const character of edited) if (character === text[at]) at++;
        expect(text.slice(at)).toBe('');
      }),
      { numRuns: 500 },
    );
  });
});

describe('styleOf', () => {
  it.each([
    ['a: 1', 0, false, ' '],
    ['{"a": 1}', 0, true, ' '],
    ['{"a":1}', 0, true, ''],
    ['# c\n{"a" :1}', 4, true, ''],
    ['{\n  "a":\n1}', 0, true, ' '],
    ['{}', 0, true, ' '],
  ])('finds quotes and spaces of %j', (text, root, isJson, space) => {
    expect(styleOf(text, root)).toEqual({ isJson, space });
  });
});
