// What docs/operating.md and docs/getting-started.md have people apply is accepted, and shows what they say it shows.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { sliceward } from './harness/guard.ts';
import { policy } from './harness/policies.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PAGE = readFileSync(path.join(ROOT, 'docs/operating.md'), 'utf8');

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }), namespaces: ['sliceward'] });

it('the manifests are valid, and fit for a namespace with the restricted pod security standard', async () => {
  const { kubectl } = cluster();
  succeeded(await kubectl(['label', 'namespace', 'sliceward', 'pod-security.kubernetes.io/warn=restricted']));
  const [, manifests = ''] = /```yaml\n(apiVersion: v1\nkind: Service[^]*?)```/.exec(PAGE) ?? [];
  const { stdout, stderr } = succeeded(
    await kubectl(['apply', '--dry-run=server', '--validate=strict', '-f', '-'], { stdin: manifests }),
  );
  expect(stderr).toBe('');
  expect(stdout.split('\n').filter((line) => line.endsWith('created (server dry run)'))).toHaveLength(3);
});

it('the registration of that Service is valid', async () => {
  const { kubectl, guard } = cluster();
  const { stdout } = succeeded(
    await sliceward(['install', '--service', 'sliceward/sliceward', '--ca-file', guard.caFile]),
  );
  const applied = await kubectl(['apply', '--dry-run=server', '-f', '-'], { stdin: stdout });
  expect(applied).toMatchObject({ code: 0, stderr: '' });
});

it('the probe is denied, and would be stored where nobody is asked', async () => {
  const { kubectl } = cluster();
  const probe = ['create', '--dry-run=server', '-f', path.join(ROOT, 'examples/manifests/bad/probe.yaml')];
  const { code, stderr } = await kubectl(probe, { as: 'jane' });
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^Error from server \(Forbidden\): .*admission webhook "validate\.sliceward\.dev" denied the request: \[port-number\]/,
  );
  succeeded(await kubectl([...probe, '-n', 'kube-system'], { as: 'jane' }));
});
