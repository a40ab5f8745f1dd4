// The mutating door behind a real API server: what it stores, who owns it afterwards, and what it leaves alone.
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { valueAt } from '../../src/model/json-patch.ts';
import { Judge } from '../control-plane/judge.ts';
import type { Case } from '../control-plane/verdicts.ts';
import { scaled, SEED } from '../drills/support/scale.ts';
import { slices } from '../oracle/slices.ts';
import { updates } from '../oracle/updates.ts';
import { auditEvent, ownAnnotations } from './harness/audit-log.ts';
import { eventually } from './harness/children.ts';
import { CONTROLLER, succeeded, useGuardedCluster } from './harness/guarded-cluster.ts';
import { GOOD_LABELS, node, pod, podStatus, slice, type SliceObject, type SliceParts } from './harness/objects.ts';
import { policy } from './harness/policies.ts';
import { startSecondWebhook } from './harness/second-webhook.ts';

const [NAMESPACE, TWICE, CONTROLLED] = ['mended', 'twice', 'controlled'];
const TEAM = 'example.com/team';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const LABELS = { ...GOOD_LABELS, [TEAM]: 'shop' };

// Nothing is denied, so that the API server alone has the last word.
const cluster = useGuardedCluster({
  controllers: true,
  namespaces: [NAMESPACE, TWICE, CONTROLLED],
  policy: policy({
    preset: 'strict',
    enforcement: 'audit',
    rules: {
      'canonical-address': { fix: true },
      'duplicate-address': { fix: true },
      'explicit-conditions': { fix: true, options: { require: ['ready', 'serving', 'terminating'] } },
      'managed-by': { fix: true, options: { value: 'operator.shop.example.com' } },
      'port-name': { fix: true, options: { unnamed: 'http' } },
      'required-labels': {
        action: 'warn',
        fix: true,
        options: { labels: { [TEAM]: '^[a-z]+$' }, defaults: { [TEAM]: 'shop' } },
      },
    },
  }),
});

const CASES = scaled(2000);
/** The API server's verdicts on random writes before anything mends them. */
let verdicts: readonly { readonly write: Case; readonly accepted: boolean }[] = [];
let judge: Judge;
/** The content of a controller's slice before the mutating door is registered. */
let untouched = '';

beforeAll(async () => {
  judge = new Judge(cluster());
  verdicts = await judgeAll(sampleWrites());
  await preparePods();
  untouched = await controllersSlice('before');
  await cluster().register('--mutating');
  await eventually('the mutating door is in effect', async () => {
    const { stderr } = await cluster().create(raw('probe', { endpoints: [{ addresses: ['10.0.0.1'] }] }), {
      args: ['--dry-run=server'],
    });
    return stderr.includes('sliceward set');
  });
}, 600_000);
afterAll(() => judge?.close());

function sampleWrites(): readonly Case[] {
  const creates = fc.sample(slices, { seed: SEED, numRuns: Math.ceil(CASES / 2) }).map((value) => ({ value }));
  const changes = fc.sample(updates, { seed: SEED, numRuns: Math.floor(CASES / 2) });
  return [...creates, ...changes].map((write) => JSON.parse(JSON.stringify(write)));
}

async function judgeAll(writes: readonly Case[]): Promise<{ write: Case; accepted: boolean }[]> {
  const judged: { write: Case; accepted: boolean }[] = [];
  for (const write of writes) {
    const verdict = await judge.judge(write);
    judged.push({ write, accepted: verdict !== undefined && verdict.refused === undefined });
  }
  return judged;
}

function raw(name: string, parts: SliceParts): SliceObject {
  return slice(name, { namespace: NAMESPACE, labels: LABELS, ...parts });
}

const GOOD = { addresses: ['10.1.2.3'], conditions: { ready: true, serving: true, terminating: false } };

