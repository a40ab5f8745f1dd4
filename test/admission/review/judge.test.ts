import { describe, expect, it } from 'vitest';
import { judge, judgeOversized } from '../../../src/admission/review/judge.ts';
import { RequestError } from '../../../src/admission/http/request-error.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { RULES } from '../../../src/rules/index.ts';
import { badSlice, body, goodSlice, review } from '../reviews.ts';

const set = loadPolicies([], { rules: RULES, sha256 });
const warning = loadPolicies([], { rules: RULES, sha256, enforcement: 'warn' });

function policies(spec: string) {
  const text = `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: p}\nspec:${spec}`;
  return loadPolicies([{ file: 'policy.yaml', text }], { rules: RULES, sha256 });
}

function answer(bytes: Buffer, by = set) {
  const judged = judge(bytes, by, sha256);
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
  it('allows a good slice and says nothing else', () => {
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
    expect(response.status.message).toMatch(/^\[port-number\] ports\[0\]\.port: /);
    expect(response).not.toHaveProperty('patch');
    expect(response).not.toHaveProperty('patchType');
  });

  it('warns where the policy says so', () => {
    const { response } = answer(body({ object: badSlice() }), warning).review;
    expect(response).toMatchObject({ allowed: true, warnings: [expect.stringContaining('[port-number')] });
    expect(response).not.toHaveProperty('status');
  });

  it('only warns of a fault that the stored object has already', () => {
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

  it('allows a DELETE whose object cannot be read, with a warning', () => {
    for (const oldObject of [5, { endpoints: 'x' }]) {
      const judged = answer(body({ operation: 'DELETE', oldObject }));
      expect(judged.review.response).toMatchObject({
        allowed: true,
        warnings: [expect.stringMatching(/^sliceward did not judge this: .{1,90}$/)],
      });
      expect(judged.isOurs).toBe(true);
    }
  });

  it('takes namespace and name from the request where the object has none', () => {
    const { metadata: _, ...rest } = { metadata: undefined, ...goodSlice() };
    const judged = answer(body({ object: { ...rest, metadata: null }, namespace: 'shop', name: 'made-up' }));
    expect(judged.decision?.subject.slice.metadata).toMatchObject({ namespace: 'shop', name: 'made-up' });
  });

  it('allows everything in excluded namespaces', () => {
    const object = { ...badSlice(), metadata: { name: 'x', namespace: 'kube-system' } };
    expect(answer(body({ object, namespace: 'kube-system' })).review.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });

  it('records what controllers do, and denies nothing', () => {
    const user = 'system:serviceaccount:kube-system:endpointslice-controller';
    expect(answer(body({ object: badSlice(), user })).review.response).toMatchObject({
      allowed: true,
      auditAnnotations: { findings: expect.stringContaining('controller') },
    });
  });

  it.each<[string, Parameters<typeof body>[0], RegExp]>([
    ['an object that is a list', { object: [] }, /object cannot be read/],
    ['endpoints that are text', { object: goodSlice({ endpoints: 'x' }) }, /endpoints must be a list/],
    ['a port beyond every number', { object: goodSlice({ ports: [{ port: 1e300 }] }) }, /port must be/],
    ['a line break in a wrong value', { object: goodSlice({ endpoints: 'a\nb' }) }, /^[^\n]*$/],
  ])('refuses to judge %s, with 400', (_, parts, message) => {
    const judged = answer(body(parts));
    expect(judged.review).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'b3c2-1', allowed: false, status: { code: 400 } },
    });
    expect(judged.review.response.status.message).toMatch(message);
    expect(judged.refusal).toBe(judged.review.response.status.message);
    expect(judged.isOurs).toBe(true);
  });

  it('allows what it cannot read where no rule denies, and says so', () => {
    const parts = { object: goodSlice({ endpoints: 'x' }) };
    const judged = answer(body(parts), warning);
    expect(judged.review.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
      warnings: [
        expect.stringMatching(
          /^sliceward did not judge this: object cannot be read as an EndpointSlice: endpoints must be a list/,
        ),
      ],
    });
    expect(judged).toMatchObject({
      isOurs: true,
      decision: undefined,
      refusal: expect.stringContaining('endpoints must be a list'),
    });
    for (const user of [
      'system:kube-controller-manager',
      'system:serviceaccount:kube-system:endpointslice-controller',
    ]) {
      expect(answer(body({ ...parts, user })).review.response).toEqual({ uid: 'b3c2-1', allowed: true });
    }
    expect(answer(body({ object: { ...parts.object, metadata: { namespace: 'kube-system' } } })).allowed).toBe(true);
    expect(answer(body({ object: { endpoints: 'x', metadata: 5 }, namespace: 'kube-system' })).allowed).toBe(true);
    expect(answer(body({ object: { endpoints: 'x', metadata: 5 }, namespace: 'shop' })).allowed).toBe(false);
  });

  it('reads what it can of the metadata before it refuses', () => {
    const trusting = policies(`
  preset: recommended
  writers:
    trusted:
      - {user: jane, managedBy: ops.example.com, rules: {${RULES.map(({ id }) => id)
        .filter((id) => !['denied-address', 'protected-service'].includes(id))
        .map((id) => `${id}: warn`)
        .join(', ')}}}
  rules: {denied-address: {action: "off"}}`);
    const labels = { 'endpointslice.kubernetes.io/managed-by': 'ops.example.com' };
    expect(answer(body({ object: goodSlice({ labels, endpoints: 'x' }) }), trusting).allowed).toBe(true);
    expect(answer(body({ object: goodSlice({ endpoints: 'x' }) }), trusting).allowed).toBe(false);
    // Of labels that cannot be read some may be those of a trusted writer.
    const broken = {
      ...goodSlice({ endpoints: 'x' }),
      metadata: { name: 'a', namespace: 'shop', labels: { ...labels, b: 5 } },
    };
    expect(answer(body({ object: broken }), trusting).allowed).toBe(false);
  });

  it.each<[string, object, boolean]>([
    ['a user who is no text', { userInfo: { username: 5 } }, false],
    ['groups that are no list', { userInfo: { username: 'jane', groups: 'x' } }, false],
    ['a name that is no text', { name: 5 }, false],
    ['a flag that is none', { dryRun: 'yes' }, false],
    [
      'a controller whose groups are no list',
      { userInfo: { username: 'system:kube-controller-manager', groups: 5 } },
      true,
    ],
  ])('obeys the policy with %s', (_, request, allowed) => {
    const written = {
      ...review(),
      request: { ...Object.entries(review()).find(([key]) => key === 'request')?.[1], ...request },
    };
    expect(answer(Buffer.from(JSON.stringify(written)))).toMatchObject({
      allowed,
      refusal: expect.stringMatching(/^the request cannot be read: /),
    });
  });

  it.each<[string, Parameters<typeof body>[0], RegExp]>([
    [
      'another kind',
      { kind: { group: '', version: 'v1', kind: 'Pod' } },
      /^"v1 Pod" is no EndpointSlice; it is registered for too much/,
    ],
    [
      'another version',
      { kind: { group: 'discovery.k8s.io', version: 'v1alpha1', kind: 'EndpointSlice' } },
      /v1alpha1/,
    ],
    ['no kind', { kind: {} }, /is no EndpointSlice/],
    ['a kind that is a number', { kind: 5 }, /is no EndpointSlice/],
    ['a subresource', { subResource: 'status' }, /^the subresource "status" is not judged/],
    ['a subresource that was asked for', { requestSubResource: 'scale' }, /^the subresource "scale" is not judged/],
    ['CONNECT', { operation: 'CONNECT' }, /^the operation "CONNECT" is not judged/],
    ['an operation that is none', { operation: 'create' }, /^the operation "create" is not judged/],
    ['a CREATE without object', { object: null }, /^CREATE without object/],
    ['a CREATE of nothing', { object: undefined }, /^CREATE without object/],
    [
      'an UPDATE without object',
      { operation: 'UPDATE', object: null, oldObject: goodSlice() },
      /^UPDATE without object/,
    ],
    ['a DELETE without oldObject', { operation: 'DELETE' }, /^DELETE without oldObject/],
    ['a line break in the kind', { kind: { group: 'a\nb', version: 'v1', kind: 'X' } }, /^[^\n]*$/],
    ['an endless kind', { kind: { group: 'a'.repeat(5000), version: 'v1', kind: 'X' } }, /^.{1,300}$/],
  ])('allows what is not judged: %s', (_, parts, message) => {
    const judged = answer(body(parts));
    expect(judged.review).toEqual({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: {
        uid: 'b3c2-1',
        allowed: true,
        // oxlint-disable-next-line no-control-regex -- these are what must not be there
        warnings: [expect.stringMatching(/^sliceward did not judge this: [^\u0000-\u001f]{1,90}$/)],
      },
    });
    expect(judged).toMatchObject({ isOurs: false, decision: undefined, refusal: expect.stringMatching(message) });
    // A kubelet would get the warning every ten seconds.
    for (const user of ['system:node:a', 'system:serviceaccount:shop:web', '']) {
      expect(answer(body({ ...parts, user })).review.response).toEqual({ uid: 'b3c2-1', allowed: true });
    }
  });

  it('judges admission.k8s.io/v1beta1 as v1, and answers in that version', () => {
    const beta = (object: object): ReturnType<typeof answer> =>
      answer(Buffer.from(JSON.stringify({ ...review({ object }), apiVersion: 'admission.k8s.io/v1beta1' })));
    expect(beta(goodSlice()).review).toEqual({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1beta1',
      response: { uid: 'b3c2-1', allowed: true },
    });
    expect(beta(badSlice()).review).toEqual({
      ...answer(body({ object: badSlice() })).review,
      apiVersion: 'admission.k8s.io/v1beta1',
    });
  });

  it.each([
    { apiVersion: 'admission.k8s.io/v2' },
    { apiVersion: 'x'.repeat(5000) },
    { kind: 'Forged' },
    { apiVersion: 'admission.k8s.io/v1beta1', kind: 'Pod' },
  ])('allows a review of an unknown kind or version, and repeats nothing of it: %j', (changes) => {
    const judged = answer(Buffer.from(JSON.stringify({ ...review({ object: badSlice() }), ...changes })));
    expect(judged).toMatchObject({
      isOurs: false,
      allowed: true,
      refusal: expect.stringContaining('admissionReviewVersions'),
    });
    expect(judged.review).toMatchObject({
      kind: 'AdmissionReview',
      apiVersion: 'admission.k8s.io/v1',
      response: { uid: 'b3c2-1' },
    });
  });

  it('denies where another rule would ask for a retry', () => {
    const asking = (port: number): (() => ReturnType<typeof answer>) => {
      const retrying = policies(`
  undecided: retry
  rules:
    port-number: {action: deny}
    port-name: {action: warn, match: {writers: {users: [jane]}}}`);
      return () => answer(body({ object: goodSlice({ ports: [{ name: 'http', port }] }), user: '' }), retrying);
    };
    expect(failure(asking(8080))).toBe('undecided');
    expect(asking(70_000)().review.response).toMatchObject({ allowed: false, status: { code: 403 } });
  });

  it('refuses an UPDATE whose stored object is needed and cannot be read', () => {
    const judged = answer(body({ operation: 'UPDATE', object: badSlice(), oldObject: { endpoints: 'x' } }));
    expect(judged.review.response).toMatchObject({
      allowed: false,
      status: { code: 400, message: expect.stringContaining('oldObject cannot be read') },
    });
  });

  it('allows an UPDATE whose stored object cannot be read where no rule would have denied it', () => {
    const parts = {
      operation: 'UPDATE',
      object: goodSlice({ labels: { tier: 'back' } }),
      oldObject: { endpoints: 'x' },
    };
    const spec = (match: string): string => `
  rules:
    mass-change: {action: audit}
    port-number: {action: deny, match: ${match}}`;
    expect(answer(body(parts), policies(spec('{labels: {tier: front}}'))).allowed).toBe(true);
    expect(answer(body(parts), policies(spec('{writers: {groups: [builders]}}'))).allowed).toBe(true);
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
  const oversized = (text: string, by = set) => {
    const judged = judgeOversized(Buffer.from(text), 1000, by);
    return { ...judged, review: JSON.parse(judged.body) };
  };
  const begun = (parts: Parameters<typeof review>[0] = {}, space?: number): string => {
    const text = JSON.stringify(review(parts), null, space);
    return text.slice(0, text.indexOf('"object"') + 20);
  };

  it('denies with 413 when the body begins as an API server writes it', () => {
    for (const space of [undefined, 2]) {
      expect(oversized(begun({}, space)).review).toMatchObject({
        apiVersion: 'admission.k8s.io/v1',
        response: {
          uid: 'b3c2-1',
          allowed: false,
          status: { code: 413, message: expect.stringContaining('1000 bytes') },
        },
      });
    }
    const judged = oversized(begun());
    expect(judged.facts).toEqual({
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web-1',
      user: 'jane',
      dryRun: false,
    });
    expect(oversized(begun().replace('admission.k8s.io/v1"', 'admission.k8s.io/v1beta1"')).review.apiVersion).toBe(
      'admission.k8s.io/v1beta1',
    );
  });

  it.each<[string, Parameters<typeof review>[0]]>([
    ['a DELETE', { operation: 'DELETE' }],
    ['a controller', { user: 'system:kube-controller-manager' }],
    ['an excluded namespace', { namespace: 'kube-system' }],
  ])('allows %s', (_, parts) => {
    expect(oversized(begun(parts))).toMatchObject({
      allowed: true,
      isOurs: true,
      refusal: expect.stringContaining('1000 bytes'),
    });
  });

  it('allows what is not judged', () => {
    for (const parts of [
      { kind: { group: '', version: 'v1', kind: 'ConfigMap' } },
      { subResource: 'status' },
      { operation: 'CONNECT' },
    ])
      expect(oversized(begun(parts))).toMatchObject({ allowed: true, isOurs: false });
  });

  it('allows every user where the policy only warns', () => {
    expect(oversized(begun(), warning).review.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
      warnings: ['sliceward did not judge this: the review has more than 1000 bytes: make the object smaller'],
    });
  });

  it('takes labels and groups that it cannot read for ones that may match', () => {
    const ofFront = policies(`
  match: {labels: {tier: front}}
  rules: {port-number: {action: deny}}`);
    expect(oversized(begun(), ofFront).allowed).toBe(false);
    expect(answer(body({ object: [] }), ofFront).allowed).toBe(false);
    expect(answer(body({ object: goodSlice({ endpoints: 'x' }) }), ofFront).allowed).toBe(true);
    const ofBuilders = policies(`
  match: {writers: {groups: [builders]}}
  rules: {port-number: {action: deny}}`);
    expect(oversized(begun().replace('["system:authenticated"]', '"builders"'), ofBuilders).allowed).toBe(false);
  });

  it('takes a group beyond the head for one that may match', () => {
    const forSome = policies(`
  match: {writers: {groups: [builders]}}
  rules: {port-number: {action: deny}}`);
    const [whole, cut] = [begun(), begun().slice(0, begun().indexOf('"system:authenticated"') + 5)];
    expect([oversized(whole, forSome).allowed, oversized(cut, forSome).allowed]).toEqual([true, false]);
  });

  it.each([
    [
      'a uid that is not the first',
      '{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"object":{},"uid":"x"',
    ],
    ['a uid of something else', '{"kind":"AdmissionReview","metadata":{"uid":"x"}'],
    ['an endless uid', begun({ uid: 'x'.repeat(1000) })],
    ['a body that ends before the user is named', begun().slice(0, begun().indexOf('jane'))],
    ['nothing', ''],
  ])('fails the call for %s', (_, text) => {
    expect(failure(() => oversized(text))).toBe('body_too_large');
  });
});
