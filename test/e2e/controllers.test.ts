// Promise 1: what Kubernetes' own controllers write does not even reach the webhook, though every rule denies and nothing they write is right.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { auditEvent } from './harness/audit-log.ts';
import { eventually } from './harness/children.ts';
import { ADVERTISED_ADDRESS } from './harness/control-plane.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { node, pod, podStatus, slice } from './harness/objects.ts';
import { everyRuleAtDeny } from './harness/policies.ts';

const NAMESPACE = 'shop';
const cluster = useGuardedCluster({ controllers: true, policy: everyRuleAtDeny(), namespaces: [NAMESPACE] });

const sliceList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      endpoints: z
        .array(z.object({ addresses: z.array(z.string()), conditions: z.object({ ready: z.boolean() }) }))
        .nullish()
        .transform((endpoints) => endpoints ?? []),
    }),
  ),
});

/** The name of the only slice of a Service, once its endpoints are these: address and whether it is ready. */
async function sliceOf(
  service: string,
  endpoints: Readonly<Record<string, boolean>>,
  namespace = NAMESPACE,
): Promise<string> {
  return eventually(`the slice of ${service} holds ${JSON.stringify(endpoints)}`, async () => {
    const [only, ...others] = await slicesOf(service, namespace);
    const seen = Object.fromEntries(
      only?.endpoints.map(({ addresses, conditions }) => [addresses[0], conditions.ready]) ?? [],
    );
    return (
      only !== undefined &&
      others.length === 0 &&
      JSON.stringify(sorted(seen)) === JSON.stringify(sorted(endpoints)) &&
      only.metadata.name
    );
  });
}

async function slicesOf(service: string, namespace = NAMESPACE): Promise<z.infer<typeof sliceList>['items']> {
  const selector = `kubernetes.io/service-name=${service}`;
  const { stdout } = succeeded(
    await cluster().kubectl(['get', 'endpointslices', '-n', namespace, '-l', selector, '-o', 'json']),
  );
  return sliceList.parse(JSON.parse(stdout)).items;
}

function sorted(record: Readonly<Record<string, boolean>>): [string, boolean][] {
  return Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

async function apply(object: object): Promise<void> {
  succeeded(await cluster().kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(object) }));
}

async function remove(kind: string, name: string, ...flags: readonly string[]): Promise<void> {
  succeeded(await cluster().kubectl(['delete', kind, name, '-n', NAMESPACE, ...flags]));
}

async function addPod(name: string, address: string): Promise<void> {
  await apply(pod(name, NAMESPACE, { app: 'web' }, 'n1'));
  await setReady(name, address, true);
}

async function setReady(name: string, address: string, ready: boolean): Promise<void> {
  const status = JSON.stringify(podStatus(address, ready));
  succeeded(
    await cluster().kubectl([
      'patch',
      'pod',
      name,
      '-n',
      NAMESPACE,
      '--subresource=status',
      '--type=merge',
      '-p',
      status,
    ]),
  );
}

/** Reviews that arrive while this is done, by the log and by the counter. */
async function callsDuring(work: () => Promise<void>): Promise<{ readonly logged: number; readonly counted: number }> {
  const { guard } = cluster();
  const before = { logged: guard.decisions().length, counted: await guard.reviews() };
  await work();
  return { logged: guard.decisions().length - before.logged, counted: (await guard.reviews()) - before.counted };
}
const NONE = { logged: 0, counted: 0 };

describe('with every rule at deny', () => {
  it('a user is denied: the webhook is awake', async () => {
    const outcome = await cluster().create(slice('by-hand', { namespace: NAMESPACE }), { as: 'alice' });
    expect(outcome.stderr).toContain('admission webhook "validate.sliceward.dev" denied the request');
    expect(cluster().decisionsAbout(NAMESPACE, 'by-hand')).toMatchObject([{ allowed: false, writer: 'other' }]);
  });

  describe('no call is made when', () => {
    it('the EndpointSlice controller makes, updates and removes slices of a Service', async () => {
      const calls = await callsDuring(async () => {
        await apply(node('n1'));
        await eventually('the service account of the pods', async () => {
          const { code } = await cluster().kubectl(['get', 'serviceaccount', 'default', '-n', NAMESPACE]);
          return code === 0;
        });
        await addPod('web-1', '10.1.0.1');
        await addPod('web-2', '10.1.0.2');
        await apply({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'web', namespace: NAMESPACE },
          spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
        });
        const name = await sliceOf('web', { '10.1.0.1': true, '10.1.0.2': true });

        await setReady('web-2', '10.1.0.2', false);
        await sliceOf('web', { '10.1.0.1': true, '10.1.0.2': false });
        await addPod('web-3', '10.1.0.3');
        await sliceOf('web', { '10.1.0.1': true, '10.1.0.2': false, '10.1.0.3': true });
        await remove('pod', 'web-2', '--grace-period=0', '--force');
        await sliceOf('web', { '10.1.0.1': true, '10.1.0.3': true });

        await remove('service', 'web');
        await eventually('its slices are collected', async () => (await slicesOf('web')).length === 0);
        const written = await auditEvent(cluster(), 'update', NAMESPACE, name);
        expect(written.user.username).toBe('system:serviceaccount:kube-system:endpointslice-controller');
        expect((await auditEvent(cluster(), 'delete', NAMESPACE, name)).user.username).toMatch(
          /^system:serviceaccount:kube-system:/,
        );
      });
      expect(calls).toEqual(NONE);
    });

    it('the mirroring controller copies Endpoints into slices', async () => {
      const calls = await callsDuring(async () => {
        const endpoints = (...addresses: readonly string[]): object => ({
          apiVersion: 'v1',
          kind: 'Endpoints',
          metadata: { name: 'database', namespace: NAMESPACE },
          subsets: [{ addresses: addresses.map((ip) => ({ ip })), ports: [{ name: 'sql', port: 5432 }] }],
        });
        await apply({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'database', namespace: NAMESPACE },
          spec: { ports: [{ name: 'sql', port: 5432 }] },
        });
        // By a writer that the webhook is not called for either: users are asked about Endpoints.
        const as = 'system:serviceaccount:kube-system:endpoint-controller';
        succeeded(await cluster().create(endpoints('192.168.7.1'), { as }));
        const name = await sliceOf('database', { '192.168.7.1': true });
        const stdin = JSON.stringify(endpoints('192.168.7.1', '192.168.7.2'));
        succeeded(await cluster().kubectl(['replace', '-f', '-'], { stdin, as }));
        await sliceOf('database', { '192.168.7.1': true, '192.168.7.2': true });
        await remove('endpoints', 'database');
        await eventually('its slice is gone', async () => (await slicesOf('database')).length === 0);
        const written = await auditEvent(cluster(), 'update', NAMESPACE, name);
        expect(written.user.username).toBe('system:serviceaccount:kube-system:endpointslicemirroring-controller');
      });
      expect(calls).toEqual(NONE);
    });

    it('the API server writes default/kubernetes again', async () => {
      const calls = await callsDuring(async () => {
        succeeded(await cluster().kubectl(['delete', 'endpointslice', 'kubernetes']));
        expect(await sliceOf('kubernetes', { [ADVERTISED_ADDRESS]: true }, 'default')).toBe('kubernetes');
        expect((await auditEvent(cluster(), 'create', 'default', 'kubernetes')).user.username).toBe('system:apiserver');
      });
      expect(calls).toEqual(NONE);
    });
  });
});
