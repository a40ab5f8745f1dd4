// Counts the keys that are read to find many positions: an object may have hundreds of thousands of labels.
import fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import { isProblem, readDocuments, type YamlDocument } from '../../src/yaml/read.ts';

const read = { keys: 0 };

vi.mock(import('../../src/yaml/construct.ts'), async (original) => {
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
