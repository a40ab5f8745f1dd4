import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readSurroundings } from '../../src/manifests/surroundings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'surroundings-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds Namespaces and Services in files of all kinds, and passes over the rest', async () => {
  await writeFile(
    join(folder, 'broken.yaml'),
    'a: [\n---\nkind: Namespace\napiVersion: v1\nmetadata: {name: after, labels: {a: b}}\n',
  );
  await writeFile(join(folder, 'binary.yaml'), Buffer.from([0xff, 0xfe, 0x00]));
  await writeFile(
    join(folder, 'list.json'),
    JSON.stringify({
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
  );
  const view = await readSurroundings([folder, join(folder, 'nowhere.yaml')], 'mine');
  expect(view.namespaceLabels('after')).toEqual({ a: 'b' });
  expect(view.serviceLabels('shop', 'web')).toEqual({ team: 'web' });
  expect(view.serviceLabels('mine', 'typed')).toEqual({ team: 'typed' });
  for (const name of ['foreign', 'malformed', 'web']) expect(view.serviceLabels('mine', name)).toBeUndefined();
  expect(view.namespaceLabels('constructor')).toBeUndefined();
});
