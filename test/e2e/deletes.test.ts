// Deletions: nobody asks about them by default, and where somebody does, the answer is yes.
import { describe, expect, it } from 'vitest';
import { eventually } from './harness/children.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { slice } from './harness/objects.ts';
import { everyRuleAtDeny } from './harness/policies.ts';

const cluster = useGuardedCluster({ policy: everyRuleAtDeny(), namespaces: ['plain', 'asked'] });

const WAYS = [
  { way: 'delete NAME', args: (name: string, namespace: string) => ['delete', 'endpointslice', name, '-n', namespace] },
  // kubectl lists them and deletes one by one.
  {
    way: 'delete --all',
    args: (_: string, namespace: string) => ['delete', 'endpointslices', '--all', '-n', namespace],
  },
  {
    way: 'deletecollection',
    args: (_: string, namespace: string) => [
      'delete',
      '--raw',
      `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
    ],
  },
];

describe('as registered by default: no call', () => {
  it.each(WAYS)('$way', async ({ args }) => {
    await cluster().store(slice('unwanted', { namespace: 'plain' }));
    const before = await cluster().guard.reviews();
    succeeded(await cluster().kubectl(args('unwanted', 'plain')));
    expect(await namesIn('plain')).toBe('');
    expect(await cluster().guard.reviews()).toBe(before);
  });
});

describe('registered --with-delete: called, and allowed', () => {
  it('takes effect', async () => {
    await cluster().store(slice('probe'));
    await cluster().register('--with-delete');
    const asked = await eventually('a DELETE is asked about', async () => {
      succeeded(await cluster().kubectl(['delete', 'endpointslice', 'probe', '--dry-run=server']));
      return cluster()
        .decisionsAbout('default', 'probe')
        .find(({ operation }) => operation === 'DELETE');
    });
    expect(asked).toMatchObject({ dryRun: true, allowed: true });
  });

  // The request for a collection has no name: the log has it from the stored object.
  it.each(WAYS)('$way', async ({ way, args }) => {
    const name = way.toLowerCase().replaceAll(/[^a-z]+/g, '-');
    await cluster().store(slice(name, { namespace: 'asked' }));
    await cluster().store(slice(`${name}-too`, { namespace: 'asked' }));
    succeeded(await cluster().kubectl(args(name, 'asked')));
    if (way === 'delete NAME') succeeded(await cluster().kubectl(args(`${name}-too`, 'asked')));
    expect(await namesIn('asked')).toBe('');
    for (const each of [name, `${name}-too`]) {
      expect(cluster().decisionsAbout('asked', each)).toMatchObject([
        { operation: 'DELETE', allowed: true, user: 'admin', dryRun: false },
      ]);
    }
  });
});

async function namesIn(namespace: string): Promise<string> {
  return succeeded(await cluster().kubectl(['get', 'endpointslices', '-n', namespace, '-o', 'name'])).stdout;
}
