// v1 Endpoints: whoever may write them makes slices by the hand of the mirroring controller, whose calls are skipped. So the webhook is asked about
// Endpoints, where the writer is still to be seen, and judges what they will become.
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeEndpoints } from '../../src/model/endpoints/endpoints.ts';
import { formatIp, parseIp } from '../../src/model/address/ip.ts';
import type { Endpoint, Port } from '../../src/model/slice.ts';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { annotationOf, check } from './harness/check.ts';
import { eventually } from './harness/children.ts';
import { sliceward } from './harness/guard.ts';
import { succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { node, pod, podStatus, slice } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import type { Outcome } from './harness/run.ts';

const NAMESPACE = 'shop';
/** May write Endpoints, and no slices. */
const USER = 'bob';
/** Passes the API server's own checks. */
const METADATA_SERVICE = '168.63.129.16';
const ENDPOINT_CONTROLLER = 'system:serviceaccount:kube-system:endpoint-controller';
const LEADER = 'control-plane.alpha.kubernetes.io/leader';

const cluster = useGuardedCluster({
  policy: policy({ preset: 'recommended' }),
  controllers: true,
  namespaces: [NAMESPACE],
});

const RIGHTS = `
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: endpoints-writer, namespace: ${NAMESPACE}}
rules:
  - {apiGroups: [""], resources: [endpoints], verbs: [get, create, update, patch]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: endpoints-writer, namespace: ${NAMESPACE}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: endpoints-writer}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: User, name: ${USER}}
`;

beforeAll(async () => {
  const { kubectl } = cluster();
  succeeded(await kubectl(['delete', 'clusterrolebinding', 'everybody-writes-slices']));
  succeeded(await kubectl(['apply', '-f', '-'], { stdin: RIGHTS }));
});

const PORTS = [{ name: 'sql', port: 5432, protocol: 'TCP' }];

function endpoints(name: string, parts: { readonly metadata?: object; readonly subsets?: readonly object[] }): object {
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: { name, namespace: NAMESPACE, ...parts.metadata },
    ...(parts.subsets && { subsets: parts.subsets }),
  };
}

function subset(...ips: readonly string[]): object {
  return { addresses: ips.map((ip) => ({ ip })), ports: PORTS };
}

function service(name: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace: NAMESPACE },
    spec: { ports: [{ name: 'sql', port: 5432 }] },
  };
}

async function create(object: object, as = USER): Promise<Outcome> {
  return cluster().create(object, { as });
}

async function replace(object: object, as = USER): Promise<Outcome> {
  return cluster().kubectl(['replace', '-f', '-'], { stdin: JSON.stringify(object), as });
}

/** Our words alone: the API server has its own about Endpoints. */
function ownWarnings(stderr: string): readonly string[] {
  return stderr
    .split('\n')
    .filter((line) => line.startsWith('Warning: ') && !line.startsWith('Warning: v1 Endpoints is deprecated'));
}
const DEPRECATED = expect.stringContaining('Warning: [api-version] kind: v1 Endpoints are deprecated');

/** Reviews that arrive while this is done, by the log and by the counter. */
async function callsDuring(work: () => Promise<void>): Promise<{ readonly logged: number; readonly counted: number }> {
  const { guard } = cluster();
  const before = { logged: guard.decisions().length, counted: await guard.reviews() };
  await work();
  return { logged: guard.decisions().length - before.logged, counted: (await guard.reviews()) - before.counted };
}
const NONE = { logged: 0, counted: 0 };
const ONE = { logged: 1, counted: 1 };

const sliceList = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ labels: z.record(z.string(), z.string()) }),
      addressType: z.string(),
      endpoints: z
        .array(z.looseObject({ addresses: z.array(z.string()), conditions: z.object({ ready: z.boolean() }) }))
        .nullish()
        .transform((list) => list ?? []),
      ports: z
        .array(z.looseObject({ name: z.string(), port: z.number(), protocol: z.string() }))
        .nullish()
        .transform((list) => list ?? []),
    }),
  ),
});
type StoredSlice = z.infer<typeof sliceList>['items'][number];

async function slicesOf(name: string): Promise<readonly StoredSlice[]> {
  const selector = `kubernetes.io/service-name=${name}`;
  const { stdout } = succeeded(
    await cluster().kubectl(['get', 'endpointslices', '-n', NAMESPACE, '-l', selector, '-o', 'json']),
  );
  return sliceList.parse(JSON.parse(stdout)).items;
}

