// From a document to the EndpointSlices and Endpoints in it: lists are opened, other kinds are left out, and what looks like a slice but is none is told.
import { objectKind, SLICE_API_VERSION, type ObjectKind } from '../model/decode-object.ts';
import type { YamlPath } from '../yaml/read.ts';

export type Found =
  | { readonly kind: 'object'; readonly type: ObjectKind; readonly path: YamlPath; readonly value: unknown }
  | { readonly kind: 'problem'; readonly path: YamlPath; readonly message: string };

const GROUP = 'discovery.k8s.io';
const LISTS = /List$/;

interface Kind {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/** The objects of one document that are judged, in its order, with their paths. */
export function* findObjects(value: unknown, path: YamlPath = [], inherited?: Kind): Generator<Found> {
  if (!isObject(value)) return;
  const type: Kind = { apiVersion: value['apiVersion'] ?? inherited?.apiVersion, kind: value['kind'] ?? inherited?.kind };
  if (typeof type.kind === 'string' && LISTS.test(type.kind) && Array.isArray(value['items'])) {
    for (const [index, item] of value['items'].entries()) yield* findObjects(item, [...path, 'items', index], itemKind(type));
    return;
  }
  const judged = objectKind(type.apiVersion, type.kind);
  if (judged === undefined) yield* refuseKind(value, type, path);
  else yield { kind: 'object', type: judged, path, value: value['kind'] === undefined ? { ...value, ...type } : value };
}

function* refuseKind(value: Fields, { apiVersion, kind }: Kind, path: YamlPath): Generator<Found> {
  if (kind === undefined) {
    if ('addressType' in value && 'endpoints' in value)
      yield { kind: 'problem', path, message: 'looks like an EndpointSlice without a kind' };
    return;
  }
  if (typeof kind !== 'string' || kind.toLowerCase() !== 'endpointslice' || isForeign(apiVersion)) return;
  if (kind !== 'EndpointSlice') {
    yield { kind: 'problem', path: [...path, 'kind'], message: `no such kind: write EndpointSlice, not ${kind}` };
    return;
  }
  const written = typeof apiVersion === 'string' ? JSON.stringify(apiVersion.slice(0, 80)) : 'nothing';
  yield { kind: 'problem', path: [...path, 'apiVersion'], message: `EndpointSlices are of ${SLICE_API_VERSION}, not of ${written}` };
}

/** The same kind in another group is somebody else's custom resource. */
function isForeign(apiVersion: unknown): boolean {
  return typeof apiVersion === 'string' && apiVersion.includes('/') && !apiVersion.startsWith(`${GROUP}/`);
}

/** Items of a typed list need not repeat what they are; those of a plain List must. */
function itemKind({ apiVersion, kind }: Kind): Kind | undefined {
  if (kind === 'EndpointSliceList') return { apiVersion, kind: 'EndpointSlice' };
  return kind === 'EndpointsList' ? { apiVersion, kind: 'Endpoints' } : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
