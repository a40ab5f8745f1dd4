// Near-valid EndpointSlices, as JSON has them: every member, mostly right, and wrong in every way that validation knows. All of them can be decoded.
import fc from 'fast-check';
import { addressFor } from './addresses.ts';
import {
  dnsLabel,
  dnsName,
  generateName,
  labelValue,
  mostly,
  notDnsLabel,
  notDnsName,
  notGenerateName,
  notLabelValue,
  notQualifiedName,
  optional,
  qualifiedName,
  strange,
} from './texts.ts';

export interface SliceValue {
  readonly apiVersion: 'discovery.k8s.io/v1';
  readonly kind: 'EndpointSlice';
  readonly metadata: object;
  readonly addressType?: string | null | undefined;
  readonly endpoints?: readonly unknown[] | null | undefined;
  readonly ports?: readonly unknown[] | null | undefined;
}

const MAX_ANNOTATIONS = 256 * 1024;

export const labels = fc.dictionary(
  mostly(qualifiedName, notQualifiedName),
  mostly(labelValue, fc.oneof(notLabelValue, fc.constant(null))),
  {
    maxKeys: 4,
  },
);

const managed = fc.record({
  'endpointslice.kubernetes.io/managed-by': fc.constantFrom(
    'endpointslice-controller.k8s.io',
    'endpointslicemirroring-controller.k8s.io',
    'x.example.com',
  ),
});

/** Just as large as allowed, or one byte more. */
const hugeAnnotations = fc
  .tuple(fc.constantFrom(0, 1), fc.constantFrom('x', 'é', '\ud83d\ude00'))
  .map(([over, unit]) => {
    const bytes = MAX_ANNOTATIONS + over - 'huge'.length;
    const units = Math.floor(bytes / Buffer.byteLength(unit));
    return { huge: unit.repeat(units) + 'x'.repeat(bytes - units * Buffer.byteLength(unit)) };
  });

const upperCaseKey = qualifiedName.map((key) => key.toUpperCase());
const annotationKey = mostly(fc.oneof(qualifiedName, upperCaseKey), notQualifiedName);
const smallAnnotations = fc.dictionary(annotationKey, fc.oneof(fc.string(), fc.constant(null)), { maxKeys: 3 });
export const annotations = mostly(smallAnnotations, hugeAnnotations, 25);

const owner = fc.record({
  apiVersion: mostly(fc.constantFrom('v1', 'apps/v1', '/v1'), fc.constantFrom('', 'a/b/c', 'apps/', '/', null)),
  kind: mostly(fc.constantFrom('Service', 'Event', 'Pod'), fc.constantFrom('', null)),
  name: mostly(fc.constantFrom('web', 'db'), fc.constantFrom('', null)),
  uid: mostly(fc.constantFrom('1', '2'), fc.constantFrom('', null)),
  controller: fc.constantFrom(undefined, null, false, true),
  blockOwnerDeletion: fc.constantFrom(undefined, null, false, true),
});
export const owners = mostly(
  fc.array(owner, { maxLength: 3 }),
  fc.array(fc.oneof(owner, fc.constant(null)), { maxLength: 5 }),
  8,
);

const finalizer = fc.oneof(
  fc.constantFrom('kubernetes', 'orphan', 'foregroundDeletion', 'example.com/a', 'example.com/b'),
  mostly(
    fc.tuple(dnsName, dnsLabel).map((parts) => parts.join('/')),
    notQualifiedName,
    10,
  ),
);
export const finalizers = mostly(
  fc.uniqueArray(fc.constantFrom('kubernetes', 'orphan', 'example.com/a', 'example.com/b'), { maxLength: 3 }),
  fc.array(fc.oneof(finalizer, dnsLabel, fc.constant(null)), { maxLength: 4 }),
  12,
);

const given = mostly(dnsName, notDnsName);
const names: fc.Arbitrary<object> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ name: given }) },
  { weight: 3, arbitrary: fc.record({ generateName: mostly(generateName, notGenerateName, 8) }) },
  { weight: 1, arbitrary: fc.record({ name: given, generateName: fc.oneof(generateName, notGenerateName) }) },
  { weight: 1, arbitrary: fc.constantFrom<object>({ generateName: '' }, { name: null }, {}) },
);

/** What a client may send and the server sets itself. */
const ignored = fc.record(
  {
    uid: fc.constant('00000000-0000-4000-8000-000000000000'),
    generation: fc.integer({ min: -5, max: 5 }),
    creationTimestamp: fc.constantFrom(null, '2026-01-02T03:04:05Z'),
    deletionTimestamp: fc.constantFrom(null, '2026-01-02T03:04:05Z'),
    deletionGracePeriodSeconds: fc.constantFrom(null, 0, 30),
    namespace: fc.constantFrom('default', '', null),
  },
  { requiredKeys: [] },
);

export function metadataParts(): fc.Arbitrary<object> {
  return fc.record({
    labels: optional(mostly(labels, managed, 8)),
    annotations: optional(annotations),
    ownerReferences: optional(owners),
    finalizers: optional(finalizers),
  });
}

export const metadata: fc.Arbitrary<object> = fc
  .tuple(metadataParts(), names, mostly(fc.constant({}), ignored, 8))
  .map(([parts, name, rest]) => ({ ...parts, ...name, ...rest }));

