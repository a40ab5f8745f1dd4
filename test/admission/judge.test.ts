import { describe, expect, it } from 'vitest';
import { judge, judgeOversized } from '../../src/admission/judge.ts';
import { RequestError } from '../../src/admission/request-error.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { badSlice, body, goodSlice, review } from './reviews.ts';

const set = loadPolicies([], { rules: RULES, sha256 });
const warning = loadPolicies([], { rules: RULES, sha256, enforcement: 'warn' });

function answer(bytes: Buffer, policies = set) {
  const judged = judge(bytes, policies, sha256);
  return { ...judged, review: JSON.parse(judged.body) };
}

function failure(run: () => unknown): string | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof RequestError) return error.reason;
    throw error;
  }
  return undefined;
}

describe('judge', () => {
  it('allows a good slice and says nothing', () => {
    expect(answer(body()).review).toEqual({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      response: { uid: 'b3c2-1', allowed: true },
    });
  });

  it('denies with 403, message, causes and annotations, and without a patch', () => {
    const { response } = answer(body({ object: badSlice() })).review;
    expect(response).toMatchObject({
      uid: 'b3c2-1',
      allowed: false,
      status: { code: 403, reason: 'Forbidden', status: 'Failure', details: { causes: [{ field: 'ports[0].port' }] } },
      auditAnnotations: { digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
    });
    expect(response.status.message).toMatch(/^\[explicit-port\] ports\[0\]\.port: /);
    expect(response).not.toHaveProperty('patch');
    expect(response).not.toHaveProperty('patchType');
  });

  it('warns where the policy says so', () => {
    const { response } = answer(body({ object: badSlice() }), warning).review;
    expect(response).toMatchObject({ allowed: true, warnings: [expect.stringContaining('[explicit-port')] });
    expect(response).not.toHaveProperty('status');
  });

  it('gives a fault that the stored object has already a warning only', () => {
    const grown = badSlice({
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: false } },
      ],
    });
    const { response } = answer(body({ operation: 'UPDATE', object: grown, oldObject: badSlice() })).review;
    expect(response).toMatchObject({ allowed: true, warnings: [expect.stringContaining('ratchet')] });
    expect(answer(body({ operation: 'UPDATE', object: badSlice(), oldObject: goodSlice() })).allowed).toBe(false);
  });

  it('has the same digest whether the stored object was cut out or parsed whole', () => {
    const parts = { operation: 'UPDATE', object: badSlice(), oldObject: goodSlice() };
    const compact = answer(body(parts));
    const spaced = answer(Buffer.from(JSON.stringify(review(parts), null, 2)));
    expect(compact.digest).toBe(spaced.digest);
    expect(compact.review).toEqual(spaced.review);
  });

  it('never denies a DELETE, and takes its name from the stored object', () => {
    const deleted = answer(body({ operation: 'DELETE', name: '', oldObject: badSlice({ name: 'gone' }) }));
    expect(deleted.review.response).toEqual({ uid: 'b3c2-1', allowed: true });
    expect(deleted.facts).toMatchObject({ operation: 'DELETE', name: 'gone', namespace: 'shop' });
  });

  it('lets a DELETE through whose object cannot be read, with a warning', () => {
    for (const oldObject of [undefined, 5, { endpoints: 'x' }]) {
      const { response } = answer(body({ operation: 'DELETE', oldObject })).review;
      expect(response).toMatchObject({ allowed: true, warnings: [expect.stringMatching(/^sliceward did not judge this: .{1,90}$/)] });
    }
  });

  it('fills in the namespace and name of the request', () => {
    const { metadata: _, ...rest } = { metadata: undefined, ...goodSlice() };
    const judged = answer(body({ object: { ...rest, metadata: null }, namespace: 'shop', name: 'made-up' }));
    expect(judged.decision?.subject.slice.metadata).toMatchObject({ namespace: 'shop', name: 'made-up' });
  });

  it('leaves excluded namespaces alone', () => {
    const object = { ...badSlice(), metadata: { name: 'x', namespace: 'kube-system' } };
    expect(answer(body({ object, namespace: 'kube-system' })).review.response).toEqual({ uid: 'b3c2-1', allowed: true });
  });

  it('records what controllers do, and denies nothing', () => {
    const user = 'system:serviceaccount:kube-system:endpointslice-controller';
    expect(answer(body({ object: badSlice(), user })).review.response).toMatchObject({
      allowed: true,
      auditAnnotations: { findings: expect.stringContaining('controller') },
    });
  });

  it.each<[string, Parameters<typeof body>[0], RegExp]>([
    ['another kind', { kind: { group: '', version: 'v1', kind: 'Pod' } }, /only EndpointSlices .* not "v1 Pod": register/],
    ['another version', { kind: { group: 'discovery.k8s.io', version: 'v1alpha1', kind: 'EndpointSlice' } }, /v1alpha1/],
    ['no kind', { kind: {} }, /only EndpointSlices/],
    ['an operation that is none', { operation: 'CONNECT' }, /operation "CONNECT" is not judged/],
    ['no object', { object: null }, /CREATE without object/],
    ['an object that is a list', { object: [] }, /object cannot be read/],
    ['endpoints that are text', { object: goodSlice({ endpoints: 'x' }) }, /endpoints must be a list/],
    ['a port beyond every number', { object: goodSlice({ ports: [{ port: 1e300 }] }) }, /port must be/],
    ['a line break in what it is told', { kind: { group: 'a\nb', version: 'v1', kind: 'X' } }, /^[^\n]*$/],
  ])('refuses to judge %s, with 400', (_, parts, message) => {
    const judged = answer(body(parts));
    expect(judged.review).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'b3c2-1', allowed: false, status: { code: 400 } },
    });
    expect(judged.review.response.status.message).toMatch(message);
    expect(judged.refusal).toBe(judged.review.response.status.message);
  });

  it('refuses admission.k8s.io/v1beta1 in its own version', () => {
    const bytes = Buffer.from(JSON.stringify({ ...review(), apiVersion: 'admission.k8s.io/v1beta1' }));
    const judged = answer(bytes);
    expect(judged.review).toMatchObject({
      apiVersion: 'admission.k8s.io/v1beta1',
      response: { uid: 'b3c2-1', allowed: false, status: { code: 400 } },
    });
    expect(judged.refusal).toContain('admissionReviewVersions: [v1]');
  });

  it('refuses an UPDATE whose stored object is needed and cannot be read', () => {
    const judged = answer(body({ operation: 'UPDATE', object: badSlice(), oldObject: { endpoints: 'x' } }));
    expect(judged.review.response).toMatchObject({
      allowed: false,
      status: { code: 400, message: expect.stringContaining('oldObject cannot be read') },
    });
  });

  it.each([
    ['no JSON', '{"request":', 'bad_json'],
    ['nothing', '', 'bad_json'],
    ['a list', '[]', 'no_uid'],
    ['null', 'null', 'no_uid'],
    ['no request', '{}', 'no_uid'],
    ['a uid that is a number', JSON.stringify(review({ uid: 5 })), 'no_uid'],
    ['a uid that is an object', JSON.stringify(review({ uid: {} })), 'no_uid'],
    ['an endless uid', JSON.stringify(review({ uid: 'x'.repeat(1000) })), 'no_uid'],
    ['a uid in the prototype', '{"request":{"__proto__":{"uid":"1"}}}', 'no_uid'],
  ])('fails the call for %s', (_, text, reason) => {
    expect(failure(() => judge(Buffer.from(text), set, sha256))).toBe(reason);
  });

  it.each([
    ['nesting', `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['an endless number', `{"a":1${'0'.repeat(100_000)}}`],
    ['a prototype', '{"__proto__":{"x":"y"},"constructor":{"prototype":{"x":1}}}'],
    ['duplicate keys', '{"a":"1","a":"2","a":"3"}'],
    ['lone surrogates', '{"a":"\\ud800","\\udfff":"x"}'],
  ])('survives %s anywhere in the object', (_, hostile) => {
    const template = JSON.stringify(review({ object: 'HERE', operation: 'UPDATE', oldObject: goodSlice() }));
    const good = JSON.stringify(goodSlice());
    for (const object of [
      hostile,
      good.replace('{', `{"extra":${hostile},`),
      good.replace('"labels":{', `"annotations":${hostile},"labels":{`),
    ]) {
      const { response } = answer(Buffer.from(template.replace('"HERE"', object))).review;
      expect(response.uid).toBe('b3c2-1');
    }
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  it('takes the last of duplicate members, as Go does', () => {
    const text = JSON.stringify(review({ object: badSlice() }));
    expect(answer(Buffer.from(text.replace('"port":70000', '"port":70000,"port":80'))).allowed).toBe(true);
  });
});

describe('judgeOversized', () => {
  const head = (text: string) => () => JSON.parse(judgeOversized(Buffer.from(text), 1000).body);

  it('denies with 413 when the body begins as an API server writes it', () => {
    for (const space of [undefined, 2]) {
      const text = JSON.stringify(review(), null, space).slice(0, 400);
      expect(head(text)()).toMatchObject({
        response: { uid: 'b3c2-1', allowed: false, status: { code: 413, message: expect.stringContaining('1000 bytes') } },
      });
    }
  });

  it.each([
    ['a uid that is not the first', '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"object":{},"uid":"x"'],
    ['a uid of something else', '{"kind":"AdmissionReview","metadata":{"uid":"x"}'],
    ['a uid with a quote', '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"x\\"y"'],
    ['nothing', ''],
  ])('fails the call for %s', (_, text) => {
    expect(failure(head(text))).toBe('body_too_large');
  });
});
