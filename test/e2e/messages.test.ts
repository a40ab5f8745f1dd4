// What a user of kubectl reads: good slices pass in silence, wrong ones are refused or warned about in words that suffice.
import { describe, expect, it } from 'vitest';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { annotationOf, check } from './harness/check.ts';
import { useGuardedCluster } from './harness/guarded-cluster.ts';
import { endpoint, GOOD_LABELS, slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';

const cluster = useGuardedCluster({ policy: policy({ preset: 'recommended' }), namespaces: ['unguarded'] });

const BUILT_IN = { ...GOOD_LABELS, 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };

it('lets a good slice pass without a word', async () => {
  const outcome = await cluster().kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(slice('good')), as: 'alice' });
  expect(outcome).toEqual({ code: 0, stdout: 'endpointslice.discovery.k8s.io/good created\n', stderr: '' });
  const [decision] = cluster().decisionsAbout('default', 'good');
  expect(decision).toMatchObject({ operation: 'CREATE', user: 'alice', writer: 'other', dryRun: false, allowed: true });
});

it('denies a slice with three faults, all of them in one answer', async () => {
  const object = slice('three-faults', {
    labels: BUILT_IN,
    addressType: 'FQDN',
    endpoints: [endpoint('169.254.169.254')],
    ports: [{ name: 'http', port: 70_000 }],
  });
  const outcome = await cluster().create(object, { as: 'alice' });
  expect(outcome).toEqual({ code: 1, stdout: '', stderr: THREE_FAULTS });

  const { policyFile } = cluster().guard;
  const checked = await check({ policyFile, user: 'alice', object });
  expect(checked.allowed).toBe(false);
  expect(ownAnnotations(await auditEvent(cluster(), 'create', 'default', 'three-faults'))).toMatchObject({
    digest: checked.digest,
    findings: annotationOf(checked),
  });
});

it('stores the manifest of a beginner, with two warnings', async () => {
  const outcome = await cluster().kubectl(['apply', '-f', '-'], { stdin: SEED, as: 'alice' });
  expect(outcome).toEqual({
    code: 0,
    stdout: 'endpointslice.discovery.k8s.io/example-service-abc created\n',
    stderr: TWO_WARNINGS,
  });

  const { policyFile } = cluster().guard;
  const checked = await check({ policyFile, user: 'alice', object: SEED });
  expect(checked.allowed).toBe(true);
  expect(checked.warnings.map((warning) => `Warning: ${warning}\n`).join('')).toBe(TWO_WARNINGS);
  expect(ownAnnotations(await auditEvent(cluster(), 'create', 'default', 'example-service-abc'))).toMatchObject({
    digest: checked.digest,
  });
});

describe('what the API server alone stores', () => {
  it.each([
    [
      'port-70000',
      slice('port-70000', { namespace: 'unguarded', ports: [{ name: 'http', port: 70_000 }] }),
      'port-number',
    ],
    [
      'port-minus-1',
      slice('port-minus-1', { namespace: 'unguarded', ports: [{ name: 'http', port: -1 }] }),
      'port-number',
    ],
    [
      'metadata-by-name',
      slice('metadata-by-name', {
        namespace: 'unguarded',
        addressType: 'FQDN',
        endpoints: [endpoint('169.254.169.254')],
      }),
      'fqdn-target',
    ],
    ['impostor', slice('impostor', { namespace: 'unguarded', labels: BUILT_IN }), 'managed-by'],
  ])('%s', async (name, object, rule) => {
    const refused = await cluster().create(object, { as: 'alice' });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      new RegExp(
        `^Error from server \\(Forbidden\\): .* admission webhook "validate.sliceward.dev" denied the request: \\[${rule}\\] `,
        'm',
      ),
    );

    await cluster().store(object);
    expect((await cluster().kubectl(['get', 'endpointslice', name, '-n', 'unguarded'])).code).toBe(0);
  });
});

it('judges a dry run, and says so in its log', async () => {
  const object = slice('dry', { ports: [{ name: 'http', port: 70_000 }] });
  const outcome = await cluster().create(object, { as: 'alice', args: ['--dry-run=server'] });
  expect(outcome.code).toBe(1);
  expect(outcome.stderr).toContain('[port-number] ports[0].port: port 70000 is out of range');
  expect(cluster().decisionsAbout('default', 'dry')).toMatchObject([
    { dryRun: true, allowed: false, operation: 'CREATE' },
  ]);
});

it('leaves the excluded namespaces alone', async () => {
  const object = slice('excluded', { namespace: 'kube-system', ports: [{ name: 'http', port: 70_000 }] });
  expect(await cluster().create(object, { as: 'alice' })).toMatchObject({ code: 0, stderr: '' });
  expect(cluster().decisionsAbout('kube-system', 'excluded')).toEqual([]);
});

const SEED = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: example-service-abc}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hostname: "pod-1"
    conditions: {ready: true}
  - addresses: ["10.1.2.4"]
    hostname: "pod-2"
    conditions: {ready: true}
ports: [{name: http, port: 80, protocol: TCP}]
`;

const TWO_WARNINGS = `\
Warning: [managed-by] metadata.labels[endpointslice.kubernetes.io/managed-by]: missing; set your own manager name (team.example.…
Warning: [service-name] metadata.labels[kubernetes.io/service-name]: missing; set the Service's name: without it the slice gets …
`;

const THREE_FAULTS = `\
Warning: spec.addressType: FQDN endpoints are deprecated
Warning: [address-type] addressType: FQDN is not allowed here; use IPv4 or IPv6
Error from server (Forbidden): error when creating "STDIN": admission webhook "validate.sliceward.dev" denied the request: \
[fqdn-target] endpoints[0].addresses[0]: 169.254.169.254 is the IP address 169.254.169.254, not a name, an… (and 2 more)
[fqdn-target] endpoints[0].addresses[0]: 169.254.169.254 is the IP address 169.254.169.254, not a name, and passes by every check on addresses; use a slice of addressType IPv4
[managed-by] metadata.labels[endpointslice.kubernetes.io/managed-by]: endpointslice-controller.k8s.io is reserved for a Kubernetes controller, which will delete or empty this slice; use your own manager name
[port-number] ports[0].port: port 70000 is out of range (1-65535); set the backend's port: the API server accepts it, but proxies cannot serve it
`;
