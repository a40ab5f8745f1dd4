import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readFacts } from '../../src/manifests/facts.ts';
import { readManifests } from '../../src/manifests/read.ts';
import { FactIndex } from '../../src/view/index.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'facts-'));
});
afterEach(() => rm(folder, { recursive: true }));

const FILES = {
  'broken.yaml': 'a: [\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: after, labels: {a: b}}\n',
  'binary.yaml': Buffer.from([0xff, 0xfe, 0x00]),
  'list.json': JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    items: [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', labels: { team: 'web' } } },
      { apiVersion: 'v1', kind: 'ServiceList', items: [{ metadata: { name: 'typed', labels: { team: 'typed' } } }] },
      { apiVersion: 'serving.knative.dev/v1', kind: 'Service', metadata: { name: 'foreign', labels: { team: 'x' } } },
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'malformed', labels: { team: 1 } } },
      null,
      'text',
    ],
  }),
};

function factsOf(index: FactIndex): unknown {
  return {
    namespace: index.namespace('after')?.labels['a'],
    services: [index.service('shop', 'web'), index.service('mine', 'typed')].map((service) => service?.labels['team']),
    absent: ['foreign', 'malformed', 'web'].map((name) => index.service('mine', name)),
    inherited: index.namespace('constructor'),
  };
}

const EXPECTED = {
  namespace: 'b',
  services: ['web', 'typed'],
  absent: [undefined, undefined, undefined],
  inherited: undefined,
};

it('finds Namespaces and Services in files of all kinds, and skips the rest', async () => {
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  const index = new FactIndex('partial');
  await readFacts([folder, join(folder, 'nowhere.yaml')], { index, namespace: 'mine' });
  expect(factsOf(index)).toEqual(EXPECTED);
});

it('finds the same while manifests are read, from standard input and from files', async () => {
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), content);
  const fromFiles = new FactIndex('partial');
  const readStdin = async function* (): AsyncGenerator<Uint8Array> {
    yield Buffer.from(FILES['broken.yaml'].replace('a: [\n---\n', ''));
    yield Buffer.from(`---\n${FILES['list.json']}`);
  };
  for await (const batch of readManifests({ paths: [folder], namespace: 'mine', readStdin, facts: fromFiles }))
    expect([...batch].length).toBeGreaterThan(0);
  expect(factsOf(fromFiles)).toEqual(EXPECTED);
  const fromStdin = new FactIndex('partial');
  for await (const batch of readManifests({ paths: ['-'], namespace: 'mine', readStdin, facts: fromStdin }))
    expect([...batch]).toBeDefined();
  expect(factsOf(fromStdin)).toEqual(EXPECTED);
});