describe('the second way into CVE-2021-25740', () => {
  const evil = endpoints('evil', { subsets: [subset('10.1.2.3', METADATA_SERVICE)] });

  it('starts with a user who may write no slices', async () => {
    succeeded(await cluster().create(service('evil')));
    const outcome = await create(slice('evil', { namespace: NAMESPACE }));
    expect(outcome.stderr).toContain('User "bob" cannot create resource "endpointslices"');
  });

  it('is closed: his Endpoints are denied, with the place in them, and check says the same', async () => {
    const outcome = await create(evil);
    expect(outcome.code).toBe(1);
    expect(outcome.stderr).toContain(
      `admission webhook "validate.sliceward.dev" denied the request: [denied-address] subsets[0].addresses[1].ip: ${METADATA_SERVICE}`,
    );
    const checked = await check({ policyFile: cluster().guard.policyFile, user: USER, object: evil });
    expect(checked.findings.map(({ rule, field }) => `${rule} ${field}`)).toEqual([
      'denied-address subsets[0].addresses[1].ip',
      'api-version kind',
    ]);
    const event = await auditEvent(cluster(), 'create', NAMESPACE, 'evil');
    expect(ownAnnotations(event)).toMatchObject({ digest: checked.digest, findings: annotationOf(checked) });
    expect(cluster().decisionsAbout(NAMESPACE, 'evil')).toMatchObject([
      { kind: 'Endpoints', allowed: false, digest: checked.digest, user: USER },
    ]);
    expect(await slicesOf('evil')).toEqual([]);
  });

  it('is closed for addresses that are not ready yet, and for those that nobody mirrors today', async () => {
    const notReady = endpoints('evil', { subsets: [{ notReadyAddresses: [{ ip: METADATA_SERVICE }], ports: PORTS }] });
    expect((await create(notReady)).stderr).toContain('[denied-address] subsets[0].notReadyAddresses[0].ip');
    const skipped = {
      metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      subsets: [subset(METADATA_SERVICE)],
    };
    expect((await create(endpoints('evil', skipped))).stderr).toContain('[denied-address] subsets[0].addresses[0].ip');
    const locked = { metadata: { annotations: { [LEADER]: '{}' } }, subsets: [subset(METADATA_SERVICE)] };
    expect((await create(endpoints('evil', locked))).stderr).toContain('[denied-address] subsets[0].addresses[0].ip');
  });

  it('is open without the webhook; and audit finds what came in by it', async () => {
    const { kubectl, register, folder, guard } = cluster();
    succeeded(await kubectl(['delete', 'validatingwebhookconfiguration', 'sliceward']));
    await eventually('the registration has no effect any more', async () => (await create(evil)).code === 0);
    const mirrored = await eventually('the mirroring controller has made a slice', async () => {
      const [only] = await slicesOf('evil');
      return only ?? false;
    });
    expect(new Set(mirrored.endpoints.map(({ addresses }) => addresses[0]))).toEqual(
      new Set(['10.1.2.3', METADATA_SERVICE]),
    );
    expect(mirrored.metadata.labels).toMatchObject({
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    });

    const audited = await sliceward([
      'audit',
      '--kubeconfig',
      `${folder}/kubeconfig`,
      '-n',
      NAMESPACE,
      '-o',
      'json',
      '--policy',
      guard.policyFile,
    ]);
    const report = z
      .looseObject({
        decisions: z.array(
          z.looseObject({ object: z.looseObject({ kind: z.string(), name: z.string() }), digest: z.string() }),
        ),
      })
      .parse(JSON.parse(audited.stdout));
    const found = report.decisions.find(({ object }) => object.kind === 'Endpoints' && object.name === 'evil');
    expect(found).toMatchObject({ allowed: false, writer: { class: 'other', user: 'sliceward:unknown-user' } });
    const checked = await check({ policyFile: guard.policyFile, user: 'sliceward:unknown-user', object: evil });
    expect(found?.digest).toBe(checked.digest);

    await register();
    await eventually('the registration is in effect again', async () => {
      const { code } = await cluster().kubectl(['create', '-f', '-', '--dry-run=server'], {
        stdin: JSON.stringify(endpoints('probe', { subsets: [subset(METADATA_SERVICE)] })),
        as: USER,
      });
      return code === 1;
    });
  });
});

