// The mutating door: what it patches, what it says, and that nothing makes it deny or fail.
import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { mutate, mutateOversized, type Mutation } from '../../../src/admission/review/mutate.ts';
import { RequestError } from '../../../src/admission/http/request-error.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { applyPatch, type PatchOperation } from '../../../src/model/json-patch.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { DEFAULT_CONTROLLERS } from '../../../src/model/well-known-users.ts';
import { RULES } from '../../../src/rules/index.ts';
import { slices } from '../../oracle/slices.ts';
import { badSlice, body, goodSlice } from '../reviews.ts';
import { metric, send, start, temporaryDirectory } from '../support.ts';

const POLICY = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: fixing}
spec:
  preset: recommended
  rules:
    canonical-address: {fix: true}
    duplicate-address: {fix: true}
    explicit-conditions: {fix: true}
    managed-by: {fix: true, options: {value: operator.shop.example.com}}
`;

function policies(text = POLICY): PolicySet {
  return loadPolicies([{ file: 'policy.yaml', text }], { rules: RULES, sha256 });
}
const set = policies();

const operations = z.array(
  z.union([
    z.strictObject({ op: z.literal('remove'), path: z.string() }),
    z.strictObject({ op: z.enum(['add', 'replace']), path: z.string(), value: z.json() }),
  ]),
);
const answered = z.strictObject({
  kind: z.literal('AdmissionReview'),
  apiVersion: z.literal('admission.k8s.io/v1'),
  response: z.strictObject({
    uid: z.literal('b3c2-1'),
    // Nothing else: this door never denies.
    allowed: z.literal(true),
    warnings: z.array(z.string().max(120)).optional(),
    auditAnnotations: z.record(z.string(), z.string().max(1024)).optional(),
    patchType: z.literal('JSONPatch').optional(),
    patch: z.base64().optional(),
  }),
});

function responseOf({ body: text }: Pick<Mutation, 'body'>): z.infer<typeof answered>['response'] {
  return answered.parse(JSON.parse(text)).response;
}

function patchOf(mutation: Pick<Mutation, 'body'>): readonly PatchOperation[] {
  const { patch } = responseOf(mutation);
  return patch === undefined ? [] : operations.parse(JSON.parse(Buffer.from(patch, 'base64').toString()));
}

const FIXABLE = {
  endpoints: [{ addresses: ['010.1.2.3'] }, { addresses: ['10.1.2.4'], conditions: null }],
  labels: { a: 'b' },
};

describe('mutate', () => {
  it('patches what the policy says, and warns of it', () => {
    const object = goodSlice(FIXABLE);
    const mutation = mutate(body({ object }), set);
    expect(responseOf(mutation)).toMatchObject({
      patchType: 'JSONPatch',
      warnings: ['sliceward set endpoints[0].addresses[0] to 10.1.2.3 (canonical-address) (and 3 more)'],
      auditAnnotations: {
        fixes:
          'canonical-address endpoints[0].addresses[0]; explicit-conditions endpoints[0].conditions.ready; ' +
          'explicit-conditions endpoints[1].conditions.ready; ' +
          'managed-by metadata.labels[endpointslice.kubernetes.io/managed-by]',
      },
    });
    expect(applyPatch(object, patchOf(mutation))).toMatchObject({
      metadata: { labels: { a: 'b', 'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com' } },
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: true } },
      ],
    });
    expect(mutation).toMatchObject({
      outcome: 'patched',
      isBug: false,
      facts: { namespace: 'shop', name: 'web-1', user: 'jane' },
    });
  });

  it('says nothing of an object with nothing to fix, although it may be denied later', () => {
    for (const object of [goodSlice(), badSlice()])
      expect(responseOf(mutate(body({ object }), set))).toEqual({ uid: 'b3c2-1', allowed: true });
    expect(
      responseOf(mutate(body({ object: goodSlice(FIXABLE) }), loadPolicies([], { rules: RULES, sha256 }))),
    ).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });

  it('fixes an object that validation will deny for something else', () => {
    const object = badSlice({ endpoints: FIXABLE.endpoints });
    expect(patchOf(mutate(body({ object }), set))).toHaveLength(5);
  });

  it('does not fix objects of controllers, deletes and v1 Endpoints', () => {
    const object = goodSlice(FIXABLE);
    for (const user of DEFAULT_CONTROLLERS) expect(patchOf(mutate(body({ object, user }), set))).toEqual([]);
    expect(patchOf(mutate(body({ operation: 'DELETE', oldObject: object }), set))).toEqual([]);
    const kind = { group: '', version: 'v1', kind: 'Endpoints' };
    const endpoints = {
      kind: 'Endpoints',
      apiVersion: 'v1',
      metadata: { name: 'a' },
      subsets: [{ addresses: [{ ip: '010.1.2.3' }], ports: [{ port: 80 }] }],
    };
    expect(patchOf(mutate(body({ object: endpoints, kind }), set))).toEqual([]);
  });

  it('warns of nothing where the policy is quiet, but writes the audit log', () => {
    const response = responseOf(
      mutate(body({ object: goodSlice(FIXABLE) }), policies(POLICY.replace('preset:', 'quiet: true\n  preset:'))),
    );
    expect(response).not.toHaveProperty('warnings');
    expect(response).toMatchObject({
      patchType: 'JSONPatch',
      auditAnnotations: { fixes: expect.stringContaining('managed-by') },
    });
  });

  it('does not change an update that an API server takes and would refuse when fixed', () => {
    const object = goodSlice({
      labels: { 'endpointslice.kubernetes.io/managed-by': 'me' },
      addressType: 'IPv6',
      endpoints: [{ addresses: ['::ffff:10.1.2.3'] }],
    });
    const mutation = mutate(body({ operation: 'UPDATE', object, oldObject: object }), set);
    expect(mutation).toMatchObject({ outcome: 'refused', isBug: false });
    expect(responseOf(mutation)).toEqual({
      uid: 'b3c2-1',
      allowed: true,
      auditAnnotations: {
        unfixed: 'explicit-conditions: an API server that accepts this object would reject the fixed one',
      },
    });
  });

  const odd: readonly (readonly [title: string, parts: Parameters<typeof body>[0]])[] = [
    ['fields of the wrong type', { object: goodSlice({ endpoints: [{ addresses: 5 }] }) }],
    [
      'a stored object of the wrong type',
      { operation: 'UPDATE', object: goodSlice(FIXABLE), oldObject: { metadata: { labels: 5 }, endpoints: 'x' } },
    ],
  ];
  it.for(odd.map(([title, parts]) => ({ title, parts })))('lets through with a warning: $title', ({ parts }) => {
    const mutation = mutate(body(parts), set);
    expect(mutation).toMatchObject({ outcome: 'unjudged', refusal: expect.any(String) });
    expect(responseOf(mutation)).toMatchObject({
      warnings: [expect.stringMatching(/^sliceward did not judge this: /)],
    });
    expect(patchOf(mutation)).toEqual([]);
    expect(responseOf(mutate(body({ ...parts, user: 'system:node:a' }), set))).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });

  it.each<Parameters<typeof body>[0]>([
    { object: null },
    { kind: { group: '', version: 'v1', kind: 'Pod' } },
    { operation: 'CONNECT' },
    { subResource: 'status' },
    { operation: 'DELETE' },
  ])('lets through what is not its own: %j', (parts) => {
    const mutation = mutate(body(parts), set);
    expect(mutation).toMatchObject({ outcome: 'not_judged', refusal: expect.any(String), isBug: false });
    expect(responseOf(mutation)).toEqual({
      uid: 'b3c2-1',
      allowed: true,
      warnings: [expect.stringMatching(/^sliceward did not judge this: /)],
    });
    expect(responseOf(mutate(body({ ...parts, user: 'system:node:a' }), set))).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });

  it('patches a review of admission.k8s.io/v1beta1 in the same way, and answers in its version', () => {
    const parts = { object: goodSlice(FIXABLE) };
    const [v1, beta] = ['v1', 'v1beta1'].map((version) => {
      const text = body(parts).toString().replace('admission.k8s.io/v1"', `admission.k8s.io/${version}"`);
      return JSON.parse(mutate(Buffer.from(text), set).body);
    });
    expect(v1.response.patchType).toBe('JSONPatch');
    expect(beta).toEqual({ ...v1, apiVersion: 'admission.k8s.io/v1beta1' });
  });

  it('is not broken by absent fields, null lists and what is no address', () => {
    for (const endpoints of [
      null,
      undefined,
      [],
      [null],
      [{}],
      [{ addresses: null }],
      [{ addresses: ['', 'x', null] }],
    ]) {
      const object = { ...goodSlice(), endpoints, ports: null };
      expect(mutate(body({ object }), set).outcome).not.toBe('unjudged');
    }
    expect(mutate(body({ object: {} }), set).isBug).toBe(false);
  });

  it('allows 31.5 MB of empty endpoints, quickly', () => {
    const endpoint = '{"addresses":null,"conditions":{}}';
    const text = body({ object: goodSlice({ endpoints: [] }) }).toString();
    const bytes = Buffer.from(
      text.replace('"endpoints":[]', `"endpoints":[${Array.from({ length: 900_000 }, () => endpoint).join(',')}]`),
    );
    expect(bytes.length).toBeGreaterThan(31e6);
    const begin = performance.now();
    expect(mutate(bytes, set)).toMatchObject({ outcome: 'unjudged' });
    expect(performance.now() - begin).toBeLessThan(2000);
    const fewer = Buffer.from(
      text.replace('"endpoints":[]', `"endpoints":[${Array.from({ length: 1001 }, () => '{}').join(',')}]`),
    );
    expect(mutate(fewer, set)).toMatchObject({ outcome: 'none' });
  });

  it('fixes no slice that is slow to judge, nor one that is not decoded whole', () => {
    const many = (endpoints: number, addresses: number): Buffer =>
      body({
        object: goodSlice({
          endpoints: Array.from({ length: endpoints }, (_, index) => ({
            addresses: Array.from({ length: addresses }, (__, at) => `010.1.${index % 256}.${at}`),
          })),
        }),
      });
    expect(mutate(many(1000, 1), set)).toMatchObject({ outcome: 'patched' });
    expect(mutate(many(1000, 11), set)).toMatchObject({ outcome: 'none' });
    expect(mutate(many(1, 101), set)).toMatchObject({ outcome: 'none' });
  });

  it('allows an oversized body whose review it can name, and fails the call for another', () => {
    expect(responseOf(mutateOversized(body().subarray(0, 1000), 500))).toMatchObject({
      warnings: [expect.stringContaining('more than 500 bytes')],
    });
    expect(() => mutateOversized(Buffer.from('{"x":1'), 500)).toThrow(RequestError);
    const pod = body({ kind: { group: '', version: 'v1', kind: 'Pod' } });
    expect(mutateOversized(pod.subarray(0, 1000), 500)).toMatchObject({ outcome: 'not_judged' });
  });

  it('answers any slice, and the patched one needs no patch', () => {
    fc.assert(
      fc.property(slices, fc.option(slices, { nil: undefined }), (object, oldObject) => {
        const operation = oldObject === undefined ? 'CREATE' : 'UPDATE';
        const mutation = mutate(body({ operation, object, oldObject }), set);
        expect(mutation.isBug).toBe(false);
        const patched = applyPatch(JSON.parse(JSON.stringify(object)), patchOf(mutation));
        expect(patchOf(mutate(body({ operation, object: patched, oldObject }), set))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('POST /mutate', () => {
  it('is served beside /validate, with a limit of its own, counted and logged', async () => {
    const policyFile = join(await temporaryDirectory(), 'policy.yaml');
    await writeFile(policyFile, POLICY);
    const { port, healthPort, logs } = await start({
      policyFiles: [policyFile],
      maxBodyBytes: 3000,
      maxMutateBytes: 100_000,
    });
    const object = goodSlice({ ...FIXABLE, labels: { a: 'x'.repeat(5000) } });
    const patched = await send(port, { path: '/mutate?timeout=3s', body: body({ object }) });
    expect(patched.status).toBe(200);
    expect(patchOf({ body: patched.text })).toHaveLength(6);
    expect((await send(port, { body: body({ object }) })).json.response.status.code).toBe(413);
    expect((await send(port, { path: '/mutate', body: body() })).json.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
    const large = goodSlice({ labels: { a: 'x'.repeat(200_000) } });
    expect((await send(port, { path: '/mutate', body: body({ object: large }) })).json.response).toMatchObject({
      allowed: true,
      warnings: [expect.any(String)],
    });
    expect((await send(port, { path: '/mutate', body: 'x' })).status).toBe(400);
    expect((await send(port, { path: '/mutate', method: 'GET' })).status).toBe(405);
    expect((await send(port, { path: '/mutated', body: body() })).status).toBe(404);
    expect(await metric(healthPort, 'sliceward_mutations_total{outcome="patched"}')).toBe(1);
    expect(await metric(healthPort, 'sliceward_mutations_total{outcome="none"}')).toBe(1);
    expect(await metric(healthPort, 'sliceward_mutations_total{outcome="unjudged"}')).toBe(1);
    expect(await metric(healthPort, 'sliceward_fixes_total{rule="explicit-conditions"}')).toBe(2);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="fix_bug"}')).toBe(0);
    expect(logs.find(({ mutation }) => mutation === 'patched')).toMatchObject({
      uid: 'b3c2-1',
      namespace: 'shop',
      fixes: 4,
      user: 'jane',
    });
  });
});
