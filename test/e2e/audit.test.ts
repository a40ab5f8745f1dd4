// `sliceward audit` of a real cluster: what everybody writes, what the controllers write, and who may not look.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually } from './harness/children.ts';
import { sliceward } from './harness/guard.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { endpoint, node, pod, podStatus, slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import type { Outcome } from './harness/run.ts';

// The registration is left in place, but everything here is stored by a writer it skips.
const cluster = useGuardedCluster({
  policy: policy({ preset: 'recommended' }),
  controllers: true,
  namespaces: ['shop', 'clean'],
});
const WRONG = { ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };

const decision = z.looseObject({
  source: z.strictObject({ cluster: z.string(), resourceVersion: z.string().regex(/^\d+$/) }),
  object: z.looseObject({ kind: z.string(), namespace: z.string(), name: z.string() }),
  writer: z.strictObject({ class: z.string(), user: z.string() }),
  digest: z.string(),
  findings: z.array(z.looseObject({ rule: z.string(), action: z.string(), capped: z.string().nullable() })),
});
const report = z.looseObject({
  decisions: z.array(decision),
  problems: z.array(z.unknown()),
  summary: z.looseObject({ slices: z.number(), denied: z.number() }),
});
type Report = z.infer<typeof report>;

function kubeconfig(): string {
  return path.join(cluster().folder, 'kubeconfig');
}

async function audit(...args: readonly string[]): Promise<Outcome> {
  return sliceward(['audit', '--kubeconfig', kubeconfig(), ...args]);
}

async function reported(...args: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await audit('-o', 'json', ...args);
  if (stdout === '') throw new Error(stderr);
  return report.parse(JSON.parse(stdout));
}

/** A Service with a pod that is ready, and the slice that the controller makes of them. */
async function controllersSlice(): Promise<string> {
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace: 'shop' },
    spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
  };
  await eventually('the namespace has its service account', async () => {
    return (await cluster().kubectl(['get', 'serviceaccount', 'default', '-n', 'shop'])).code === 0;
  });
  for (const object of [node('n1'), service, pod('web-1', 'shop', { app: 'web' }, 'n1')])
    succeeded(await cluster().create(object));
  const status = JSON.stringify(podStatus('10.1.2.3', true));
  succeeded(
    await cluster().kubectl([
      'patch',
      'pod',
      'web-1',
      '-n',
      'shop',
      '--subresource=status',
      '--type=merge',
      '-p',
      status,
    ]),
  );
  const ask = [
    'get',
    'endpointslices',
    '-n',
    'shop',
    '-l',
    'endpointslice.kubernetes.io/managed-by=endpointslice-controller.k8s.io',
  ];
  return eventually('the controller has made a slice with the pod', async () => {
    const { stdout } = await cluster().kubectl([
      ...ask,
      '-o',
      'jsonpath={.items[*].metadata.name}:{.items[*].endpoints[*].addresses[0]}',
    ]);
    const [name = '', address] = stdout.split(':');
    return address === '10.1.2.3' && name;
  });
}

let made: string;
beforeAll(async () => {
  made = await controllersSlice();
  await cluster().store(slice('good', { namespace: 'clean' }));
  await cluster().store(slice('wrong', { namespace: 'shop', ...WRONG }));
  await cluster().store(slice('wrong', { namespace: 'kube-system', ...WRONG }));
  // The manager of the controller's slice, without an owner. Of a Service that exists the controller would delete it at its next sync.
  const labels = {
    'kubernetes.io/service-name': 'no-such-service',
    'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
  };
  await cluster().store(slice('impostor', { namespace: 'shop', labels, endpoints: [endpoint('10.1.2.9')] }));
});