describe('calls', () => {
  it('a leader lock makes none', async () => {
    const lock = (record: string): object => endpoints('lock', { metadata: { annotations: { [LEADER]: record } } });
    const calls = await callsDuring(async () => {
      succeeded(await create(lock('{"holder":"a"}')));
      for (const holder of ['b', 'c', 'd']) succeeded(await replace(lock(`{"holder":"${holder}"}`)));
    });
    expect(calls).toEqual(NONE);
  });

  it('are made for changes of subsets and labels, and for nothing else', async () => {
    const object = (metadata: object, ...ips: readonly string[]): object =>
      endpoints('patroni', { metadata, subsets: [subset(...ips)] });
    const writes = (write: () => Promise<Outcome>) => callsDuring(async () => void succeeded(await write()));
    expect(await writes(() => create(object({}, '10.1.2.3')))).toEqual(ONE);
    expect(await writes(() => replace(object({ annotations: { leader: 'a', optime: '1' } }, '10.1.2.3')))).toEqual(
      NONE,
    );
    expect(await writes(() => replace(object({ annotations: { leader: 'a', optime: '2' } }, '10.1.2.3')))).toEqual(
      NONE,
    );
    expect(await writes(() => replace(object({ labels: { role: 'master' } }, '10.1.2.3')))).toEqual(ONE);
    expect(
      await writes(() => replace(object({ labels: { role: 'master' }, annotations: { x: 'y' } }, '10.1.2.3'))),
    ).toEqual(NONE);
    expect(await writes(() => replace(object({ labels: { role: 'master' } }, '10.1.2.4')))).toEqual(ONE);
    expect(await writes(() => replace(endpoints('patroni', {})))).toEqual(NONE);
    expect(await writes(() => replace(object({}, '10.1.2.3')))).toEqual(ONE);
  });

  it('are made for Endpoints so large that comparing them costs much: size is no way around', async () => {
    const large = (name: string, count: number, last: string): object => {
      const ips = Array.from(
        { length: count },
        (_, index) => `10.${128 + (index >> 14)}.${(index >> 7) & 127}.${(index & 127) + 1}`,
      );
      return endpoints(name, { subsets: [subset(...ips, last)] });
    };
    const denied = (write: () => Promise<Outcome>, why: string) =>
      callsDuring(async () => expect((await write()).stderr).toMatch(new RegExp(`denied the request: .*${why}`)));
    expect(await callsDuring(async () => void succeeded(await create(large('large', 15_000, '10.1.2.3'))))).toEqual(
      ONE,
    );
    expect(await denied(() => replace(large('large', 15_000, METADATA_SERVICE)), 'denied-address')).toEqual(ONE);
    // 1.4 MB, about the most that etcd takes.
    succeeded(await create(large('huge', 60_000, '10.1.2.3'), ENDPOINT_CONTROLLER));
    expect(
      await denied(
        () => replace(large('huge', 60_000, METADATA_SERVICE)),
        'more than 1000 EndpointSlices, 20000 endpoints',
      ),
    ).toEqual(ONE);
  });

  it("Kubernetes' own controllers make none", async () => {
    const { kubectl } = cluster();
    const apply = async (object: object): Promise<void> =>
      void succeeded(await kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(object) }));
    const calls = await callsDuring(async () => {
      await apply(node('n1'));
      await apply(pod('web-1', NAMESPACE, { app: 'web' }, 'n1'));
      const status = JSON.stringify(podStatus('10.1.0.1', true));
      succeeded(
        await kubectl(['patch', 'pod', 'web-1', '-n', NAMESPACE, '--subresource=status', '--type=merge', '-p', status]),
      );
      await apply({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'web', namespace: NAMESPACE },
        spec: { selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
      });
      await eventually('the Endpoints controller has written', async () => {
        const { stdout } = await kubectl([
          'get',
          'endpoints',
          'web',
          '-n',
          NAMESPACE,
          '-o',
          'jsonpath={.subsets[*].addresses[*].ip}',
        ]);
        return stdout === '10.1.0.1';
      });
      expect((await auditEvent(cluster(), 'create', NAMESPACE, 'web')).user.username).toBe(ENDPOINT_CONTROLLER);
    });
    expect(calls).toEqual(NONE);
  });
});

describe('good Endpoints', () => {
  it('pass with one warning: nothing is asked of them that they cannot have', async () => {
    const object = endpoints('good', { subsets: [subset('10.1.2.3', '10.1.2.4'), subset('fd00::1')] });
    const { code, stderr } = await create(object);
    expect({ code, warnings: ownWarnings(stderr) }).toEqual({ code: 0, warnings: [DEPRECATED] });
    expect((await check({ policyFile: cluster().guard.policyFile, user: USER, object })).findings).toMatchObject([
      { rule: 'api-version' },
    ]);
  });
});

