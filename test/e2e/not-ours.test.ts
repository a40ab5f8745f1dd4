// Registrations that nobody should write, and some do: one that matches everything there is, and one that names AdmissionReview v1beta1 first. Nothing that is
// not sliceward's is held up, and slices are judged as ever. What kubectl shows is printed.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { eventually } from './harness/children.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { endpoint, node, slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import type { Outcome } from './harness/run.ts';

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }) });

const WARNING = 'it is registered for too much';
const BAD = { ports: [{ name: 'http', port: 70_000 }] };
const DENIED =
  /admission webhook "wide\.sliceward\.dev" denied the request: \[port-number\] ports\[0\]\.port: port 70000 is out of range/;

/** At both doors, instead of whatever is registered. */
async function register(webhook: object): Promise<void> {
  const { guard, kubectl } = cluster();
  const kinds = ['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration'];
  for (const kind of kinds) succeeded(await kubectl(['delete', kind, '--all']));
  const configurations = kinds.map((kind) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'wide' },
    webhooks: [
      {
        name: 'wide.sliceward.dev',
        failurePolicy: 'Ignore',
        sideEffects: 'None',
        timeoutSeconds: 3,
        clientConfig: {
          url: kind === 'MutatingWebhookConfiguration' ? guard.url.replace('/validate', '/mutate') : guard.url,
          caBundle: readFileSync(guard.caFile).toString('base64'),
        },
        ...webhook,
      },
    ],
  }));
  for (const configuration of configurations)
    succeeded(await kubectl(['create', '-f', '-'], { stdin: JSON.stringify(configuration) }));
}

/** Runs kubectl, and prints what a user sees. */
async function shown(
  args: readonly string[],
  options: { readonly stdin?: string; readonly as?: string } = {},
): Promise<Outcome> {
  const outcome = await cluster().kubectl(args, options);
  const as = options.as === undefined ? '' : ` --as ${options.as}`;
  console.log(
    `$ kubectl ${args.join(' ')}${as}\n${outcome.stdout.replace(/^eyJ.*$/m, '(a token)\n')}${outcome.stderr}(exit code ${outcome.code})`,
  );
  return outcome;
}

function write(object: object, as?: string): Promise<Outcome> {
  return shown(['create', '-f', '-'], { stdin: JSON.stringify(object), ...(as === undefined ? {} : { as }) });
}

const notJudged = (): Promise<number> => cluster().guard.metric('sliceward_errors_total{reason="not_judged"');

const lease = (name: string): object => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name, namespace: 'default' },
  spec: { holderIdentity: 'somebody', leaseDurationSeconds: 40 },
});