async function stored(name: string, namespace = NAMESPACE): Promise<unknown> {
  const { stdout } = succeeded(await cluster().kubectl(['get', 'endpointslice', name, '-n', namespace, '-o', 'json']));
  return JSON.parse(stdout);
}

function contentOf(object: unknown): unknown {
  return ['addressType', 'endpoints', 'ports'].map((field) => valueAt(object, [field]));
}

interface Row {
  readonly rule: string;
  readonly parts: SliceParts;
  readonly at: readonly (string | number)[];
  readonly becomes: unknown;
  /** Kubernetes 1.37 would refuse it as it is. */
  readonly isRefused?: true;
}

const ROWS: readonly Row[] = [
  {
    rule: 'canonical-address',
    parts: { addressType: 'IPv6', endpoints: [{ ...GOOD, addresses: ['FD00:1:0::3'] }] },
    at: ['endpoints', 0, 'addresses'],
    becomes: ['fd00:1::3'],
    isRefused: true,
  },
  { rule: 'duplicate-address', parts: { endpoints: [GOOD, GOOD] }, at: ['endpoints'], becomes: [GOOD] },
  {
    rule: 'explicit-conditions',
    parts: { endpoints: [{ addresses: ['10.1.2.3'] }] },
    at: ['endpoints', 0, 'conditions'],
    becomes: GOOD.conditions,
  },
  {
    rule: 'managed-by',
    parts: { endpoints: [GOOD], labels: { [TEAM]: 'shop' } },
    at: ['metadata', 'labels', MANAGED_BY],
    becomes: 'operator.shop.example.com',
  },
  {
    rule: 'port-name',
    parts: { endpoints: [GOOD], ports: [{ port: 80 }, { name: 'dns', port: 53 }] },
    at: ['ports', 0, 'name'],
    becomes: 'http',
  },
  {
    rule: 'required-labels',
    parts: { endpoints: [GOOD], labels: GOOD_LABELS },
    at: ['metadata', 'labels', TEAM],
    becomes: 'shop',
  },
];

describe('each fix is stored, told, and the same as kubectl makes of our patch', () => {
  it.each(ROWS)('$rule', async ({ rule, parts, at, becomes, isRefused = false }) => {
    const { create, guard, kubectl } = cluster();
    const object = raw(`mended-${rule}`, parts);
    const outcome = succeeded(await create(object, { as: 'alice' }));
    expect(outcome.stderr).toMatch(new RegExp(`^Warning: sliceward (?:set|removed) .*\\(${rule}\\)`, 'm'));
    const mended = await stored(object.metadata.name);
    expect(valueAt(mended, at)).toEqual(becomes);
    const event = await auditEvent(cluster(), 'create', NAMESPACE, object.metadata.name);
    expect(ownAnnotations(event, 'mutate.sliceward.dev')).toMatchObject({ fixes: expect.stringContaining(rule) });
    // A second write of what is stored changes nothing.
    const version = valueAt(mended, ['metadata', 'resourceVersion']);
    succeeded(await kubectl(['replace', '-f', '-'], { stdin: JSON.stringify(mended), as: 'alice' }));
    expect(valueAt(await stored(object.metadata.name), ['metadata', 'resourceVersion'])).toBe(version);

    const plain = raw(`plain-${rule}`, parts);
    expect((await create(plain, { as: CONTROLLER })).code).toBe(isRefused ? 1 : 0);
    const before = isRefused ? plain : await stored(plain.metadata.name);
    const { patch = '' } = await guard.post(reviewOf(before), '/mutate');
    const patching = ['--type=json', '-p', Buffer.from(patch, 'base64').toString(), '-o', 'json'];
    // What no server stores is patched by kubectl itself.
    const patchedBy = isRefused
      ? ['patch', '--local', '-f', '-']
      : ['patch', 'endpointslice', plain.metadata.name, '-n', NAMESPACE];
    const { stdout } = succeeded(
      await kubectl([...patchedBy, ...patching], { as: CONTROLLER, stdin: JSON.stringify(plain) }),
    );
    const patched: unknown = JSON.parse(stdout);
    expect(contentOf(patched)).toEqual(contentOf(mended));
    expect(valueAt(patched, ['metadata', 'labels'])).toEqual(valueAt(mended, ['metadata', 'labels']));
  });
});