describe('an update', () => {
  const old = (name: string): object => endpoints(name, { subsets: [subset('10.1.2.3', METADATA_SERVICE)] });

  /** Stores the first as a controller and then writes the second as a user; returns the outcome, having made sure that `check` says the same. */
  async function update(name: string, now: object): Promise<Outcome> {
    succeeded(await create(old(name), ENDPOINT_CONTROLLER));
    const outcome = await replace(now);
    const checked = await check({ policyFile: cluster().guard.policyFile, user: USER, object: now, old: old(name) });
    expect(checked.allowed).toBe(outcome.code === 0);
    const event = await auditEvent(cluster(), 'update', NAMESPACE, name);
    expect(ownAnnotations(event)).toMatchObject({ digest: checked.digest, findings: annotationOf(checked) });
    return outcome;
  }

  it.each([
    ['removes', [subset(METADATA_SERVICE)]],
    ['unreadies', [{ ...subset('10.1.2.3'), notReadyAddresses: [{ ip: METADATA_SERVICE }] }]],
  ])('that only %s addresses passes, whatever is wrong with those that stay', async (name, subsets) => {
    const { code, stderr } = await update(name, endpoints(name, { subsets }));
    expect({ code, warnings: ownWarnings(stderr) }).toEqual({
      code: 0,
      warnings: expect.arrayContaining([expect.stringContaining('[denied-address, shrinking]')]),
    });
  });

  it('that keeps an old fault beside something good passes', async () => {
    const { code, stderr } = await update(
      'keep',
      endpoints('keep', { subsets: [subset('10.1.2.3', METADATA_SERVICE, '10.1.2.9')] }),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('Warning: [denied-address, ratchet] subsets[0].addresses[1].ip');
  });

  it.each([
    ['adds', [subset('10.1.2.3', METADATA_SERVICE, '239.1.2.3')], 'subsets[0].addresses[2].ip: 239.1.2.3'],
    [
      'readies',
      [subset('10.1.2.3', METADATA_SERVICE), { addresses: [{ ip: METADATA_SERVICE }], ports: [{ port: 1 }] }],
      'subsets[1].addresses[0].ip',
    ],
  ])('that %s a fault is denied', async (name, subsets, where) => {
    const { code, stderr } = await update(name, endpoints(name, { subsets }));
    expect(code).toBe(1);
    expect(stderr).toContain(`denied the request: [denied-address] ${where}`);
  });

  it('that takes the label away by which nobody mirrored it is judged as if it were new: it had been judged before', async () => {
    const labels = { 'endpointslice.kubernetes.io/skip-mirror': 'true' };
    succeeded(await create(endpoints('skipped', { metadata: { labels }, subsets: [subset('10.1.2.3')] })));
    const calls = await callsDuring(
      async () => void succeeded(await replace(endpoints('skipped', { subsets: [subset('10.1.2.3')] }))),
    );
    expect(calls).toEqual(ONE);
  });
});

describe('what Endpoints become', () => {
  const http = { name: 'http', port: 80, protocol: 'TCP' };
  const https = { name: 'https', port: 443, protocol: 'TCP' };
  const target = { kind: 'Pod', name: 'web-1', namespace: NAMESPACE, uid: 'u-1' };
  const shapes: readonly (readonly [string, readonly object[]])[] = [
    [
      'families',
      [
        {
          addresses: [{ ip: '10.1.2.3' }, { ip: 'fd00::1' }],
          notReadyAddresses: [{ ip: 'fd00::2' }],
          ports: [http, https],
        },
      ],
    ],
    ['no-ports', [{ addresses: [{ ip: '10.1.2.3', hostname: 'a', nodeName: 'n1', targetRef: target }] }]],
    [
      'unpacked',
      [
        { addresses: [{ ip: '10.1.2.3' }, { ip: '10.1.2.4' }], ports: [http] },
        { addresses: [{ ip: '10.1.2.4' }, { ip: '10.1.2.3' }], ports: [https] },
      ],
    ],
    [
      'overlapping',
      [
        { addresses: [{ ip: '10.1.2.3', nodeName: 'n1' }], ports: [http, https] },
        { addresses: [{ ip: '10.1.2.4' }], notReadyAddresses: [{ ip: '10.1.2.3', nodeName: 'n2' }], ports: [http] },
        { addresses: [{ ip: '10.1.2.5' }], ports: [{ ...http, protocol: 'UDP' }] },
      ],
    ],
    [
      'same-ports',
      [
        { addresses: [{ ip: '10.1.2.3' }], ports: [https, http] },
        { addresses: [{ ip: '10.1.2.4' }], ports: [http, https] },
      ],
    ],
    ['app-protocol', [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ ...http, appProtocol: 'kubernetes.io/h2c' }] }]],
  ];

  function shapeOf(type: string, endpointTexts: readonly string[], portTexts: readonly string[]): string {
    return JSON.stringify([type, endpointTexts.toSorted(), portTexts.toSorted()]);
  }
  function endpointText({
    addresses: [text = ''],
    conditions,
    hostname,
    nodeName,
    targetRef,
  }: Partial<Endpoint> & Pick<Endpoint, 'addresses'>): string {
    const ip = parseIp(text);
    return JSON.stringify([ip && formatIp(ip), conditions?.ready, hostname, nodeName, targetRef?.uid]);
  }
  function portText({ name, protocol, port, appProtocol }: Partial<Port>): string {
    return JSON.stringify([name, protocol, port, appProtocol]);
  }
  function made(slices: readonly StoredSlice[]): readonly string[] {
    const real = z.looseObject({
      nodeName: z.string().optional(),
      hostname: z.string().optional(),
      targetRef: z.looseObject({ uid: z.string() }).optional(),
    });
    return slices.map(({ addressType, endpoints: list, ports }) => {
      const texts = list.map((each) => {
        const { hostname, nodeName, targetRef } = real.parse(each);
        const [text = ''] = each.addresses;
        return JSON.stringify([text, each.conditions.ready, hostname, nodeName, targetRef?.uid]);
      });
      const known = ports.map((each) =>
        portText({ ...each, appProtocol: z.string().optional().parse(each['appProtocol']) }),
      );
      return shapeOf(addressType, texts, known);
    });
  }

  it.each(shapes)('is what the mirroring controller makes: %s', async (name, subsets) => {
    const object = endpoints(name, { subsets });
    const expected = decodeEndpoints(object).value.parts.map(({ addressType, endpoints: list, ports }) =>
      shapeOf(addressType, list.map(endpointText), ports.map(portText)),
    );
    expect(expected.length).toBeGreaterThan(0);
    succeeded(await cluster().create(service(name)));
    succeeded(await create(object));
    let seen: readonly string[] = [];
    await eventually('the mirroring controller has made as many slices', async () => {
      seen = made(await slicesOf(name));
      return seen.length >= expected.length;
    });
    expect(seen.toSorted()).toEqual(expected.toSorted());
  });
});

