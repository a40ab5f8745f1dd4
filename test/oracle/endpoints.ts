// Near-valid v1 Endpoints, and updates of such as an older server may have stored. All of them can be decoded.
import fc from 'fast-check';
import { addressFor } from './addresses.ts';
import { isSmallerThan, metadata, metadataParts, targetRef } from './slices.ts';
import {
  dnsLabel,
  dnsName,
  mostly,
  notDnsLabel,
  notDnsName,
  notQualifiedName,
  optional,
  qualifiedName,
} from './texts.ts';
import { deletion, IDENTITY, metadataChange } from './updates.ts';

export interface EndpointsValue {
  readonly apiVersion: 'v1';
  readonly kind: 'Endpoints';
  readonly metadata: object;
  readonly subsets?: readonly unknown[] | null | undefined;
}

export interface EndpointsUpdate {
  readonly stored: EndpointsValue;
  readonly value: EndpointsValue;
}

/** Marks by which servers and controllers know Endpoints, beside what any object may have. */
const marks = fc.record(
  {
    labels: fc.constantFrom(
      { 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
      { 'endpoints.kubernetes.io/managed-by': 'x' },
      { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    ),
    annotations: fc.constantFrom(
      { 'endpoints.kubernetes.io/last-change-trigger-time': '2026-01-02T03:04:05Z' },
      { 'endpoints.kubernetes.io/last-change-trigger-time': 'yesterday' },
      { 'endpoints.kubernetes.io/over-capacity': 'truncated' },
      { 'control-plane.alpha.kubernetes.io/leader': '{}' },
    ),
  },
  { requiredKeys: [] },
);

function addressWith(rarity: number): fc.Arbitrary<unknown> {
  const ip = fc.constantFrom('IPv4', 'IPv6').chain((family) => addressFor(family, rarity));
  const address = fc.record({
    ip: mostly(ip, fc.constantFrom(null, undefined), 2 * rarity),
    hostname: mostly(optional(dnsLabel), notDnsLabel, 2 * rarity),
    nodeName: mostly(optional(dnsName), notDnsName, 2 * rarity),
    targetRef: optional(targetRef),
  });
  return mostly(address, fc.constantFrom(null, {}), 5 * rarity);
}

function addressesWith(rarity: number): fc.Arbitrary<unknown> {
  const address = addressWith(rarity);
  const few = fc.array(address, { maxLength: 3 });
  // More than are mirrored, one address over and over.
  const many = fc
    .tuple(fc.constantFrom(1000, 1001), address, few)
    .map(([count, common, others]) => Array.from({ length: count }, (_, index) => others[index % 400] ?? common));
  return fc.oneof(
    { weight: 300, arbitrary: few },
    { weight: 30, arbitrary: fc.constantFrom(null, undefined) },
    { weight: 1, arbitrary: many },
  );
}

const PORT_NUMBERS = [undefined, null, 0, -1, -80, 65_536, 70_000, 2 ** 31 - 1, -(2 ** 31)];

function portsWith(rarity: number): fc.Arbitrary<unknown> {
  const port = fc.record({
    name: mostly(dnsLabel, fc.oneof(notDnsLabel, fc.constantFrom('', null, undefined)), rarity),
    port: mostly(fc.constantFrom(1, 80, 8080, 65_535), fc.constantFrom(...PORT_NUMBERS), rarity),
    protocol: mostly(
      fc.constantFrom('TCP', 'UDP', 'SCTP', '', null, undefined),
      fc.constantFrom('tcp', 'ICMP', 'TCP '),
      rarity,
    ),
    appProtocol: mostly(optional(qualifiedName), notQualifiedName, rarity),
  });
  const one = port.chain((alone) => optional(fc.constant(alone.name)).map((name) => [{ ...alone, name }]));
  return fc.oneof(
    { weight: 4, arbitrary: one },
    { weight: 6, arbitrary: fc.array(mostly(port, fc.constant(null), 5 * rarity), { maxLength: 4 }) },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
  );
}

/** Mostly with a ready address, since a subset needs one. */
function subsetWith(rarity: number): fc.Arbitrary<unknown> {
  const ready = fc.tuple(addressWith(rarity), addressesWith(rarity)).map(([first, more]) => [first, ...listOf(more)]);
  const subset = fc.record({
    addresses: mostly(ready, addressesWith(rarity), 4),
    notReadyAddresses: addressesWith(rarity),
    ports: portsWith(rarity),
  });
  return mostly(subset, fc.constantFrom(null, {}), 5 * rarity);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Most are right in one object, and few in another: many faults hide the verdict on the rest. */
function subsetsWith(shareOfSick = 5): fc.Arbitrary<readonly unknown[] | null | undefined> {
  const of = (rarity: number): fc.Arbitrary<readonly unknown[]> => fc.array(subsetWith(rarity), { maxLength: 3 });
  return fc.oneof(
    { weight: 4 * (shareOfSick - 1), arbitrary: of(60) },
    { weight: 4, arbitrary: of(4) },
    { weight: 1, arbitrary: fc.constantFrom(null, undefined) },
  );
}

/** Labels and annotations of both; everything else of the first. */
function withMarks(parts: object, more: { readonly labels?: object; readonly annotations?: object }): object {
  const { labels, annotations }: { labels?: object | null; annotations?: object | null } = parts;
  return {
    ...parts,
    ...(more.labels && { labels: { ...labels, ...more.labels } }),
    ...(more.annotations && { annotations: { ...annotations, ...more.annotations } }),
  };
}

const KIND = { apiVersion: 'v1', kind: 'Endpoints' } as const;

export const anyEndpoints: fc.Arbitrary<EndpointsValue> = fc
  .tuple(metadata, mostly(fc.constant({}), marks, 3), subsetsWith())
  .map(([own, more, subsets]) => ({ ...KIND, metadata: withMarks(own, more), subsets }))
  .filter(isSmallerThan(2.5e6));

/** What etcd holds, half of it such as only an older server let in. */
const stored: fc.Arbitrary<EndpointsValue> = fc
  .tuple(metadataParts(), mostly(fc.constant({}), marks, 3), deletion, subsetsWith(2))
  .map(([parts, more, deleting, subsets]) => ({
    ...KIND,
    metadata: { ...withMarks(parts, more), ...IDENTITY, generation: 3, ...deleting },
    subsets,
  }))
  .filter(isSmallerThan(1.2e6));

type Subsets = readonly unknown[];
type Change = (subsets: Subsets, fresh: Subsets) => Subsets | null;

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

/** The change of each item of a list in each subset. */
function inside(list: string, change: (item: Readonly<Record<string, unknown>>) => object): Change {
  return (subsets) =>
    subsets.map((subset) => ({
      ...fields(subset),
      [list]: listOf(fields(subset)[list]).map((item) => change(fields(item))),
    }));
}

const CHANGES: Readonly<Record<string, Change>> = {
  kept: (subsets) => subsets,
  replaced: (_, fresh) => fresh,
  added: (subsets, fresh) => [...subsets, ...fresh],
  shortened: (subsets) => subsets.slice(1),
  reversed: (subsets) => subsets.toReversed(),
  emptied: () => null,
  // None of these is a change to the server: absent, null and default are the same.
  spelled: (subsets) =>
    subsets.map((subset) => ({ addresses: [], notReadyAddresses: [], ports: [], ...fields(subset) })),
  hosted: inside('addresses', (address) => ({ hostname: '', ...address })),
  defaulted: inside('ports', (port) => ({ name: '', port: 0, protocol: 'TCP', ...port })),
  unset: inside('ports', (port) => ({ ...port, protocol: port['protocol'] || null })),
  // These are.
  swapped: (subsets) =>
    subsets.map((subset) => {
      const { addresses, notReadyAddresses, ...rest } = fields(subset);
      return { ...rest, addresses: notReadyAddresses, notReadyAddresses: addresses };
    }),
  placed: inside('addresses', (address) => ({ ...address, nodeName: '' })),
  referred: inside('notReadyAddresses', (address) => ({ ...address, targetRef: {} })),
  spoken: inside('ports', (port) => ({ ...port, appProtocol: '' })),
  renumbered: inside('ports', (port) => ({ ...port, port: 81 })),
};

export const anyEndpointsUpdate: fc.Arbitrary<EndpointsUpdate> = stored.chain((before) => {
  const changed = fc
    .tuple(fc.constantFrom(...Object.values(CHANGES)), subsetsWith())
    .map(([change, fresh]) => change(before.subsets ?? [], fresh ?? []));
  return fc
    .record({
      metadata: mostly(fc.constant({}), metadataChange, 2),
      subsets: mostly(fc.constant(before.subsets), changed, 2),
    })
    .map(({ metadata: changes, subsets }) => ({
      ...before,
      metadata: { ...before.metadata, ...changes },
      subsets,
    }))
    .filter(isSmallerThan(2.5e6))
    .map((value) => ({ stored: before, value }));
});