function reviewOf(object: unknown): object {
  return {
    kind: 'AdmissionReview',
    apiVersion: 'admission.k8s.io/v1',
    request: {
      uid: 'by-hand',
      kind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      operation: 'CREATE',
      namespace: NAMESPACE,
      userInfo: { username: 'alice', groups: [] },
      object,
    },
  };
}

describe('server-side apply', () => {
  const managers = z.array(z.looseObject({ manager: z.string(), operation: z.string(), fieldsV1: z.unknown() }));

  it('leaves new labels to nobody, so that they stay and whoever wants them takes them without conflict', async () => {
    const object = raw('applied', {
      labels: { 'kubernetes.io/service-name': 'web' },
      endpoints: [{ addresses: ['10.1.2.3'] }],
    });
    const apply = (manager: string): ReturnType<ReturnType<typeof cluster>['kubectl']> =>
      cluster().kubectl(['apply', '--server-side', `--field-manager=${manager}`, '-f', '-'], {
        stdin: JSON.stringify(object),
        as: 'alice',
      });
    succeeded(await apply('team'));
    const first = await stored('applied');
    expect(valueAt(first, ['metadata', 'labels', MANAGED_BY])).toBe('operator.shop.example.com');
    const { stdout } = succeeded(
      await cluster().kubectl([
        'get',
        'endpointslice',
        'applied',
        '-n',
        NAMESPACE,
        '-o',
        'json',
        '--show-managed-fields',
      ]),
    );
    const owners = managers.parse(valueAt(JSON.parse(stdout), ['metadata', 'managedFields']));
    expect(owners.map(({ manager, operation }) => `${manager} ${operation}`)).toEqual(['team Apply']);
    const owned = Object.keys(z.looseObject({}).parse(valueAt(owners[0]?.fieldsV1, ['f:metadata', 'f:labels'])));
    expect(owned).toEqual(['f:kubernetes.io/service-name']);
    // An atomic list as a whole belongs to whoever applied it, what was mended in it too.
    expect(valueAt(owners[0]?.fieldsV1, ['f:endpoints'])).toEqual({});

    succeeded(await apply('team'));
    const second = await stored('applied');
    expect(contentOf(second)).toEqual(contentOf(first));
    expect(valueAt(second, ['metadata', 'labels'])).toEqual(valueAt(first, ['metadata', 'labels']));
    const labels = { [MANAGED_BY]: 'other.example.com' };
    const partial = {
      apiVersion: object.apiVersion,
      kind: object.kind,
      metadata: { name: 'applied', namespace: NAMESPACE, labels },
    };
    const taking = ['apply', '--server-side', '--field-manager=other', '-f', '-'];
    succeeded(
      await cluster().kubectl(taking, { stdin: JSON.stringify({ ...partial, addressType: 'IPv4' }), as: 'alice' }),
    );
    expect(valueAt(await stored('applied'), ['metadata', 'labels', MANAGED_BY])).toBe('other.example.com');
  });
});

const anyEndpoints = z.array(z.looseObject({ addresses: z.array(z.string()) })).nullish();