describe('Endpoints that are too large to be judged', () => {
  /** More than are judged, a bad one among them. */
  const HUGE = 20_100;
  const ADDRESSES = [
    METADATA_SERVICE,
    ...Array.from({ length: HUGE - 1 }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`),
  ];
  const huge = (count: number, metadata: object = {}): object =>
    endpoints('over-bounds', { metadata, subsets: [subset(...ADDRESSES.slice(0, count))] });

  /** Prints what a user sees. */
  async function shown(what: string, outcome: Promise<Outcome>): Promise<Outcome> {
    const result = await outcome;
    console.log(`${what}:\n${result.stdout}${result.stderr}(exit code ${result.code})`);
    return result;
  }

  beforeAll(async () => {
    // Stored before anybody judged it: the webhook is not called for this user.
    succeeded(await create(huge(HUGE), ENDPOINT_CONTROLLER));
  });

  it('cannot be made by others', async () => {
    const object = endpoints('over-bounds-too', { subsets: [subset(...ADDRESSES)] });
    const { code, stderr } = await shown(`creating ${HUGE} addresses`, create(object));
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining('would become more than 1000 EndpointSlices, 20000 endpoints'),
    ]);
  });

  it('may be relabelled and made smaller by anybody, and not larger', async () => {
    const larger = endpoints('over-bounds', { subsets: [subset(...ADDRESSES, '10.9.9.9')] });
    expect((await shown('one address more', replace(larger))).code).toBe(1);
    const relabelled = await shown('another label', replace(huge(HUGE, { labels: { team: 'shop' } })));
    expect([relabelled.code, relabelled.stderr]).toEqual([0, expect.stringContaining('sliceward did not judge this')]);
    expect((await shown('ten addresses less', replace(huge(HUGE - 10, { labels: { team: 'shop' } })))).code).toBe(0);
    expect((await shown('down to one address', replace(huge(1)))).code).toBe(0);
    expect(
      (await shown('its deletion', cluster().kubectl(['delete', 'endpoints', 'over-bounds', '-n', NAMESPACE]))).code,
    ).toBe(0);
  });
});
