import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../src/model/decode/decode.ts';
import { sizeIfOver } from '../../src/model/size.ts';
import { sliceOf } from '../rules/run-rule.ts';

/** Any text that UTF-8 can carry, often with control characters, quotes and backslashes. */
const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('"', '\\', '\n', '\u0000', '\u000b', '\u007f', 'é', '中', '😀') }),
);
const filled = text.filter((value) => value !== '');
/** Keys without characters that JSON escapes: `jsonBytes` replaces only in values. */
const labels = fc.dictionary(fc.stringMatching(/^[a-z0-9./é中-]+$/), text, { noNullPrototype: true });

/**
 * Slices exactly as Kubernetes writes them: no empty optional members, defaults filled in, and all members that are
 * always written.
 */
const metadata = fc.record(
  {
    name: filled,
    namespace: filled,
    labels: labels.filter(notEmpty),
    annotations: labels.filter(notEmpty),
    finalizers: fc.array(text, { minLength: 1 }),
    ownerReferences: fc.array(
      fc.record(
        { apiVersion: text, kind: text, name: text, uid: text, controller: fc.constant(true) },
        { requiredKeys: ['apiVersion', 'kind', 'name', 'uid'] },
      ),
      { minLength: 1 },
    ),
  },
  { requiredKeys: [] },
);
const flags = fc.record(
  { ready: fc.boolean(), serving: fc.boolean(), terminating: fc.boolean() },
  { requiredKeys: [] },
);
const targetRef = fc.record(
  {
    kind: filled,
    namespace: filled,
    name: filled,
    uid: filled,
    apiVersion: filled,
    resourceVersion: filled,
    fieldPath: filled,
  },
  { requiredKeys: [] },
);
const names = fc.array(fc.record({ name: text }), { minLength: 1, maxLength: 8 });
const endpoint = fc.record(
  {
    addresses: fc.array(text),
    conditions: flags,
    hostname: text,
    targetRef,
    nodeName: text,
    zone: text,
    hints: fc.record({ forZones: names, forNodes: names }, { requiredKeys: [] }),
  },
  { requiredKeys: ['addresses', 'conditions'] },
);
const port = fc.record(
  { name: text, protocol: text, port: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), appProtocol: text },
  { requiredKeys: ['name', 'protocol'] },
);
const stored = fc.record({
  apiVersion: fc.constant('discovery.k8s.io/v1'),
  kind: fc.constant('EndpointSlice'),
  metadata,
  addressType: text,
  endpoints: fc.array(endpoint),
  ports: fc.array(port),
});

describe('sizeIfOver', () => {
  it('is the length of the JSON, without writing it', () => {
    fc.assert(
      fc.property(stored, (object) => {
        expect(sizeIfOver(sliceOf(object), 0)).toBe(jsonBytes(object));
      }),
      { numRuns: 500 },
    );
  });

  it('reports exactly the slices that are larger than the limit', () => {
    fc.assert(
      fc.property(
        stored,
        fc.integer({ min: -3, max: 3 }),
        fc.double({ min: 0, max: 2, noNaN: true }),
        (object, near, factor) => {
          const bytes = jsonBytes(object);
          for (const max of [bytes + near, Math.floor(bytes * factor)]) {
            expect(sizeIfOver(sliceOf(object), max)).toBe(bytes > max ? bytes : undefined);
          }
        },
      ),
    );
  });

  it('does not look at the characters of a slice that is known to be ASCII', () => {
    fc.assert(
      fc.property(stored, fc.integer({ min: -3, max: 3 }), (object, near) => {
        const json: unknown = JSON.parse(JSON.stringify(object).replaceAll(/[^ -~]/g, 'x'));
        const [looked, known] = [decodeSlice(json), decodeSlice(json, true)];
        if (!looked.ok || !known.ok) throw new Error('a slice of this test can be decoded');
        const max = (sizeIfOver(looked.value, 0) ?? 0) + near;
        expect(sizeIfOver(known.value, max)).toBe(sizeIfOver(looked.value, max));
      }),
    );
  });

  it('is the same for a manifest and for the object that the API server stores', () => {
    const manifest = {
      metadata: { generateName: 'web-', namespace: 'shop' },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'] }],
      ports: [{ port: 80 }],
    };
    const applied = {
      metadata: {
        ...manifest.metadata,
        name: 'web-x7k2p',
        uid: '5f0c1d7e-0000-4000-8000-000000000000',
        resourceVersion: '4711',
        generation: 1,
        creationTimestamp: '2026-01-01T00:00:00Z',
        managedFields: [{ manager: 'kubectl', fieldsV1: { 'f:addressType': {} } }],
        annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(manifest) },
      },
      addressType: 'IPv4',
      endpoints: [{ addresses: ['10.1.2.3'], conditions: {} }],
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
    };
    expect(sizeIfOver(sliceOf(applied), 0)).toBe(sizeIfOver(sliceOf(manifest), 0));
  });
});

/** Quotes, backslashes and control characters, which JSON writes as two or six bytes. */
// oxlint-disable-next-line no-control-regex -- these are the characters to replace
const ESCAPED = /["\\\u0000-\u001f]/g;

/** `sizeIfOver` counts strings unescaped, so everything that JSON would escape is replaced by one byte. */
function jsonBytes(object: object): number {
  const json = JSON.stringify(object, (_, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(ESCAPED, '.') : value,
  );
  return Buffer.byteLength(json);
}

function notEmpty(map: object): boolean {
  return Object.keys(map).length > 0;
}
