// From a document to the EndpointSlices in it: lists are opened, other kinds are left out, and what looks like a slice but is none is told.
import type { YamlPath } from '../yaml/read.ts';

export type Found =
  | { readonly kind: 'slice'; readonly path: YamlPath; readonly value: unknown }
  | { readonly kind: 'problem'; readonly path: YamlPath; readonly message: string }
  /** A v1 Endpoints object, which is not judged yet. */
  | { readonly kind: 'endpoints' };

const GROUP = 'discovery.k8s.io';
const API_VERSION = `${GROUP}/v1`;
const LISTS = /List$/;

interface Kind {
  readonly apiVersion: unknown;
  readonly kind: unknown;
}

/** The slices of one document, in its order, with their paths. */
export function* findSlices(value: unknown, path: YamlPath = [], inherited?: Kind): Generator<Found> {
  if (!isObject(value)) return;
  const type: Kind = { apiVersion: value['apiVersion'] ?? inherited?.apiVersion, kind: value['kind'] ?? inherited?.kind };
  if (typeof type.kind === 'string' && LISTS.test(type.kind) && Array.isArray(value['items'])) {
    for (const [index, item] of value['items'].entries()) yield* findSlices(item, [...path, 'items', index], itemKind(type));
    return;
  }
  if (type.kind === 'Endpoints' && type.apiVersion === 'v1') yield { kind: 'endpoints' };
  else yield* judgeKind(value, type, path);
}

function* judgeKind(value: Fields, { apiVersion, kind }: Kind, path: YamlPath): Generator<Found> {
  if (kind === undefined) {
    if ('addressType' in value && 'endpoints' in value)
      yield { kind: 'problem', path, message: 'looks like an EndpointSlice without a kind' };
    return;
  }
  if (typeof kind !== 'string' || kind.toLowerCase() !== 'endpointslice' || isForeign(apiVersion)) return;
  if (kind !== 'EndpointSlice')
    yield { kind: 'problem', path: [...path, 'kind'], message: `no such kind: write EndpointSlice, not ${kind}` };
  else if (apiVersion === API_VERSION) yield { kind: 'slice', path, value };
  else yield { kind: 'problem', path: [...path, 'apiVersion'], message: refuse(apiVersion) };
}

function refuse(apiVersion: unknown): string {
  if (apiVersion === `${GROUP}/v1beta1`) {
    return `${GROUP}/v1beta1 is not judged yet, and no API server has served it since Kubernetes 1.25: write ${API_VERSION}`;
  }
  return `EndpointSlices are of ${API_VERSION}, not of ${typeof apiVersion === 'string' ? JSON.stringify(apiVersion.slice(0, 80)) : 'nothing'}`;
}

/** The same kind in another group is somebody else's custom resource. */
function isForeign(apiVersion: unknown): boolean {
  return typeof apiVersion === 'string' && apiVersion.includes('/') && !apiVersion.startsWith(`${GROUP}/`);
}

/** Items of a typed list need not repeat what they are; those of a plain List must. */
function itemKind({ apiVersion, kind }: Kind): Kind | undefined {
  return kind === 'EndpointSliceList' ? { apiVersion, kind: 'EndpointSlice' } : undefined;
}

type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
