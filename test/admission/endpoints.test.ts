import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReviewJson, parseWhole } from '../../src/admission/body-json.ts';
import { judge } from '../../src/admission/judge.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { body, goodSlice, review, type ReviewParts } from './reviews.ts';

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

  it.each([undefined, null, []])('is allowed without a word where subsets are %j', (subsets) => {
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

  it('is refused when it cannot be read, or its past is needed and cannot be', () => {
    const object = endpoints([subset('127.0.0.1')]);
    expect(answer({ object: endpoints([{ addresses: [{ ip: 7 }] }]) }).refusal).toBe(
      'object cannot be read as Endpoints: subsets[0].addresses[0].ip must be a string, not the number 7',
    );
    expect(answer({ operation: 'UPDATE', object, oldObject: endpoints('x') }).refusal).toMatch(
      /^oldObject cannot be read: subsets must be a list/,
    );
    const many = Array.from({ length: 1001 }, (_, index) => ({
      ...subset(`10.0.${index >> 8}.${index & 255}`),
      ports: [{ port: index + 1 }],
    }));
    expect(answer({ object: endpoints(many) })).toMatchObject({
      allowed: false,
      refusal: expect.stringContaining('more than 1000 EndpointSlices'),
    });
  });

  it('is let through when it is a deletion', () => {
    expect(answer({ operation: 'DELETE', oldObject: endpoints([subset('127.0.0.1')]) }).response).toEqual({ uid: 'b3c2-1', allowed: true });
  });
});

describe('a review of a v1beta1 slice', () => {
  it('is judged as the slice that it is, and advised on', () => {
    const kind = { group: 'discovery.k8s.io', version: 'v1beta1', kind: 'EndpointSlice' };
    const object = { ...goodSlice({ ports: [{ name: 'http', port: 70_000 }] }), apiVersion: 'discovery.k8s.io/v1beta1' };
    const judged = judge(body({ kind, object }), set, sha256);
    expect(judged.decision?.findings.map(({ rule, field }) => `${rule} ${field}`)).toEqual(
      expect.arrayContaining(['explicit-port ports[0].port', 'api-version apiVersion']),
    );
  });
});

it.each([
  { group: 'discovery.k8s.io', version: 'v1alpha1', kind: 'EndpointSlice' },
  { group: 'apps', version: 'v1', kind: 'Endpoints' },
  { group: '', version: 'v1', kind: 'EndpointSlice' },
  { group: '', version: 'v1', kind: 'Service' },
])('lets %j through, for it is not judged', (kind) => {
  const { allowed, isOurs, refusal } = answer({ kind });
  expect({ allowed, isOurs }).toEqual({ allowed: true, isOurs: false });
  expect(refusal).toMatch(/^".*" is no EndpointSlice; the webhook's rules match too much/);
});

describe('parseReviewJson', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom(
      ',"oldObject":{',
      '},"dryRun":',
      '},"addressType":',
      ',"managedFields":[',
      ',"endpoints":[',
      ',"labels":{',
      '"',
      '\\',
      'ü',
    ),
  );
  // Keys without quotes and backslashes: JSON.parse of Node 24 now and then reads the key that is an escaped quote as a backslash.
  const key = text.map((written) => written.replaceAll(/["\\]/g, '_'));
  const address = fc.record({ ip: text, hostname: text, targetRef: fc.dictionary(key, text) }, { requiredKeys: ['ip'] });
  const object = fc.record({
    kind: fc.constant('Endpoints'),
    apiVersion: fc.constant('v1'),
    metadata: fc.record({
      name: text,
      labels: fc.dictionary(key, text),
      annotations: fc.dictionary(key, text),
      managedFields: fc.array(fc.dictionary(key, text)),
    }),
    subsets: fc.oneof(
      fc.array(
        fc.record({
          addresses: fc.array(address, { maxLength: 4 }),
          notReadyAddresses: fc.array(address, { maxLength: 4 }),
          ports: fc.array(fc.dictionary(key, fc.constantFrom(80, 'x', null, true)), { maxLength: 3 }),
        }),
      ),
      fc.dictionary(key, text),
    ),
  });

  it('sees in reviews of Endpoints what a whole parse sees', () => {
    fc.assert(
      fc.property(object, object, fc.constantFrom('CREATE', 'UPDATE', 'DELETE'), text, (now, old, operation, user) => {
        const bytes = Buffer.from(
          JSON.stringify(review({ kind: KIND, operation, object: now, oldObject: operation === 'CREATE' ? null : old, user })),
        );
        const [part, whole] = [parseReviewJson(bytes), parseWhole(bytes)];
        expect([part.old?.labels(), part.old?.metadata(), part.old?.object()]).toEqual([
          whole.old?.labels(),
          whole.old?.metadata(),
          whole.old?.object(),
        ]);
        expect(withoutOld(part.review)).toEqual(withoutOld(whole.review));
      }),
      { numRuns: 500 },
    );
  });
});

/** The partial parse leaves it out. */
function withoutOld(parsed: unknown): unknown {
  return JSON.parse(JSON.stringify(parsed, (key, value: unknown) => (key === 'oldObject' ? undefined : value)));
}