describe('the audit of a cluster', () => {
  it('finds what is wrong, and tells the controllers from those who pose as them', async () => {
    const { decisions, problems, summary } = await reported();
    const brief = decisions.map(({ object, writer, findings }) => [
      `${object.namespace}/${object.name}`,
      writer.class,
      ...findings.map(({ rule, action, capped }) => `${action} ${rule}${capped === null ? '' : ` (${capped})`}`),
    ]);
    expect(brief.filter(([name]) => name !== 'default/kubernetes')).toEqual([
      ['kube-system/wrong', 'other', 'audit port-number (enforcement)'],
      ['shop/impostor', 'other', 'deny managed-by'],
      ['shop/wrong', 'other', 'deny port-number'],
    ]);
    expect(problems).toEqual([]);
    const { stdout } = await cluster().kubectl(['get', 'endpointslices,endpoints', '-A', '-o', 'name']);
    expect(summary).toMatchObject({ slices: stdout.trim().split('\n').length, denied: 2 });
  });

  it('judges the slices of the controllers as theirs, whatever the rules say', async () => {
    const file = path.join(cluster().folder, 'strict.json');
    const rules = { 'allowed-port': { action: 'deny', options: { allow: [1] } } };
    writeFileSync(file, JSON.stringify(policy({ rules })));
    const { decisions } = await reported('--policy', file, '-n', 'shop');
    const mine = decisions.find(({ object }) => object.name === made);
    expect(mine?.writer).toEqual({
      class: 'controller',
      user: 'system:serviceaccount:kube-system:endpointslice-controller',
    });
    expect(mine?.findings).toMatchObject([{ rule: 'allowed-port', action: 'audit', capped: 'controller' }]);
  });

  it('agrees with check --as the same writer, to the digest', async () => {
    const { decisions } = await reported('-n', 'shop');
    expect(decisions.length).toBeGreaterThan(1);
    for (const { object, writer, digest } of decisions) {
      const stored = succeeded(
        await cluster().kubectl(['get', object.kind, object.name, '-n', object.namespace, '-o', 'json']),
      ).stdout;
      const checked = await sliceward(['check', '-', '--as', writer.user, '--operation', 'CREATE', '-o', 'json'], {
        stdin: stored,
      });
      expect(
        report.extend({ decisions: z.array(z.looseObject({ digest: z.string() })) }).parse(JSON.parse(checked.stdout))
          .decisions,
      ).toMatchObject([{ digest }]);
    }
  });

  it('ends with 0 where nothing is denied, with 1 where something is', async () => {
    expect(await audit('-n', 'clean')).toMatchObject({ code: 0, stdout: '1 slice: 0 denied, no findings\n' });
    const all = await audit();
    expect(all.code).toBe(1);
    expect(all.stdout).toMatch(
      /^shop\/wrong deny port-number\/out-of-range ports\[0\]\.port: port 70000 is out of range/m,
    );
    expect((await audit('--fail-on', 'never')).code).toBe(0);
    expect((await audit('-n', 'shop', '--rules', 'denied-address')).code).toBe(0);
  });
});

/** The administrator's kubeconfig with another user, whose files are beside it. */
async function otherKubeconfig(user: object): Promise<string> {
  const { stdout } = succeeded(await cluster().kubectl(['config', 'view', '--raw', '-o', 'json']));
  const file = path.join(cluster().folder, 'other-kubeconfig');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(stdout), users: [{ name: 'admin', user }] }));
  return file;
}

describe('who may look, as kubectl would be let in', () => {
  // Asks for the cluster it is told of, and gives no token without.
  const LOGIN = `#!/bin/sh
case "$KUBERNETES_EXEC_INFO" in
  *'"server":"https://127.0.0.1:'*) printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$(cat "\${0%/*}/token")" ;;
  *) exit 1 ;;
esac
`;

  it.each<[string, object]>([
    ['by a token file beside the kubeconfig, before the token in it', { token: 'expired', tokenFile: 'token' }],
    [
      'by a login program beside the kubeconfig, which is told of the cluster',
      {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: './login',
          interactiveMode: 'Never',
          provideClusterInfo: true,
        },
      },
    ],
  ])('%s', async (_, user) => {
    writeFileSync(path.join(cluster().folder, 'token'), cluster().api().token);
    writeFileSync(path.join(cluster().folder, 'login'), LOGIN, { mode: 0o755 });
    const file = await otherKubeconfig(user);
    succeeded(await cluster().kubectl(['get', 'endpointslices', '-A', '--kubeconfig', file]));
    expect(await sliceward(['audit', '--kubeconfig', file, '-n', 'clean'])).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('who may not look', () => {
  async function as(user: object): Promise<Outcome> {
    return sliceward(['audit', '--kubeconfig', await otherKubeconfig(user)]);
  }

  it('is told what he lacks', async () => {
    const outcome = await as({});
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toMatch(
      /^sliceward: the API server forbids it \(403\): the user needs the verb "list" on endpointslices .*User "system:anonymous" cannot list/,
    );
  });

  it('is told that nobody knows him', async () => {
    const outcome = await as({ token: 'expired' });
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: 'sliceward: the API server does not accept these credentials (401): log in again: Unauthorized\n',
    });
  });

  it('is told that there is no cluster', async () => {
    expect(await sliceward(['audit', '--kubeconfig', '/nowhere'])).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('/nowhere'),
    });
  });
});
