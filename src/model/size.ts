// The size of a slice: the bytes of its compact JSON, counted without writing it.
import { keysOf } from './labels.ts';
import type {
  Conditions,
  Endpoint,
  Hints,
  Labels,
  OwnerReference,
  Port,
  Slice,
  SliceMetadata,
  TargetRef,
} from './slice.ts';

/**
 * kubectl apply stores the whole manifest in this annotation. It is not counted, so that applying a manifest does not
 * change its size.
 */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** Called for every string in the slice; returns how many bytes it takes, including quotes. */
type TextBytes = (text: string) => number;

/**
 * The size of the slice if it is more than `max` bytes, undefined otherwise. This is the number of UTF-8 bytes of its
 * compact JSON as Kubernetes would write it after defaulting, with strings unescaped, without what the server sets
 * (uid, resourceVersion, timestamps, managedFields, a generated name) and without kubectl's last-applied annotation. So
 * a manifest and the stored object have the same size. Looks at characters only as far as needed to decide.
 */
export function sizeIfOver(slice: Slice, max: number): number | undefined {
  if (slice.ascii) {
    const bytes = bytesOf(slice, asciiBytes);
    return bytes > max ? bytes : undefined;
  }
  let units = 0;
  const least = bytesOf(slice, (text) => {
    units += text.length;
    return asciiBytes(text);
  });
  // No UTF-16 unit takes more than three bytes. Each string that is looked at lowers this bound towards the real size.
  let most = least + 2 * units;
  const look: TextBytes = (text) => {
    most -= 2 * text.length - bytesBeyondLength(text);
    return 0;
  };
  for (const endpoint of slice.endpoints) {
    if (most <= max) return undefined;
    endpointBytes(endpoint, look);
  }
  bytesAround(slice, look);
  return most > max ? most : undefined;
}

/** How many bytes of UTF-8 a text takes beyond one for each unit. Half of a surrogate pair takes 2 of the pair's 4. */
function bytesBeyondLength(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7f) bytes += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return bytes;
}

/** The bytes of a text that is all ASCII, including quotes. */
function asciiBytes(text: string): number {
  return text.length + 2;
}

function bytesOf(slice: Slice, text: TextBytes): number {
  return object(bytesAround(slice, text) + member('endpoints', list(slice.endpoints, text, endpointBytes)));
}

/** All members except the endpoints. */
function bytesAround(slice: Slice, text: TextBytes): number {
  return (
    member('apiVersion', text('discovery.k8s.io/v1')) +
    member('kind', text('EndpointSlice')) +
    member('metadata', metadataBytes(slice.metadata, text)) +
    member('addressType', text(slice.addressType)) +
    member('ports', list(slice.ports, text, portBytes))
  );
}

function metadataBytes(metadata: SliceMetadata, text: TextBytes): number {
  // A generated name is not known until the API server has made it.
  const name =
    metadata.generateName === ''
      ? optional('name', metadata.name, text)
      : optional('generateName', metadata.generateName, text);
  const labels = mapBytes(metadata.labels, text);
  const annotations = mapBytes(metadata.annotations, text);
  const owners = metadata.ownerReferences.length > 0 ? list(metadata.ownerReferences, text, ownerBytes) : 0;
  const finalizers = metadata.finalizers.length > 0 ? list(metadata.finalizers, text, textItem) : 0;
  return object(
    name +
      optional('namespace', metadata.namespace, text) +
      (labels > 0 ? member('labels', labels) : 0) +
      (annotations > 0 ? member('annotations', annotations) : 0) +
      (owners > 0 ? member('ownerReferences', owners) : 0) +
      (finalizers > 0 ? member('finalizers', finalizers) : 0),
  );
}

/** 0 for an empty map, which Kubernetes does not write. */
function mapBytes(map: Labels, text: TextBytes): number {
  let members = 0;
  for (const key of keysOf(map)) {
    if (key !== LAST_APPLIED) members += text(key) + text(map[key] ?? '') + 2;
  }
  return members === 0 ? 0 : object(members);
}

function ownerBytes(owner: OwnerReference, text: TextBytes): number {
  return object(
    member('apiVersion', text(owner.apiVersion)) +
      member('kind', text(owner.kind)) +
      member('name', text(owner.name)) +
      member('uid', text(owner.uid)) +
      flag('controller', owner.controller ? true : undefined),
  );
}

function endpointBytes(endpoint: Endpoint, text: TextBytes): number {
  return object(
    member('addresses', list(endpoint.addresses, text, textItem)) +
      member('conditions', conditionsBytes(endpoint.conditions)) +
      (endpoint.hostname === undefined ? 0 : member('hostname', text(endpoint.hostname))) +
      (endpoint.targetRef === undefined ? 0 : member('targetRef', targetBytes(endpoint.targetRef, text))) +
      (endpoint.nodeName === undefined ? 0 : member('nodeName', text(endpoint.nodeName))) +
      (endpoint.zone === undefined ? 0 : member('zone', text(endpoint.zone))) +
      (endpoint.hints === undefined ? 0 : member('hints', hintsBytes(endpoint.hints, text))),
  );
}

function conditionsBytes(conditions: Conditions): number {
  return object(
    flag('ready', conditions.ready) + flag('serving', conditions.serving) + flag('terminating', conditions.terminating),
  );
}

function targetBytes(target: TargetRef, text: TextBytes): number {
  return object(
    optional('kind', target.kind, text) +
      optional('namespace', target.namespace, text) +
      optional('name', target.name, text) +
      optional('uid', target.uid, text) +
      optional('apiVersion', target.apiVersion, text) +
      optional('resourceVersion', target.resourceVersion, text) +
      optional('fieldPath', target.fieldPath, text),
  );
}

function hintsBytes(hints: Hints, text: TextBytes): number {
  return object(
    (hints.forZones.length === 0 ? 0 : member('forZones', list(hints.forZones, text, hintBytes))) +
      (hints.forNodes.length === 0 ? 0 : member('forNodes', list(hints.forNodes, text, hintBytes))),
  );
}

function hintBytes(name: string, text: TextBytes): number {
  return object(member('name', text(name)));
}

function portBytes(port: Port, text: TextBytes): number {
  return object(
    member('name', text(port.name)) +
      member('protocol', text(port.protocol)) +
      (port.port === undefined ? 0 : member('port', String(port.port).length)) +
      (port.appProtocol === undefined ? 0 : member('appProtocol', text(port.appProtocol))),
  );
}

function textItem(item: string, text: TextBytes): number {
  return text(item);
}

/** A string that Kubernetes omits when it is empty. */
function optional(key: string, value: string, text: TextBytes): number {
  return value === '' ? 0 : member(key, text(value));
}

function flag(key: string, value: boolean | undefined): number {
  if (value === undefined) return 0;
  return member(key, value ? 4 : 5);
}

/** `"key":value,` */
function member(key: string, value: number): number {
  return key.length + 4 + value;
}

/** Braces around members. Each member counts a comma after it; the last one has none. */
function object(members: number): number {
  return members === 0 ? 2 : members + 1;
}

function list<T>(items: readonly T[], text: TextBytes, itemBytes: (item: T, text: TextBytes) => number): number {
  let bytes = items.length === 0 ? 2 : 1;
  for (const item of items) bytes += itemBytes(item, text) + 1;
  return bytes;
}
