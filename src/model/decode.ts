// Decoding of an EndpointSlice of discovery.k8s.io/v1, as tolerant as Go's decoder: unknown members are nobody's business here, null is absent.
import { listAddresses } from './address.ts';
import { member, Reader, type DecodeProblem, type Fields } from './reader.ts';
import { LIMITS, type Endpoint, type OwnerReference, type Port, type Slice, type SliceMetadata } from './slice.ts';

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  /** At least one problem, at most 20. */
  | { readonly ok: false; readonly problems: readonly DecodeProblem[] };

/** Decodes a whole slice. The caller has made sure of apiVersion and kind. Never throws. */
export function decodeSlice(value: unknown): Decoded<Slice> {
  const reader = new Reader();
  const fields = reader.fields(value);
  const endpoints = reader.list(fields, 'endpoints');
  const ports = reader.list(fields, 'ports');
  return finish(reader, {
    metadata: reader.within('metadata', () => readMetadata(reader, reader.fields(member(fields, 'metadata')))),
    addressType: reader.text(fields, 'addressType'),
    endpoints: reader.within('endpoints', () => each(reader, endpoints, LIMITS.endpoints, readEndpoint)),
    endpointCount: endpoints.length,
    ports: reader.within('ports', () => each(reader, ports, LIMITS.ports, readPort)),
    portCount: ports.length,
  });
}

/** Decodes the metadata of an object: the value of its `metadata` member. Never throws. */
export function decodeMetadata(value: unknown): Decoded<SliceMetadata> {
  const reader = new Reader();
  const metadata = reader.within('metadata', () => readMetadata(reader, reader.fields(value)));
  return reader.problems.length === 0 ? { ok: true, value: metadata } : { ok: false, problems: reader.problems };
}

/** A slice whose addresses are parsed on first use: a review that no address rule judges never pays for it. */
export function makeSlice(parts: Omit<Slice, 'addresses'>): Slice {
  let addresses: Slice['addresses'] | undefined;
  return {
    ...parts,
    get addresses() {
      addresses ??= listAddresses(parts.endpoints);
      return addresses;
    },
  };
}

function finish(reader: Reader, parts: Omit<Slice, 'addresses'>): Decoded<Slice> {
  return reader.problems.length === 0 ? { ok: true, value: makeSlice(parts) } : { ok: false, problems: reader.problems };
}

function each<T>(reader: Reader, items: readonly unknown[], max: number, read: (reader: Reader, fields: Fields) => T): readonly T[] {
  const count = Math.min(items.length, max);
  const result: T[] = [];
  for (let index = 0; index < count; index++) {
    result.push(reader.within(index, () => read(reader, reader.fields(items[index]))));
  }
  return result;
}

function readMetadata(reader: Reader, fields: Fields): SliceMetadata {
  return {
    namespace: reader.text(fields, 'namespace'),
    name: reader.text(fields, 'name'),
    generateName: reader.text(fields, 'generateName'),
    uid: reader.text(fields, 'uid'),
    labels: reader.textMap(fields, 'labels'),
    annotations: reader.textMap(fields, 'annotations'),
    ownerReferences: reader.within('ownerReferences', () =>
      each(reader, reader.list(fields, 'ownerReferences'), MAX_OWNERS, readOwnerReference),
    ),
    finalizers: reader.texts(fields, 'finalizers'),
    deleting: reader.optionalText(fields, 'deletionTimestamp') !== undefined,
  };
}

/** No object has more in practice, and no rule needs them all. */
const MAX_OWNERS = 1000;

function readOwnerReference(reader: Reader, fields: Fields): OwnerReference {
  return {
    apiVersion: reader.text(fields, 'apiVersion'),
    kind: reader.text(fields, 'kind'),
    name: reader.text(fields, 'name'),
    uid: reader.text(fields, 'uid'),
    controller: reader.optionalBoolean(fields, 'controller') ?? false,
  };
}

function readEndpoint(reader: Reader, fields: Fields): Endpoint {
  return {
    addresses: reader.texts(fields, 'addresses', LIMITS.addressesPerEndpoint),
    addressCount: countOf(member(fields, 'addresses')),
    conditions: readConditions(reader, member(fields, 'conditions')),
    hostname: reader.optionalText(fields, 'hostname'),
    targetRef: readTargetRef(reader, member(fields, 'targetRef')),
    nodeName: reader.optionalText(fields, 'nodeName'),
    zone: reader.optionalText(fields, 'zone'),
    hints: readHints(reader, member(fields, 'hints')),
  };
}

function readConditions(reader: Reader, value: unknown): Endpoint['conditions'] {
  return reader.within('conditions', () => {
    const fields = reader.fields(value);
    return {
      ready: reader.optionalBoolean(fields, 'ready'),
      serving: reader.optionalBoolean(fields, 'serving'),
      terminating: reader.optionalBoolean(fields, 'terminating'),
    };
  });
}

function readTargetRef(reader: Reader, value: unknown): Endpoint['targetRef'] {
  if (value === undefined || value === null) return undefined;
  return reader.within('targetRef', () => {
    const fields = reader.fields(value);
    return {
      kind: reader.text(fields, 'kind'),
      namespace: reader.text(fields, 'namespace'),
      name: reader.text(fields, 'name'),
      uid: reader.text(fields, 'uid'),
      apiVersion: reader.text(fields, 'apiVersion'),
      resourceVersion: reader.text(fields, 'resourceVersion'),
      fieldPath: reader.text(fields, 'fieldPath'),
    };
  });
}

function readHints(reader: Reader, value: unknown): Endpoint['hints'] {
  if (value === undefined || value === null) return undefined;
  return reader.within('hints', () => {
    const fields = reader.fields(value);
    return { forZones: readNames(reader, fields, 'forZones'), forNodes: readNames(reader, fields, 'forNodes') };
  });
}

function readNames(reader: Reader, fields: Fields, key: string): readonly string[] {
  return reader.within(key, () => each(reader, reader.list(fields, key), LIMITS.addressesPerEndpoint, readName));
}

function readName(reader: Reader, fields: Fields): string {
  return reader.text(fields, 'name');
}

function readPort(reader: Reader, fields: Fields): Port {
  return {
    name: reader.text(fields, 'name'),
    protocol: reader.optionalText(fields, 'protocol') ?? 'TCP',
    port: reader.optionalInteger(fields, 'port'),
    appProtocol: reader.optionalText(fields, 'appProtocol'),
  };
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
