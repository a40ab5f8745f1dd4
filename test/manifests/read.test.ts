import { describe, expect, it } from 'vitest';
import { readManifests, type ManifestItem, type ManifestSlice } from '../../src/manifests/read.ts';
import { readStored } from '../../src/manifests/stored.ts';

async function read(text: string, namespace = 'default'): Promise<readonly ManifestItem[]> {
  const items: ManifestItem[] = [];
  for await (const batch of readManifests({ paths: ['-'], namespace, readStdin: () => bytes(text) }))
    items.push(...batch);
  return items;
}

async function slices(text: string, namespace?: string): Promise<readonly ManifestSlice[]> {
  return (await read(text, namespace)).filter((item) => item.kind === 'slice');
}

async function* bytes(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

const HEAD = 'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\n';

describe('readManifests', () => {
  it('gives the position of a slice and its fields, in a list and in the file', async () => {
    const [first, second] = await slices(`# c
---
kind: Service
---
apiVersion: v1
kind: List
items:
- {apiVersion: discovery.k8s.io/v1, kind: EndpointSlice, metadata: {name: a}}
- apiVersion: discovery.k8s.io/v1
  kind: EndpointSlice
  metadata:
    name: b
    labels: {x/y: z}
  endpoints:
  - addresses:
    - 10.0.0.1
`);
    expect(first).toMatchObject({
      file: 'stdin',
      document: 1,
      start: { line: 8, column: 3 },
      slice: { metadata: { name: 'a' } },
    });
    expect(second).toMatchObject({ document: 1, start: { line: 9, column: 3 } });
    expect(second?.locate(['endpoints', 0, 'addresses', 0])).toEqual({ line: 16, column: 7 });
    expect(second?.locate(['metadata', 'labels', { key: 'x/y' }])).toEqual({ line: 13, column: 19 });
    expect(second?.locate(['metadata', 'labels', { key: 'missing' }])).toEqual({ line: 13, column: 5 });
    expect(second?.lines.line(16)).toBe('    - 10.0.0.1');
  });
  it('fills in a namespace only if it is missing, empty or null', async () => {
    for (const metadata of ['{name: a}', '{name: a, namespace: ""}', '{name: a, namespace: null}', 'null']) {
      const [slice] = await slices(`${HEAD}metadata: ${metadata}`, 'shop');
      expect(slice).toMatchObject({ hasNamespace: false, slice: { metadata: { namespace: 'shop' } } });
    }
    expect(await slices(`${HEAD}metadata: {namespace: mine}`, 'shop')).toMatchObject([
      { hasNamespace: true, slice: { metadata: { namespace: 'mine' } } },
    ]);
  });
  it('counts files and documents of all kinds', async () => {
    const kinds = (await read('kind: Service\n---\n\n---\na: [\n---\nkind: Pod')).map(({ kind }) => kind);
    expect(kinds).toEqual(['document', 'document', 'problem', 'document', 'file']);
  });
});

/** Endless: a slice of some size in each piece. */
async function* endless(pulled: { pieces: number }): AsyncGenerator<Uint8Array> {
  for (;;) {
    pulled.pieces++;
    yield new TextEncoder().encode(`${HEAD}metadata: {name: a${pulled.pieces}}\n# ${'x'.repeat(1000)}\n---\n`);
  }
}

describe('streams', () => {
  it('reads a piece only after all items before it were consumed', async () => {
    const pulled = { pieces: 0 };
    let slicesSeen = 0;
    for await (const batch of readManifests({ paths: ['-'], namespace: 'default', readStdin: () => endless(pulled) })) {
      for (const item of batch) {
        if (item.kind !== 'slice') continue;
        slicesSeen++;
        expect([item.document, item.start]).toEqual([slicesSeen - 1, { line: 5 * slicesSeen - 4, column: 1 }]);
        expect(pulled.pieces).toBe(slicesSeen);
      }
      if (slicesSeen === 200) break;
    }
    expect(slicesSeen).toBe(200);
  });
  it('yields the objects before the point at which a source fails', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new TextEncoder().encode(`${named('a')}\n---\n`);
      yield new Uint8Array([0xff]);
    }
    const items: ManifestItem[] = [];
    for await (const batch of readManifests({ paths: ['-'], namespace: 'default', readStdin: broken }))
      items.push(...batch);
    expect(items).toMatchObject([
      { kind: 'document' },
      { kind: 'slice' },
      { kind: 'problem', problem: { message: 'is not UTF-8 text; convert it to UTF-8' } },
    ]);
  });
});

async function find(stored: string, manifest: string): Promise<string | undefined> {
  const { slices: known } = await readStored('-', 'default', () => bytes(stored));
  const [slice] = await slices(manifest);
  const oldObject = slice === undefined ? undefined : known.find(slice);
  return oldObject === undefined ? undefined : `${oldObject.slice.metadata.namespace}/${oldObject.slice.metadata.name}`;
}
function named(name: string, namespace?: string): string {
  return `${HEAD}metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}`;
}

describe('readStored', () => {
  it('finds by namespace and name, the default namespace included', async () => {
    const stored = [named('a', 'x'), named('a', 'w'), named('b', 'default')].join('\n---\n');
    expect(await find(stored, named('a', 'w'))).toBe('w/a');
    expect(await find(stored, named('b'))).toBe('default/b');
    expect(await find(stored, named('a', 'z'))).toBeUndefined();
    expect(await find(stored, named('c'))).toBeUndefined();
  });
  it('finds the only one of its name where the manifest names no namespace', async () => {
    expect(await find(named('a', 'x'), named('a'))).toBe('x/a');
    expect(await find([named('a', 'x'), named('a', 'w')].join('\n---\n'), named('a'))).toBeUndefined();
  });
  it('returns the problems of the file', async () => {
    expect((await readStored('-', 'default', () => bytes('a: ['))).problems).toHaveLength(1);
  });
});
