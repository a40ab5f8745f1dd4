// Which fields the judged objects may have, and of what type: what the strict decoding of an API server accepts
// (https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation; kubectl's default). The same for
// every version from 1.34 to 1.37.

import type { FieldPath, PathSegment } from '../field-path.ts';

export type Schema =
  | { readonly kind: 'text' | 'boolean' | 'int32' | 'int64' | 'time' | 'anything' }
  | { readonly kind: 'list'; readonly of: Schema }
  /** A map of strings with keys that the writer chooses. */
  | { readonly kind: 'map' }
  | ObjectSchema;

export interface ObjectSchema {
  readonly kind: 'object';
  readonly fields: ReadonlyMap<string, Schema>;
}

const TEXT: Schema = { kind: 'text' };
const BOOLEAN: Schema = { kind: 'boolean' };
const MAP: Schema = { kind: 'map' };
const TIME: Schema = { kind: 'time' };

function object(fields: Readonly<Record<string, Schema>>): ObjectSchema {
  return { kind: 'object', fields: new Map(Object.entries(fields)) };
}

function list(of: Schema): Schema {
  return { kind: 'list', of };
}

/** metav1.ObjectMeta. selfLink has not been served since 1.20 but is still decoded. */
const METADATA = object({
  name: TEXT,
  generateName: TEXT,
  namespace: TEXT,
  selfLink: TEXT,
  uid: TEXT,
  resourceVersion: TEXT,
  generation: { kind: 'int64' },
  creationTimestamp: TIME,
  deletionTimestamp: TIME,
  deletionGracePeriodSeconds: { kind: 'int64' },
  labels: MAP,
  annotations: MAP,
  ownerReferences: list(
    object({ apiVersion: TEXT, kind: TEXT, name: TEXT, uid: TEXT, controller: BOOLEAN, blockOwnerDeletion: BOOLEAN }),
  ),
  finalizers: list(TEXT),
  managedFields: list(
    object({
      manager: TEXT,
      operation: TEXT,
      apiVersion: TEXT,
      time: TIME,
      fieldsType: TEXT,
      fieldsV1: { kind: 'anything' },
      subresource: TEXT,
    }),
  ),
});

const TARGET_REF = object({
  kind: TEXT,
  namespace: TEXT,
  name: TEXT,
  uid: TEXT,
  apiVersion: TEXT,
  resourceVersion: TEXT,
  fieldPath: TEXT,
});

const HINTS = object({ forZones: list(object({ name: TEXT })), forNodes: list(object({ name: TEXT })) });
const PORTS = list(object({ name: TEXT, protocol: TEXT, port: { kind: 'int32' }, appProtocol: TEXT }));

const ENDPOINT = {
  addresses: list(TEXT),
  conditions: object({ ready: BOOLEAN, serving: BOOLEAN, terminating: BOOLEAN }),
  hostname: TEXT,
  targetRef: TARGET_REF,
  nodeName: TEXT,
  hints: HINTS,
};

function slice(endpoint: Schema): ObjectSchema {
  return object({
    apiVersion: TEXT,
    kind: TEXT,
    metadata: METADATA,
    addressType: TEXT,
    endpoints: list(endpoint),
    ports: PORTS,
  });
}

const SLICE = slice(object({ ...ENDPOINT, zone: TEXT, deprecatedTopology: MAP }));
const BETA_SLICE = slice(object({ ...ENDPOINT, topology: MAP }));
const ADDRESSES = list(object({ ip: TEXT, hostname: TEXT, nodeName: TEXT, targetRef: TARGET_REF }));
const ENDPOINTS = object({
  apiVersion: TEXT,
  kind: TEXT,
  metadata: METADATA,
  subsets: list(object({ addresses: ADDRESSES, notReadyAddresses: ADDRESSES, ports: PORTS })),
});

/**
 * The schema of a v1 Endpoints object, of an EndpointSlice of v1beta1 or, for everything else, of one of v1: an item of
 * a list need not have a kind.
 */
export function schemaOf(value: unknown): ObjectSchema {
  if (typeof value !== 'object' || value === null) return SLICE;
  if ('kind' in value && value.kind === 'Endpoints') return ENDPOINTS;
  return 'apiVersion' in value && value.apiVersion === 'discovery.k8s.io/v1beta1' ? BETA_SLICE : SLICE;
}

export interface Place {
  /** The path with the keys of maps marked as such. */
  readonly at: FieldPath;
  /** Undefined below a field that the schema does not have. */
  readonly schema: Schema | undefined;
  /** The last segment is a key that the writer chose. */
  readonly isKey: boolean;
}

/** The place that a path of names and indexes leads to. */
export function placeOf(root: Schema, path: FieldPath): Place {
  let schema: Schema | undefined = root;
  let isKey = false;
  const at = path.map((segment) => {
    isKey = schema?.kind === 'map' && typeof segment === 'string';
    schema = below(schema, segment);
    return isKey && typeof segment === 'string' ? { key: segment } : segment;
  });
  return { at, schema, isKey };
}

function below(schema: Schema | undefined, segment: PathSegment): Schema | undefined {
  if (schema?.kind === 'list') return schema.of;
  if (schema?.kind === 'map') return TEXT;
  return schema?.kind === 'object' && typeof segment === 'string' ? schema.fields.get(segment) : undefined;
}
