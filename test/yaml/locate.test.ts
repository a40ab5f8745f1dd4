// Key reads are counted, because an object may have hundreds of thousands of labels.
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { locate } from '../../src/yaml/locate.ts';
import { compose } from '../../src/yaml/compose.ts';
import { isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';

const read = { keys: 0 };

// Test files share their modules (vitest.config.ts); this one needs its own, and leaves none of them behind.
vi.hoisted(() => vi.resetModules());
afterAll(() => void vi.resetModules());

vi.mock(import('../../src/yaml/keys.ts'), async (original) => {
  const actual = await original();
  return {
    ...actual,
    keyText: (key) => {
      read.keys++;
      return actual.keyText(key);
    },
  };
});

function documentOf(text: string): YamlDocument {
  const [document] = readDocuments(text);
  if (document === undefined || isProblem(document)) throw new Error(`${document?.message}: ${text}`);
  return document;
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`);

it.for([
  ['JSON', (count: number) => JSON.stringify({ labels: Object.fromEntries(names(count).map((name) => [name, 'x'])) })],
  [
    'YAML',
    (count: number) =>
      `labels:\n${names(count)
        .map((name) => `  ${name}: x\n`)
        .join('')}`,
  ],
] as const)('reads each key a few times, however many are looked up: %s', ([, textOf]) => {
  const document = documentOf(textOf(2000));
  read.keys = 0;
  for (const name of names(2000)) document.point(['labels', name]);
  expect(read.keys).toBeGreaterThan(0);
  expect(read.keys).toBeLessThan(10 * 2000 + 1000);
});

const key = fc.constantFrom('a', 'b', 'c', 'd');
const entry = fc.oneof(
  key.map((name) => `  ${name}: x`),
  fc.constantFrom('  <<: *one', '  <<: *two', '  <<: [*one, *two]', '  "<<": x'),
);

it('finds the same position of a key at every lookup, with duplicate keys and merge keys', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(key),
      fc.uniqueArray(key),
      fc.array(entry, { minLength: 1, maxLength: 8 }),
      (one, two, own) => {
        const anchors = [one, two].map(
          (keys, index) =>
            `m${index}: &${index === 0 ? 'one' : 'two'}\n  z: x\n${keys.map((name) => `  ${name}: y\n`).join('')}`,
        );
        const text = `${anchors.join('')}own:\n${own.join('\n')}\n`;
        const all = ['a', 'b', 'c', 'd', 'z', '<<', 'none'];
        const places = (document: YamlDocument): unknown => all.map((name) => document.keyPosition(['own', name]));
        // Each from a fresh document, without an earlier lookup.
        const first = all.map((name) => documentOf(text).keyPosition(['own', name]));
        const document = documentOf(text);
        for (let times = 0; times < 20; times++) places(document);
        expect(places(document)).toEqual(first);
      },
    ),
  );
});

describe('locate', () => {
  const text = 'x: &x {a: 1}\nz:\n  <<: *x\n  b: [p, q]\n  3: three\n  b: [r]\nw: *x\n';
  const { root } = compose(text);
  it.each([
    ['the root', [], 'x: &x', false, true],
    ['a key of a mapping', ['z', 'b'], '[r]', true, true],
    ['an item of a list', ['z', 'b', 0], 'r', false, true],
    ['a number as a key', ['z', '3'], 'three', true, true],
    ['a number segment for a key', ['z', 3], 'three', true, true],
    ['a value from a merge key', ['z', 'a'], '1', true, true],
    ['a value through an alias', ['w', 'a'], '1', true, true],
    ['an ancestor of an item that does not exist', ['z', 'b', 1], '[r]', true, false],
    ['an ancestor of a text segment in a list', ['z', 'b', '0'], '[r]', true, false],
    ['an ancestor of a value within a scalar', ['z', 3, 'no', 'more'], 'three', true, false],
  ] as const)('finds %s', (_what, path, found, hasKey, exact) => {
    if (root === undefined) throw new Error('no root');
    const place = locate(root, path);
    expect(place.exact).toBe(exact);
    expect(place.key !== undefined).toBe(hasKey);
    expect(text.slice(place.value.start, place.value.start + found.length)).toBe(found);
  });
});
