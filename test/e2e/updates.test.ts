// Updates of a slice that was stored before anybody judged it: the way out of trouble is always open, the way deeper in is not.
import { describe, expect, it } from 'vitest';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { annotationOf, check } from './harness/check.ts';
import { eventually } from './harness/children.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { endpoint, slice, type SliceObject } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import type { Outcome } from './harness/run.ts';

const USER = 'alice';
const METADATA_SERVICE = '168.63.129.16';
const PORTS = [{ name: 'http', port: 70_000, protocol: 'TCP' }];
const GOOD = endpoint('10.1.2.3');
const SPARE = endpoint('10.1.2.4');
const BAD_UNREADY = endpoint(METADATA_SERVICE, false);

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }) });

/** A wrong port, and an endpoint nobody may send traffic to, which is not ready. */
function faulty(name: string, endpoints: readonly object[] = [GOOD, SPARE, BAD_UNREADY]): SliceObject {
  return slice(name, { endpoints, ports: PORTS });
}

/** Replaces the stored object, and holds the webhook's record of it against what `check` says of the two. */
async function update(old: SliceObject, object: SliceObject): Promise<Outcome> {
  await cluster().store(old);
  const outcome = await cluster().kubectl(['replace', '-f', '-'], { stdin: JSON.stringify(object), as: USER });
  const checked = await check({ policyFile: cluster().guard.policyFile, user: USER, object, old });
  expect(checked.allowed).toBe(outcome.code === 0);
  const event = await auditEvent(cluster(), 'update', 'default', object.metadata.name);
  expect(ownAnnotations(event)).toMatchObject({ digest: checked.digest, findings: annotationOf(checked) });
  return outcome;
}

async function patch(name: string, change: object): Promise<Outcome> {
  return cluster().kubectl(['patch', 'endpointslice', name, '--type=merge', '-p', JSON.stringify(change)], {
    as: USER,
  });
}

describe('passes, with warnings', () => {
  it('an update that only removes endpoints', async () => {
    const outcome = await update(faulty('remove'), faulty('remove', [GOOD, BAD_UNREADY]));
    expect(outcome).toEqual({
      code: 0,
      stdout: 'endpointslice.discovery.k8s.io/remove replaced\n',
      stderr: warnings('shrinking', 1),
    });
  });

  it('an update that only makes endpoints less ready', async () => {
    const outcome = await update(
      faulty('unready'),
      faulty('unready', [endpoint('10.1.2.3', false), SPARE, BAD_UNREADY]),
    );
    expect(outcome).toEqual({
      code: 0,
      stdout: 'endpointslice.discovery.k8s.io/unready replaced\n',
      stderr: warnings('shrinking', 2),
    });
  });

  it('an update that keeps old faults beside something new that is good', async () => {
    const outcome = await update(faulty('keep'), faulty('keep', [GOOD, SPARE, BAD_UNREADY, endpoint('10.1.2.5')]));
    expect(outcome).toEqual({
      code: 0,
      stdout: 'endpointslice.discovery.k8s.io/keep replaced\n',
      stderr: warnings('ratchet', 2),
    });
  });
});

describe('is denied', () => {
  it('a new fault, though the old ones are only warned about', async () => {
    const outcome = await update(faulty('worse'), faulty('worse', [GOOD, SPARE, BAD_UNREADY, endpoint('239.1.2.3')]));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(warnings('ratchet', 2));
    expect(outcome.stderr).toContain(
      'denied the request: [denied-address] endpoints[3].addresses[0]: 239.1.2.3 is a multicast address',
    );
    expect(outcome.stderr).not.toContain('more)');
  });

  it('an old fault that is made ready', async () => {
    const outcome = await update(faulty('awake'), faulty('awake', [GOOD, SPARE, endpoint(METADATA_SERVICE)]));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(
      `denied the request: [denied-address] endpoints[2].addresses[0]: ${METADATA_SERVICE}`,
    );
  });

  it('a second copy of an old fault', async () => {
    const outcome = await update(faulty('twice'), faulty('twice', [GOOD, SPARE, BAD_UNREADY, BAD_UNREADY]));
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(
      `denied the request: [denied-address] endpoints[3].addresses[0]: ${METADATA_SERVICE}`,
    );
  });
});

describe('a faulty slice that is being deleted', () => {
  const held = slice('held', { endpoints: [GOOD, BAD_UNREADY], ports: PORTS, finalizers: ['example.com/hold'] });

  it('still routes traffic, so a new fault is denied; without its finalizer it goes', async () => {
    await cluster().store(held);
    succeeded(await cluster().kubectl(['delete', 'endpointslice', 'held', '--wait=false']));

    const worse = await patch('held', { endpoints: [GOOD, BAD_UNREADY, endpoint('239.1.2.3')] });
    expect(worse.code).toBe(1);
    expect(worse.stderr).toContain('[denied-address] endpoints[2].addresses[0]: 239.1.2.3');

    expect(await patch('held', { metadata: { finalizers: null } })).toMatchObject({ code: 0 });
    await eventually('the slice is gone', async () => {
      const { stderr } = await cluster().kubectl(['get', 'endpointslice', 'held']);
      return stderr.includes('NotFound');
    });
  });
});

/** What kubectl prints about the two faults when they lead to less than a denial. */
function warnings(cap: string, badEndpoint: number): string {
  const place = `endpoints[${badEndpoint}].addresses[0]`;
  return [
    `[denied-address, ${cap}] ${place}: ${METADATA_SERVICE} is the metadata service of Azure (WireServer), which hands out credentials`,
    `[port-number, ${cap}] ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it`,
  ]
    .map((text) => `Warning: ${text.slice(0, 119)}…\n`)
    .join('');
}
