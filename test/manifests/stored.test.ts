// Stored objects are found by kind, namespace and name, even if many share one of these.
import { expect, it } from 'vitest';
import { readText, type ManifestSlice } from '../../src/manifests/read.ts';
import { StoredSlices } from '../../src/manifests/stored.ts';

interface Named {
  readonly name: string;
  readonly namespace?: string;
  readonly kind?: 'Endpoints';
}

function slicesOf(objects: readonly Named[]): readonly ManifestSlice[] {
  const items = objects.map(({ name, namespace, kind }) => ({
    apiVersion: kind === undefined ? 'discovery.k8s.io/v1' : 'v1',
    kind: kind ?? 'EndpointSlice',
    metadata: { name, namespace },
  }));
  return [...readText(JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), 'a.json', 'default')].filter(
    (item) => item.kind === 'slice',
  );
}

/** Index of the stored object that is found. */
function find(stored: readonly Named[], wanted: Named): number | undefined {
  const objects = slicesOf(stored);
  const slices = new StoredSlices();
  for (const one of objects) slices.add(one);
  const found = slicesOf([wanted]).flatMap((item) => slices.find(item) ?? [])[0];
  return found === undefined ? undefined : objects.indexOf(found);
}

it.each<[string, readonly Named[], Named, number | undefined]>([
  [
    'of its namespace',
    [
      { name: 'a', namespace: 'x' },
      { name: 'a', namespace: 'y' },
    ],
    { name: 'a', namespace: 'x' },
    0,
  ],
  [
    'the last of its namespace',
    [
      { name: 'a', namespace: 'x' },
      { name: 'a', namespace: 'x' },
    ],
    { name: 'a', namespace: 'x' },
    1,
  ],
  ['of no other namespace', [{ name: 'a', namespace: 'x' }], { name: 'a', namespace: 'y' }, undefined],
  ['the only one of its name, for one that names no namespace', [{ name: 'a', namespace: 'x' }], { name: 'a' }, 0],
  [
    'none of several',
    [
      { name: 'a', namespace: 'x' },
      { name: 'a', namespace: 'y' },
    ],
    { name: 'a' },
    undefined,
  ],
  [
    'the one of the namespace that is filled in',
    [
      { name: 'a', namespace: 'x' },
      { name: 'a', namespace: 'default' },
    ],
    { name: 'a' },
    1,
  ],
  [
    'none of three',
    [
      { name: 'a', namespace: 'x' },
      { name: 'a', namespace: 'y' },
      { name: 'a', namespace: 'z' },
    ],
    { name: 'a' },
    undefined,
  ],
  ['none of another kind', [{ name: 'a', kind: 'Endpoints' }], { name: 'a' }, undefined],
])('finds %s', (_, stored, wanted, index) => {
  expect(find(stored, wanted)).toBe(index);
});

const COUNT = 10_000;
const PAD = 'x'.repeat(17_000);

/** The least of several times, in milliseconds. */
function timeOf(objects: readonly Named[]): number {
  const items = slicesOf(objects);
  const times = [1, 2, 3].map(() => {
    const begin = performance.now();
    const slices = new StoredSlices();
    for (const item of items) slices.add(item);
    for (const item of items) if (slices.find(item) !== item) throw new Error('another one was found');
    return performance.now() - begin;
  });
  return Math.min(...times);
}

const many = (count: number, object: (number: string) => Named): readonly Named[] =>
  Array.from({ length: count }, (_, index) => object(String(index).padStart(5, '0')));

it.each<[string, readonly Named[], readonly Named[]]>([
  [
    'one name in many namespaces',
    many(COUNT, (name) => ({ name, namespace: 'x' })),
    many(COUNT, (namespace) => ({ name: 'x', namespace })),
  ],
  ['long names', many(500, (number) => ({ name: number + PAD })), many(500, (number) => ({ name: PAD + number }))],
])(
  'takes no longer for %s than for others',
  (_, usual, odd) => {
    expect(timeOf(odd)).toBeLessThan(3 * timeOf(usual) + 5);
  },
  60_000,
);