export const addressType = mostly(
  fc.constantFrom('IPv4', 'IPv6', 'FQDN'),
  fc.oneof(fc.constantFrom('', 'IP', 'ipv4', 'IPv4 '), strange),
);

const port = fc.record({
  name: mostly(optional(dnsLabel, 3), notDnsLabel),
  protocol: mostly(fc.constantFrom('TCP', 'UDP', 'SCTP', null, undefined), fc.constantFrom('', 'tcp', 'ICMP', 'TCP ')),
  port: fc.constantFrom(undefined, null, 80, 0, -1, 70_000),
  appProtocol: mostly(optional(qualifiedName), notQualifiedName),
});
const fewPorts = fc.oneof(
  fc.uniqueArray(port, { maxLength: 3, selector: ({ name }) => name ?? '' }),
  fc.array(fc.oneof({ weight: 9, arbitrary: port }, { weight: 1, arbitrary: fc.constant(null) }), { maxLength: 3 }),
);
const manyPorts = fc
  .constantFrom(20_000, 20_001)
  .map((count) => Array.from({ length: count }, (_, index) => ({ name: `p${index}` })));
export const ports = fc.oneof({ weight: 400, arbitrary: fewPorts }, { weight: 1, arbitrary: manyPorts });

function hint(good: fc.Arbitrary<string>, bad: fc.Arbitrary<string>): fc.Arbitrary<unknown> {
  const item = fc.record({ name: mostly(good, fc.oneof(bad, fc.constant(null))) });
  const unique = fc.uniqueArray(item, { maxLength: 3, selector: ({ name }) => name ?? '' });
  return optional(mostly(unique, fc.array(fc.oneof(item, fc.constant(null)), { minLength: 2, maxLength: 10 }), 8));
}

export const targetRef = fc.record(
  { kind: fc.string(), namespace: fc.string(), name: strange, uid: fc.string() },
  { requiredKeys: [] },
);
const topology = fc.dictionary(
  fc.constantFrom('kubernetes.io/hostname', 'topology.kubernetes.io/zone', 'a b'),
  fc.constantFrom('n1', 'n2', 'A b', null),
);
const condition = fc.constantFrom(undefined, null, true, false);

function endpointFor(type: string, rarity: number): fc.Arbitrary<object> {
  const address = addressFor(type, rarity);
  const few = fc.array(mostly(address, fc.constant(null), 200), { minLength: 1, maxLength: 3 });
  const many = fc
    .tuple(fc.constantFrom(100, 101), address)
    .map(([count, text]) => Array.from({ length: count }, () => text));
  return fc.record({
    addresses: fc.oneof(
      { weight: 50, arbitrary: few },
      { weight: 1, arbitrary: fc.constantFrom([], null, undefined) },
      { weight: 1, arbitrary: many },
    ),
    conditions: optional(fc.record({ ready: condition, serving: condition, terminating: condition })),
    hostname: mostly(optional(dnsLabel), notDnsLabel, 2 * rarity),
    nodeName: mostly(optional(dnsName), notDnsName, 2 * rarity),
    zone: optional(strange),
    targetRef: optional(targetRef),
    deprecatedTopology: mostly(fc.constant(undefined), topology, 20),
    hints: optional(
      fc.record(
        { forZones: hint(labelValue, notLabelValue), forNodes: hint(dnsName, notDnsName) },
        { requiredKeys: [] },
      ),
    ),
  });
}

/** Endpoints of which most are right, or few: one fault alone is found by any validator, and many faults hide the verdict on the rest. */
export function endpointsFor(type: string, shareOfSick = 5): fc.Arbitrary<readonly unknown[]> {
  return fc.oneof(
    { weight: shareOfSick - 1, arbitrary: endpointsOf(type, 40) },
    { weight: 1, arbitrary: endpointsOf(type, 3) },
  );
}

function endpointsOf(type: string, rarity: number): fc.Arbitrary<readonly unknown[]> {
  const endpoint = mostly(endpointFor(type, rarity), fc.constant(null), 100);
  const few = fc.array(endpoint, { maxLength: 3 });
  // One endpoint over and over, with others among them: a thousand at random would take a second to draw.
  const many = fc
    .tuple(fc.constantFrom(1000, 1001), endpoint, few)
    .map(([count, common, others]) => Array.from({ length: count }, (_, index) => others[index % 400] ?? common));
  return fc.oneof({ weight: 400, arbitrary: few }, { weight: 1, arbitrary: many });
}

/** An API server reads 3 MiB of a request, etcd stores 1.5 MiB of an object. */
export function isSmallerThan(bytes: number): (value: object) => boolean {
  return (value) => Buffer.byteLength(JSON.stringify(value)) < bytes;
}

export const slices: fc.Arbitrary<SliceValue> = addressType
  .chain((type) =>
    fc.record({
      apiVersion: fc.constant('discovery.k8s.io/v1' as const),
      kind: fc.constant('EndpointSlice' as const),
      metadata,
      addressType: fc.oneof(
        { weight: 100, arbitrary: fc.constant(type) },
        { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
      ),
      endpoints: fc.oneof(
        { weight: 20, arbitrary: endpointsFor(type) },
        { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
      ),
      ports: fc.oneof({ weight: 20, arbitrary: ports }, { weight: 1, arbitrary: fc.constantFrom(null, undefined) }),
    }),
  )
  .filter(isSmallerThan(2.5e6));