describe('a registration that matches everything', () => {
  beforeAll(async () => {
    await register({
      admissionReviewVersions: ['v1'],
      rules: [{ apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'], operations: ['*'] }],
    });
    const probe = JSON.stringify(lease('probe'));
    await eventually('both doors are asked about everything', async () => {
      const before = await notJudged();
      succeeded(await cluster().kubectl(['create', '--dry-run=server', '-f', '-'], { stdin: probe }));
      return (await notJudged()) >= before + 2;
    });
  });

  // In this order: each needs the ones before.
  const COMMANDS: readonly (readonly [what: string, args: readonly string[], stdin?: object])[] = [
    ['a ConfigMap', ['create', 'configmap', 'settings', '--from-literal=colour=blue']],
    ['a ServiceAccount', ['create', 'serviceaccount', 'default']],
    ['a Lease', ['create', '-f', '-'], lease('leader')],
    ['a Service', ['create', 'service', 'clusterip', 'web', '--tcp=80:8080']],
    ['a Node, which has no namespace', ['create', '-f', '-'], node('node-1')],
    ['a custom resource definition', ['create', '-f', '-'], customResource()],
    [
      'a role',
      ['create', 'clusterrolebinding', 'builder', '--clusterrole=cluster-admin', '--serviceaccount=default:default'],
    ],
    ['a Deployment', ['create', 'deployment', 'web', '--image=registry.example.com/web:1']],
    ['the scale of a Deployment', ['scale', 'deployment', 'web', '--replicas=3']],
    [
      'the status of a Deployment',
      ['patch', 'deployment', 'web', '--subresource=status', '--type=merge', '-p', '{"status":{"replicas":1}}'],
    ],
    ['a token', ['create', 'token', 'default']],
    ['an update', ['annotate', 'configmap', 'settings', 'example.com/note=x']],
    ['a deletion', ['delete', 'configmap', 'settings']],
    ['a deletion of all', ['delete', 'deployments', '--all']],
  ];
  it.for(COMMANDS.map(([what, args, stdin]) => ({ what, args, stdin })))(
    'lets pass: $what',
    async ({ args, stdin }) => {
      const before = await notJudged();
      const outcome = await shown(args, stdin === undefined ? {} : { stdin: JSON.stringify(stdin) });
      expect(outcome.code).toBe(0);
      // It was asked, and it is not a failed call that let it pass.
      expect(await notJudged()).toBeGreaterThan(before);
      expect(outcome.stderr).toMatch(/^Warning: sliceward did not judge this: /m);
    },
  );

  it('lets pass: exec into a pod, as far as there is one', async () => {
    succeeded(await cluster().create(podOf('shell')));
    const connects = (): Promise<number> =>
      cluster().guard.metric('sliceward_reviews_total{operation="other",decision="not_judged"');
    const before = await connects();
    // There is no kubelet: the API server says so after admission.
    const { stderr } = await shown(['exec', 'shell', '--', 'true']);
    expect(stderr).not.toMatch(/denied|admission/);
    // Once by WebSocket, once by SPDY.
    expect(await connects()).toBeGreaterThan(before);
  });

  it('tells nothing to components of the cluster and to programs in it', async () => {
    const before = await notJudged();
    const outcome = await write(lease('heartbeat'), 'system:serviceaccount:default:default');
    expect(outcome).toMatchObject({ code: 0, stderr: '' });
    expect(await notJudged()).toBeGreaterThanOrEqual(before + 2);
  });

  it('denies a bad slice as ever, and lets a good one pass in silence', async () => {
    expect(await write(slice('good'), 'alice')).toMatchObject({ code: 0, stderr: '' });
    const denied = await write(slice('bad', BAD), 'alice');
    expect(denied.code).toBe(1);
    expect(denied.stderr).toMatch(DENIED);
    expect((await cluster().kubectl(['get', 'endpointslice', 'bad'])).code).toBe(1);
    expect((await shown(['delete', 'endpointslice', 'good'], { as: 'alice' })).code).toBe(0);
  });

  it('denies bad Endpoints as ever', async () => {
    const object = {
      apiVersion: 'v1',
      kind: 'Endpoints',
      metadata: { name: 'web', namespace: 'default' },
      subsets: [{ addresses: [{ ip: '239.1.2.3' }], ports: [{ port: 80 }] }],
    };
    const denied = await write(object);
    expect(denied.code).toBe(1);
    expect(denied.stderr).toContain(
      'admission webhook "wide.sliceward.dev" denied the request: [denied-address] subsets[0].addresses[0].ip',
    );
  });

  it('tells of it in one line of the log', () => {
    const lines = readFileSync(cluster().guard.process.log, 'utf8')
      .split('\n')
      .filter((line) => line.includes('"not judged"'));
    console.log(lines.join('\n'));
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.length).toBeLessThan(4);
    expect(lines[0]).toContain(WARNING);
  });
});

describe('a registration that names v1beta1 first', () => {
  beforeAll(async () => {
    await register({
      admissionReviewVersions: ['v1beta1', 'v1'],
      rules: [
        {
          apiGroups: ['discovery.k8s.io'],
          apiVersions: ['v1'],
          resources: ['endpointslices'],
          operations: ['CREATE', 'UPDATE'],
        },
      ],
    });
    const probe = slice('beta-probe', BAD);
    await eventually('the registration is in effect', async () => {
      const { stderr } = await cluster().create(probe, { args: ['--dry-run=server'], as: 'alice' });
      return DENIED.test(stderr);
    });
  });

  it('lets a clean slice pass', async () => {
    expect(await write(slice('beta-good'), 'alice')).toMatchObject({ code: 0, stderr: '' });
    expect(cluster().decisionsAbout('default', 'beta-good')).toMatchObject([
      { operation: 'CREATE', allowed: true, user: 'alice' },
    ]);
  });

  it('denies a bad one with our message', async () => {
    const denied = await write(slice('beta-bad', BAD), 'alice');
    expect(denied.code).toBe(1);
    expect(denied.stderr).toMatch(DENIED);
    expect((await cluster().kubectl(['get', 'endpointslice', 'beta-bad'])).code).toBe(1);
  });

  it('lets an update pass that makes a good slice larger', async () => {
    const larger = slice('beta-good', { endpoints: [endpoint('10.1.2.3'), endpoint('10.1.2.4')] });
    const updated = await shown(['replace', '-f', '-'], { stdin: JSON.stringify(larger), as: 'alice' });
    expect(updated).toMatchObject({ code: 0, stderr: '' });
  });
});

function podOf(name: string): object {
  const containers = [{ name: 'main', image: 'registry.example.com/shell:1' }];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: { containers, nodeName: 'node-1' },
  };
}

function customResource(): object {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing' },
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}
