// Updates: an object as it lies in the store, which may hold what older servers let in, and what is put in its place.
import fc from 'fast-check';
import {
  addressType,
  annotations,
  endpointsFor,
  finalizers,
  isSmallerThan,
  labels,
  metadataParts,
  owners,
  ports,
  type SliceValue,
} from './slices.ts';
import { mostly } from './texts.ts';

export interface Update {
  readonly stored: SliceValue & { readonly metadata: { readonly name: string; readonly namespace: string } };
  readonly value: SliceValue;
}

/** What the server has set. Both sides of an update are of one object, so that there is no conflict. */
export const IDENTITY = {
  name: 'updated',
  namespace: 'default',
  uid: '00000000-0000-4000-8000-000000000001',
  creationTimestamp: '2026-01-02T03:04:05Z',
};

export const deletion = mostly(
  fc.constant({}),
  fc.constantFrom(
    { deletionTimestamp: '2026-02-02T03:04:05Z', deletionGracePeriodSeconds: 30, finalizers: ['example.com/a'] },
    { deletionTimestamp: '2026-02-02T03:04:05Z', finalizers: ['example.com/a', 'example.com/b'] },
  ),
  5,
);

/** What etcd holds: of a known type mostly, so that addresses mostly fit it. */
const stored = mostly(fc.constantFrom('IPv4', 'IPv6', 'FQDN'), addressType, 20)
  .chain((type) =>
    fc.record({
      apiVersion: fc.constant('discovery.k8s.io/v1' as const),
      kind: fc.constant('EndpointSlice' as const),
      metadata: fc
        .tuple(metadataParts(), deletion)
        .map(([parts, deleting]) => ({ ...parts, ...IDENTITY, generation: 3, ...deleting })),
      addressType: fc.constant(type),
      // Half of them such as only an older server let in: unchanged, they may stay.
      endpoints: fc.oneof({ weight: 9, arbitrary: endpointsFor(type, 2) }, { weight: 1, arbitrary: fc.constant(null) }),
      ports,
    }),
  )
  .filter(isSmallerThan(1.2e6));

/** Changes to metadata; an empty one leaves it as it was. */
export const metadataChange = fc.record(
  {
    labels,
    annotations,
    ownerReferences: owners,
    finalizers: fc.oneof(finalizers, fc.constantFrom(['example.com/a'], ['example.com/a', 'example.com/new'])),
    uid: fc.constant(undefined),
    namespace: fc.constantFrom('', null, undefined),
    generation: fc.integer(),
    generateName: fc.constantFrom('updated-', 'A_', 'a/-'),
    creationTimestamp: fc.constantFrom(null, '2020-01-02T03:04:05Z'),
    deletionTimestamp: fc.constantFrom(null, '2026-03-02T03:04:05Z'),
    deletionGracePeriodSeconds: fc.constantFrom(null, 0, 30),
  },
  { requiredKeys: [] },
);

type Change = (endpoints: readonly unknown[], fresh: readonly unknown[]) => readonly unknown[] | null;

const ENDPOINT_CHANGES: Readonly<Record<string, Change>> = {
  kept: (endpoints) => endpoints,
  replaced: (_, fresh) => fresh,
  added: (endpoints, fresh) => [...endpoints, ...fresh],
  shortened: (endpoints) => endpoints.slice(1),
  truncated: (endpoints) => endpoints.slice(0, -1),
  reversed: (endpoints) => endpoints.toReversed(),
  emptied: () => null,
  // None of these three is a change to the server: absent and null are the same, deprecatedTopology is dropped.
  spelled: (endpoints) =>
    endpoints.map((endpoint) => ({ ...fields(endpoint), conditions: fields(fields(endpoint)['conditions']) })),
  topology: (endpoints) =>
    endpoints.map((endpoint) => ({ ...fields(endpoint), deprecatedTopology: { 'kubernetes.io/hostname': 'n1' } })),
  noTopology: (endpoints) => endpoints.map((endpoint) => ({ ...fields(endpoint), deprecatedTopology: null })),
  // These are.
  hinted: (endpoints) => endpoints.map((endpoint) => ({ ...fields(endpoint), hints: {} })),
  zoned: (endpoints) => endpoints.map((endpoint) => ({ ...fields(endpoint), zone: '' })),
};

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

export const updates: fc.Arbitrary<Update> = stored.chain((before) => {
  const type = before.addressType;
  const endpoints = fc
    .tuple(fc.constantFrom(...Object.values(ENDPOINT_CHANGES)), endpointsFor(type))
    .map(([change, fresh]) => change(before.endpoints ?? [], fresh));
  return fc
    .record({
      metadata: mostly(fc.constant({}), metadataChange, 2),
      addressType: mostly(fc.constant(type), addressType, 10),
      endpoints: mostly(fc.constant(before.endpoints), endpoints, 2),
      ports: mostly(fc.constant(before.ports), ports, 3),
    })
    .map(({ metadata, ...rest }) => ({ ...before, ...rest, metadata: { ...before.metadata, ...metadata } }))
    .filter(isSmallerThan(2.5e6))
    .map((value) => ({ stored: before, value }));
});
