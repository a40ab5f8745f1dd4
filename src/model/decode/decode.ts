// Decodes an EndpointSlice of discovery.k8s.io/v1, as tolerant as the decoder of Go: unknown members are ignored, and
// null means absent.
import { listAddresses } from '../address/address.ts';
import { Reader, type DecodeProblem } from './reader.ts';
import {
  LIMITS,
  type Conditions,
  type Endpoint,
  type Hints,
  type Labels,
  type Origin,
  type OwnerReference,
  type Port,
  type Slice,
  type SliceMetadata,
} from '../slice.ts';

export type Decoded<T> =
  | { readonly ok: true; readonly value: T }
  /** One to 20 problems; `value` is what could be read, and the rest of it is empty. */
  | { readonly ok: false; readonly problems: readonly DecodeProblem[]; readonly value: T };

/**
 * Decodes a whole slice. The caller has checked apiVersion and kind, and knows whether every string in it is ASCII.
 * Never throws.
 */
export function decodeSlice(value: unknown, ascii = false): Decoded<Slice> {
  return decode((reader) => readSlice(reader, value, { ascii, readEndpoint }));
}

/** Decodes the labels of an object: the value of `metadata.labels`. Never throws. */
export function decodeLabels(value: unknown): Decoded<Labels> {
  return decode((reader) => {
    reader.enter('metadata');
    const labels = reader.textMap(value, 'labels');
    reader.leave();
    return labels;
  });
}

/** Decodes the metadata of an object: the value of its `metadata` member. Never throws. */
export function decodeMetadata(value: unknown): Decoded<SliceMetadata> {
  return decode((reader) => readMetadata(reader, value));
}

/**
 * Reads without paths first: nearly every object has no problems, and only one that has some is read again to find out
 * where.
 */
export function decode<T>(read: (reader: Reader) => T): Decoded<T> {
  const quick = new Reader({ paths: false });
  const value = read(quick);
  if (quick.problems.length === 0) return { ok: true, value };
  const thorough = new Reader();
  read(thorough);
  return { ok: false, problems: thorough.problems, value };
}

interface SliceOptions {
  readonly ascii: boolean;
  readonly origin?: Origin;
  readonly readEndpoint: (reader: Reader, value: unknown) => Endpoint;
}

export function readSlice(reader: Reader, value: unknown, { ascii, origin, readEndpoint: read }: SliceOptions): Slice {
  const { metadata, addressType, endpoints, ports } = reader.fields<'metadata' | 'addressType' | 'endpoints' | 'ports'>(
    value,
  );
  return makeSlice({
    origin,
    metadata: readMetadata(reader, metadata),
    addressType: reader.text(addressType, 'addressType'),
    endpoints: reader.items(endpoints, 'endpoints', LIMITS.endpoints, read),
    endpointCount: countOf(endpoints),
    ports: reader.items(ports, 'ports', LIMITS.ports, readPort),
    portCount: countOf(ports),
    ascii,
  });
}

/** Makes a slice whose addresses are parsed on first use: a slice that no address rule judges does not pay for it. */
export function makeSlice(parts: Omit<Slice, 'addresses'>): Slice {
  return new DecodedSlice(parts);
}

/**
 * A class, because V8 makes a hidden class for each object literal with a getter, and a hidden class keeps what it
 * refers to until a full garbage collection.
 */
class DecodedSlice implements Slice {
  readonly origin: Origin | undefined;
  readonly metadata: SliceMetadata;
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[];
  readonly endpointCount: number;
  readonly ports: Slice['ports'];
  readonly portCount: number;
  readonly ascii: boolean;
  #addresses: Slice['addresses'] | undefined;

  constructor(parts: Omit<Slice, 'addresses'>) {
    this.origin = parts.origin;
    this.metadata = parts.metadata;
    this.addressType = parts.addressType;
    this.endpoints = parts.endpoints;
    this.endpointCount = parts.endpointCount;
    this.ports = parts.ports;
    this.portCount = parts.portCount;
    this.ascii = parts.ascii;
  }

  get addresses(): Slice['addresses'] {
    this.#addresses ??= listAddresses(this.endpoints);
    return this.#addresses;
  }
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

export function readMetadata(reader: Reader, value: unknown): SliceMetadata {
  reader.enter('metadata');
  const fields = reader.fields<MetadataField>(value);
  const metadata = {
    namespace: reader.text(fields.namespace, 'namespace'),
    name: reader.text(fields.name, 'name'),
    generateName: reader.text(fields.generateName, 'generateName'),
    uid: reader.text(fields.uid, 'uid'),
    labels: reader.textMap(fields.labels, 'labels'),
    annotations: reader.textMap(fields.annotations, 'annotations'),
    ownerReferences: reader.items(fields.ownerReferences, 'ownerReferences', LIMITS.owners, readOwnerReference),
    finalizers: reader.texts(fields.finalizers, 'finalizers', LIMITS.finalizers),
    deleting: reader.optionalText(fields.deletionTimestamp, 'deletionTimestamp') !== undefined,
  };
  reader.leave();
  return metadata;
}

function readOwnerReference(reader: Reader, value: unknown): OwnerReference {
  const { apiVersion, kind, name, uid, controller } = reader.fields<
    'apiVersion' | 'kind' | 'name' | 'uid' | 'controller'
  >(value);
  return {
    apiVersion: reader.text(apiVersion, 'apiVersion'),
    kind: reader.text(kind, 'kind'),
    name: reader.text(name, 'name'),
    uid: reader.text(uid, 'uid'),
    controller: reader.optionalBoolean(controller, 'controller') ?? false,
  };
}

type EndpointField = 'addresses' | 'conditions' | 'hostname' | 'targetRef' | 'nodeName' | 'zone' | 'hints';

export function readEndpoint(reader: Reader, value: unknown): Endpoint {
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

export function readTargetRef(reader: Reader, value: unknown): Endpoint['targetRef'] {
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
    forZones: reader.items(forZones, 'forZones', LIMITS.hints, readName),
    forNodes: reader.items(forNodes, 'forNodes', LIMITS.hints, readName),
  };
  reader.leave();
  return hints;
}

function readName(reader: Reader, value: unknown): string {
  return reader.text(reader.fields<'name'>(value).name, 'name');
}

export function readPort(reader: Reader, value: unknown): Port {
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