it('mends again what another mutating webhook adds afterwards', async () => {
  const stop = await startSecondWebhook(cluster(), TWICE, (object) => {
    const endpoints = anyEndpoints.parse(valueAt(object, ['endpoints'])) ?? [];
    const isThere = endpoints.some(({ addresses }) => addresses.includes('10.9.9.9'));
    return isThere ? [] : [{ op: 'add', path: '/endpoints/-', value: { addresses: ['10.9.9.9'] } }];
  });
  try {
    await eventually('the second webhook is in effect', async () => {
      const { stdout } = await cluster().create(raw('probe', { namespace: TWICE, endpoints: [GOOD] }), {
        args: ['--dry-run=server', '-o', 'json'],
      });
      return stdout.includes('10.9.9.9');
    });
    succeeded(
      await cluster().create(raw('both', { namespace: TWICE, endpoints: [{ addresses: ['10.1.2.3'] }] }), {
        as: 'alice',
      }),
    );
    expect(valueAt(await stored('both', TWICE), ['endpoints'])).toEqual([GOOD, { ...GOOD, addresses: ['10.9.9.9'] }]);
  } finally {
    await stop();
  }
});

async function preparePods(): Promise<void> {
  const apply = async (object: object): Promise<void> => {
    succeeded(await cluster().kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(object) }));
  };
  await apply(node('n1'));
  await eventually('the service account of the pods', async () => {
    const { code } = await cluster().kubectl(['get', 'serviceaccount', 'default', '-n', CONTROLLED]);
    return code === 0;
  });
  await apply(pod('web-1', CONTROLLED, { app: 'web' }, 'n1'));
  const status = JSON.stringify(podStatus('10.7.0.1', true));
  succeeded(
    await cluster().kubectl([
      'patch',
      'pod',
      'web-1',
      '-n',
      CONTROLLED,
      '--subresource=status',
      '--type=merge',
      '-p',
      status,
    ]),
  );
}

/** What the controller writes for a new Service of that pod: everything but names, times and uids, as JSON with its order. */
async function controllersSlice(service: string): Promise<string> {
  const { kubectl } = cluster();
  const spec = { selector: { app: 'web' }, clusterIP: 'None', ports: [{ port: 80, targetPort: 8080 }] };
  const object = { apiVersion: 'v1', kind: 'Service', metadata: { name: service, namespace: CONTROLLED }, spec };
  succeeded(await kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(object) }));
  return eventually(`the slice of ${service}`, async () => {
    const selector = `kubernetes.io/service-name=${service}`;
    const list: unknown = JSON.parse(
      succeeded(await kubectl(['get', 'endpointslices', '-n', CONTROLLED, '-l', selector, '-o', 'json'])).stdout,
    );
    const found = valueAt(list, ['items', 0]);
    const ready = valueAt(found, ['endpoints', 0, 'conditions', 'ready']);
    const labels = JSON.stringify(valueAt(found, ['metadata', 'labels'])).replace(service, 'SERVICE');
    return ready === true ? `${labels}${JSON.stringify(contentOf(found))}` : undefined;
  });
}

it("leaves controllers' slices as they are, byte for byte, and is not even asked about them", async () => {
  const before = await cluster().guard.mutations();
  expect(untouched).toContain('10.7.0.1');
  expect(await controllersSlice('after')).toBe(untouched.replaceAll('before', 'after'));
  expect(await cluster().guard.mutations()).toBe(before);
});

it(
  `lets the API server take every write that it took before, of ${CASES} random ones (SLICEWARD_SEED=${SEED})`,
  { timeout: 600_000 },
  async () => {
    const before = await cluster().guard.mutations();
    const now = await judgeAll(verdicts.map(({ write }) => write));
    const pairs = now.map(({ write, accepted }, index) => ({ write, was: verdicts[index]?.accepted, is: accepted }));
    const lost = pairs.filter(({ was, is }) => was === true && !is);
    expect(lost.map(({ write }) => JSON.stringify(write).slice(0, 4000))).toEqual([]);
    const count = (was: boolean, is: boolean): number =>
      pairs.filter((pair) => pair.was === was && pair.is === is).length;
    console.log(
      `mutate: ${CASES} writes, accepted before and after ${count(true, true)}, refused both times ${count(false, false)}, mended into accepted ${count(false, true)}`,
    );
    expect(count(true, true)).toBeGreaterThan(0);
    expect(await cluster().guard.mutations()).toBeGreaterThan(before);
  },
);
