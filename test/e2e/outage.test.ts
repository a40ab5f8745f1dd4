// Promise 1 again: a dead webhook stops nobody.
import { expect, it } from 'vitest';
import { auditEvent } from './harness/audit-log.ts';
import { eventually } from './harness/children.ts';
import { useGuardedCluster } from './harness/guarded-cluster.ts';
import { slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }) });
const wrong = (name: string): object => slice(name, { ports: [{ name: 'http', port: 70_000 }] });

it('writes pass while the webhook is killed, and the audit log tells', async () => {
  expect((await cluster().create(wrong('alive'), { as: 'alice' })).code).toBe(1);

  await cluster().guard.process.stop('SIGKILL');
  expect(await cluster().create(wrong('dead'), { as: 'alice' })).toMatchObject({ code: 0, stderr: '' });
  const { annotations } = await auditEvent(cluster(), 'create', 'default', 'dead');
  expect(annotations).toMatchObject({
    'failed-open.validating.webhook.admission.k8s.io/round_0_index_0': 'validate.sliceward.dev',
  });
});

it('and do not where --failure-policy Fail asks for that', async () => {
  await cluster().register('--failure-policy', 'Fail');
  const refused = await eventually('the registration is in effect', async () => {
    const outcome = await cluster().create(slice('late'), { as: 'alice', args: ['--dry-run=server'] });
    return outcome.code !== 0 && outcome;
  });
  expect(refused.stderr).toContain('failed calling webhook "validate.sliceward.dev"');
});
