import { describe, expect, it } from 'vitest';
import { judge } from '../../../src/admission/review/judge.ts';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { RULES } from '../../../src/rules/index.ts';
import { body, goodSlice, type ReviewParts } from '../reviews.ts';

const set = loadPolicies([], { rules: RULES, sha256 });

const KIND = { group: '', version: 'v1', kind: 'Endpoints' };

function endpoints(subsets: unknown, metadata: object = {}): object {
  return { kind: 'Endpoints', apiVersion: 'v1', metadata: { name: 'web', namespace: 'shop', ...metadata }, subsets };
}

function subset(...ips: readonly string[]): object {
  return { addresses: ips.map((ip) => ({ ip })), ports: [{ name: 'http', port: 8080, protocol: 'TCP' }] };
}

function answer(parts: ReviewParts) {
  const judged = judge(body({ kind: KIND, name: 'web', ...parts }), set, sha256);
  return { ...judged, response: JSON.parse(judged.body).response };
}

describe('a review of v1 Endpoints', () => {
  it('is denied with places in the subsets', () => {
    const { response, facts, decision } = answer({ object: endpoints([subset('10.1.2.3', '127.0.0.1')]) });
    expect(response).toMatchObject({
      allowed: false,
      status: { code: 403, details: { causes: [{ field: 'subsets[0].addresses[1].ip' }] } },
      warnings: [expect.stringMatching(/^\[api-version\] kind: /)],
    });
    expect(response.status.message).toMatch(/^\[denied-address\] subsets\[0\]\.addresses\[1\]\.ip: /);
    expect(facts).toMatchObject({ namespace: 'shop', name: 'web' });
    expect(decision?.counts).toEqual({ deny: 1, warn: 1, audit: 0 });
  });

  it.each([undefined, null, []])('is allowed without a warning where subsets are %j', (subsets) => {
    expect(answer({ object: endpoints(subsets) }).response).toEqual({ uid: 'b3c2-1', allowed: true });
  });

  it('takes namespace and name from the request where the object has none, the Service’s name too', () => {
    const { decision } = answer({ object: { subsets: [subset('10.1.2.3')] } });
    expect(decision?.subject.slice.metadata).toMatchObject({ namespace: 'shop', name: 'web' });
    expect(decision?.subject.parts?.[0]?.slice.metadata.labels['kubernetes.io/service-name']).toBe('web');
  });

  it('compares an update with what was stored, slice by slice', () => {
    const oldObject = endpoints([subset('10.1.2.3', '127.0.0.1')]);
    const update = (...ips: readonly string[]): unknown =>
      answer({ operation: 'UPDATE', object: endpoints([subset(...ips)]), oldObject }).response;
    expect(update('127.0.0.1')).toMatchObject({
      allowed: true,
      warnings: expect.arrayContaining([expect.stringContaining('[denied-address, shrinking]')]),
    });
    expect(update('127.0.0.1', '10.1.2.9')).toMatchObject({
      allowed: true,
      warnings: expect.arrayContaining([expect.stringContaining('[denied-address, ratchet]')]),
    });
    expect(update('127.0.0.2', '127.0.0.1')).toMatchObject({ allowed: false });
  });

  it('is refused when it cannot be read, or its old object is needed and cannot be', () => {
    const object = endpoints([subset('127.0.0.1')]);
    expect(answer({ object: endpoints([{ addresses: [{ ip: 7 }] }]) }).refusal).toBe(
      'object cannot be read as Endpoints: subsets[0].addresses[0].ip must be a string, not the number 7',
    );
    expect(answer({ operation: 'UPDATE', object, oldObject: endpoints('x') }).refusal).toMatch(
      /^oldObject cannot be read: subsets must be a list/,
    );
    // Nothing is denied, and what only records may go without it.
    expect(
      answer({ operation: 'UPDATE', object: endpoints([subset('10.1.2.3')]), oldObject: endpoints('x') }),
    ).toMatchObject({
      allowed: true,
      decision: { undecided: [{ rule: 'mass-change', needs: 'oldObject' }] },
    });
    const many = Array.from({ length: 1001 }, (_, index) => ({
      ...subset(`10.0.${index >> 8}.${index & 255}`),
      ports: [{ port: index + 1 }],
    }));
    expect(answer({ object: endpoints(many) })).toMatchObject({
      allowed: false,
      refusal: expect.stringContaining('more than 1000 EndpointSlices'),
    });
  });

  describe('of a stored object over the bounds', () => {
    const many = Array.from({ length: 20_001 }, (_, index) => `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`);
    const oldObject = endpoints([subset(...many, '127.0.0.1')]);
    const update = (object: object, user = 'jane', old = oldObject) =>
      answer({ operation: 'UPDATE', object, oldObject: old, user });

    it.each(['jane', 'system:serviceaccount:shop:operator'])(
      'allows %s to make it smaller, and says what is wrong with the rest',
      (user) => {
        expect(update(endpoints([subset('10.0.0.1')]), user).response).toMatchObject({ allowed: true });
        expect(update(endpoints([subset('10.0.0.1', '127.0.0.1')]), user).response).toMatchObject({
          allowed: true,
          warnings: expect.arrayContaining([expect.stringContaining('[denied-address, shrinking]')]),
        });
        expect(update(endpoints([subset('127.0.0.2')]), user).response).toMatchObject({
          allowed: false,
          status: { code: 403 },
        });
      },
    );

    it('records that a person removed most of it', () => {
      const { decision } = update(endpoints([subset('10.0.0.1')]));
      expect(decision?.findings.filter(({ rule }) => rule === 'mass-change')).toMatchObject([
        { seen: '20001 of 20002', action: 'audit' },
      ]);
    });

    it('allows any user to relabel it or remove something, unjudged, and says so', () => {
      for (const object of [
        endpoints([subset(...many, '127.0.0.1')], { labels: { team: 'other' } }),
        endpoints([subset(...many)], { annotations: { a: 'b' } }),
      ]) {
        const judged = update(object);
        expect(judged.response).toEqual({
          uid: 'b3c2-1',
          allowed: true,
          warnings: [
            expect.stringMatching(
              /^sliceward did not judge this: object cannot be read as Endpoints: subsets would become more than/,
            ),
          ],
        });
        expect(judged.refusal).toContain('more than 1000 EndpointSlices, 20000 endpoints');
        expect(judged.decision).toBeUndefined();
      }
    });

    it('may be relabelled and made small at once, but gets no new address under another label', () => {
      const labels = {
        'service.kubernetes.io/service-proxy-name': 'mesh',
        'lighthouse.submariner.io/sourceNamespace': 'kube-system',
      };
      expect(update(endpoints([subset('127.0.0.1')], { labels })).response).toMatchObject({ allowed: true });
      // It gets an address beside the old ones, so that its labels are judged as those of any other.
      expect(update(endpoints([subset('127.0.0.1', '192.168.0.1')], { labels })).response).toMatchObject({
        allowed: false,
      });
      const small = endpoints([subset('10.0.0.1', '127.0.0.1')]);
      expect(update(endpoints([subset('127.0.0.1')], { labels }), 'jane', small).response).toMatchObject({
        allowed: false,
      });
    });

    it.each([
      ['an address is new', endpoints([subset(...many, '10.9.9.9')])],
      ['an address is new, in the place of another', endpoints([subset(...many.slice(1), '127.0.0.1', '10.9.9.9')])],
      ['a port is new', endpoints([{ ...subset(...many), ports: [{ port: 81 }] }])],
      ['it cannot be read', endpoints([subset(...many), { addresses: 7 }])],
    ])('is refused where %s', (_, object) => {
      expect(update(object).response).toMatchObject({ allowed: false, status: { code: 400 } });
    });

    it.each([
      { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } },
      { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } },
    ])('is refused where the mark that kept it from being mirrored is removed: %j', (metadata) => {
      const kept = endpoints([subset(...many)], metadata);
      expect(update(endpoints([subset(...many)]), 'jane', kept).response).toMatchObject({
        allowed: false,
        status: { code: 400 },
      });
      expect(
        update(endpoints([subset(...many)], { ...metadata, finalizers: ['a/b'] }), 'jane', kept).response,
      ).toMatchObject({
        allowed: true,
      });
    });

    it('is refused where the stored object cannot be read, or there is none', () => {
      expect(update(endpoints([subset(...many)]), 'jane', endpoints('x')).response).toMatchObject({ allowed: false });
      expect(answer({ object: oldObject }).response).toMatchObject({ allowed: false, status: { code: 400 } });
    });
  });

  it('compares a subset without ports with what it was when the one beside it is removed', () => {
    const [portless, ported] = [{ addresses: [{ ip: '127.0.0.1' }] }, subset('127.0.0.1')];
    const update = (old: readonly object[], now: readonly object[]): unknown =>
      answer({ operation: 'UPDATE', oldObject: endpoints(old), object: endpoints(now) }).response;
    expect(update([portless, ported], [portless])).toMatchObject({ allowed: true });
    expect(update([portless, ported], [ported])).toMatchObject({ allowed: true });
    expect(
      update([{ ...portless, addresses: [{ ip: '127.0.0.1' }, { ip: '10.0.0.1' }] }, ported], [portless]),
    ).toMatchObject({
      allowed: true,
    });
    expect(update([ported], [portless])).toMatchObject({ allowed: false });
    expect(update([portless], [ported])).toMatchObject({ allowed: false });
    expect(update([{ notReadyAddresses: [{ ip: '127.0.0.1' }] }, ported], [portless])).toMatchObject({
      allowed: false,
    });
  });

  it('is allowed when it is a deletion', () => {
    expect(answer({ operation: 'DELETE', oldObject: endpoints([subset('127.0.0.1')]) }).response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });
});

