// Decoding of an EndpointSlice of discovery.k8s.io/v1, as tolerant as Go's decoder: unknown members are nobody's business here, null is absent.
import { listAddresses } from './address.ts';
import { Reader, type DecodeProblem } from './reader.ts';
import {
  LIMITS,
  type Conditions,
  type Endpoint,
  type Hints,
  type OwnerReference,
  type Port,
  type Slice,
  type SliceMetadata,
} from './slice.ts';

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  /** At least one problem, at most 20. */
  | { readonly ok: false; readonly problems: readonly DecodeProblem[] };

/** No object has more of these in practice, and no rule needs them all. */
const MAX_OWNERS = 1000;
const MAX_FINALIZERS = 1000;
/** The API allows eight. */
const MAX_HINTS = 100;

/** Decodes a whole slice. The caller has made sure of apiVersion and kind. Never throws. */
export function decodeSlice(value: unknown): Decoded<Slice> {
  const reader = new Reader();
  const { metadata, addressType, endpoints, ports } = reader.fields<'metadata' | 'addressType' | 'endpoints' | 'ports'>(value);
  const slice = makeSlice({
    metadata: readMetadata(reader, metadata),
    addressType: reader.text(addressType, 'addressType'),
    endpoints: reader.items(endpoints, 'endpoints', LIMITS.endpoints, readEndpoint),
    endpointCount: countOf(endpoints),
    ports: reader.items(ports, 'ports', LIMITS.ports, readPort),
    portCount: countOf(ports),
  });
  return reader.problems.length === 0 ? { ok: true, value: slice } : { ok: false, problems: reader.problems };
}

/** Decodes the metadata of an object: the value of its `metadata` member. Never throws. */
export function decodeMetadata(value: unknown): Decoded<SliceMetadata> {
  const reader = new Reader();
  const metadata = readMetadata(reader, value);
  return reader.problems.length === 0 ? { ok: true, value: metadata } : { ok: false, problems: reader.problems };
}

/** A slice whose addresses are parsed on first use: one that no address rule judges never pays for it. */
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

type MetadataField =
  | 'namespace'
  | 'name'
  | 'generateName'
  | 'uid'
  | 'labels'
  | 'annotations'
  | 'ownerReferences'
  | 'finalizers'
  | 'deletionTimestamp';

function readMetadata(reader: Reader, value: unknown): SliceMetadata {
  reader.enter('metadata');
  const fields = reader.fields<MetadataField>(value);
  const metadata = {
    namespace: reader.text(fields.namespace, 'namespace'),
    name: reader.text(fields.name, 'name'),
    generateName: reader.text(fields.generateName, 'generateName'),
    uid: reader.text(fields.uid, 'uid'),
    labels: reader.textMap(fields.labels, 'labels'),
    annotations: reader.textMap(fields.annotations, 'annotations'),
    ownerReferences: reader.items(fields.ownerReferences, 'ownerReferences', MAX_OWNERS, readOwnerReference),
    finalizers: reader.texts(fields.finalizers, 'finalizers', MAX_FINALIZERS),
    deleting: reader.optionalText(fields.deletionTimestamp, 'deletionTimestamp') !== undefined,
  };
  reader.leave();
  return metadata;
}

function readOwnerReference(reader: Reader, value: unknown): OwnerReference {
  const { apiVersion, kind, name, uid, controller } = reader.fields<'apiVersion' | 'kind' | 'name' | 'uid' | 'controller'>(value);
  return {
    apiVersion: reader.text(apiVersion, 'apiVersion'),
    kind: reader.text(kind, 'kind'),
    name: reader.text(name, 'name'),
    uid: reader.text(uid, 'uid'),
    controller: reader.optionalBoolean(controller, 'controller') ?? false,
  };
}

type EndpointField = 'addresses' | 'conditions' | 'hostname' | 'targetRef' | 'nodeName' | 'zone' | 'hints';

function readEndpoint(reader: Reader, value: unknown): Endpoint {
  const { addresses, conditions, hostname, targetRef, nodeName, zone, hints } = reader.fields<EndpointField>(value);
  return {
    addresses: reader.texts(addresses, 'addresses', LIMITS.addressesPerEndpoint),
    addressCount: countOf(addresses),
    conditions: readConditions(reader, conditions),
    hostname: reader.optionalText(hostname, 'hostname'),
    targetRef: readTargetRef(reader, targetRef),
    nodeName: reader.optionalText(nodeName, 'nodeName'),
    zone: reader.optionalText(zone, 'zone'),
    hints: readHints(reader, hints),
  };
}

function readConditions(reader: Reader, value: unknown): Conditions {
  reader.enter('conditions');
  const { ready, serving, terminating } = reader.fields<'ready' | 'serving' | 'terminating'>(value);
  const conditions = {
    ready: reader.optionalBoolean(ready, 'ready'),
    serving: reader.optionalBoolean(serving, 'serving'),
    terminating: reader.optionalBoolean(terminating, 'terminating'),
  };
  reader.leave();
  return conditions;
}

type TargetRefField = 'kind' | 'namespace' | 'name' | 'uid' | 'apiVersion' | 'resourceVersion' | 'fieldPath';

function readTargetRef(reader: Reader, value: unknown): Endpoint['targetRef'] {
  if (value === undefined || value === null) return undefined;
  reader.enter('targetRef');
  const { kind, namespace, name, uid, apiVersion, resourceVersion, fieldPath } = reader.fields<TargetRefField>(value);
  const targetRef = {
    kind: reader.text(kind, 'kind'),
    namespace: reader.text(namespace, 'namespace'),
    name: reader.text(name, 'name'),
    uid: reader.text(uid, 'uid'),
    apiVersion: reader.text(apiVersion, 'apiVersion'),
    resourceVersion: reader.text(resourceVersion, 'resourceVersion'),
    fieldPath: reader.text(fieldPath, 'fieldPath'),
  };
  reader.leave();
  return targetRef;
}

function readHints(reader: Reader, value: unknown): Hints | undefined {
  if (value === undefined || value === null) return undefined;
  reader.enter('hints');
  const { forZones, forNodes } = reader.fields<'forZones' | 'forNodes'>(value);
  const hints = {
    forZones: reader.items(forZones, 'forZones', MAX_HINTS, readName),
    forNodes: reader.items(forNodes, 'forNodes', MAX_HINTS, readName),
  };
  reader.leave();
  return hints;
}

function readName(reader: Reader, value: unknown): string {
  return reader.text(reader.fields<'name'>(value).name, 'name');
}

function readPort(reader: Reader, value: unknown): Port {
  const { name, protocol, port, appProtocol } = reader.fields<'name' | 'protocol' | 'port' | 'appProtocol'>(value);
  return {
    name: reader.text(name, 'name'),
    protocol: reader.optionalText(protocol, 'protocol') ?? 'TCP',
    port: reader.optionalInteger(port, 'port'),
    appProtocol: reader.optionalText(appProtocol, 'appProtocol'),
  };
}

function countOf(value: unknown): number {
  return Array.isArray(value) ? value.length : 0;
}