describe('a review of a v1beta1 slice', () => {
  it('is judged as a slice, with advice on its version', () => {
    const kind = { group: 'discovery.k8s.io', version: 'v1beta1', kind: 'EndpointSlice' };
    const object = {
      ...goodSlice({ ports: [{ name: 'http', port: 70_000 }] }),
      apiVersion: 'discovery.k8s.io/v1beta1',
    };
    const judged = judge(body({ kind, object }), set, sha256);
    expect(judged.decision?.findings.map(({ rule, field }) => `${rule} ${field}`)).toEqual(
      expect.arrayContaining(['port-number ports[0].port', 'api-version apiVersion']),
    );
  });
});

it.each([
  { group: 'discovery.k8s.io', version: 'v1alpha1', kind: 'EndpointSlice' },
  { group: 'apps', version: 'v1', kind: 'Endpoints' },
  { group: '', version: 'v1', kind: 'EndpointSlice' },
  { group: '', version: 'v1', kind: 'Service' },
])('allows %j, which is not judged', (kind) => {
  const { allowed, isOurs, refusal } = answer({ kind });
  expect({ allowed, isOurs }).toEqual({ allowed: true, isOurs: false });
  expect(refusal).toMatch(/^".*" is no EndpointSlice; it is registered for too much/);
});
