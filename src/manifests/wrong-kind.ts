// Objects that are not judged though they seem to be meant as EndpointSlices or Endpoints: their kind or group is wrong.
import { objectKind, SLICE_API_VERSION, SLICE_KIND } from '../model/decode/decode-object.ts';
import { ENDPOINTS_API_VERSION, ENDPOINTS_KIND } from '../model/endpoints/paths.ts';
import { nearest } from '../model/nearest.ts';
import type { YamlPath } from '../yaml/read.ts';

export interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

export interface WrongKind {
  /** In the object. */
  readonly path: YamlPath;
  readonly message: string;
}

type Fields = Readonly<Record<string, unknown>>;

const GROUP = 'discovery.k8s.io';
/** In other groups a custom resource may have any name. */
const GROUPS: ReadonlySet<string> = new Set(['', 'core', 'discovery', GROUP]);
const SLICE: Kind = { apiVersion: SLICE_API_VERSION, kind: SLICE_KIND };
const ENDPOINTS: Kind = { apiVersion: ENDPOINTS_API_VERSION, kind: ENDPOINTS_KIND };

/** Undefined for an object of another kind. `kind` is not one that is judged. */
export function wrongKind(value: Fields, { apiVersion, kind }: Kind): WrongKind | undefined {
  const group = groupOf(apiVersion);
  if (kind === '') return withoutKind(value, group);
  if (!GROUPS.has(group)) return undefined;
  if (apiVersion === 'v1' && kind === 'Status') return { path: [], message: statusText(value['message']) };
  if (/^(?:EndpointSlice|Endpoints)?List$/.test(kind) && (kind !== 'List' || apiVersion === 'v1'))
    return { path: [], message: `${kind} without a list of items, which kubectl refuses; add items` };
  const meant = meantKind(value, group, kind);
  return meant && rightNames(meant, { apiVersion, kind });
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash === -1 ? '' : apiVersion.slice(0, slash);
}

function withoutKind(value: Fields, group: string): WrongKind | undefined {
  if (group === GROUP || ('addressType' in value && 'endpoints' in value))
    return { path: [], message: `looks like an EndpointSlice without a kind; add kind: ${SLICE_KIND}` };
  if (Array.isArray(value['subsets']) && 'metadata' in value)
    return { path: [], message: `looks like Endpoints without a kind; add kind: ${ENDPOINTS_KIND}` };
  return undefined;
}

/** What `kubectl get` prints when it fails, with -o json or through a proxy. */
function statusText(message: unknown): string {
  const said = typeof message === 'string' && message !== '' ? ` (${message.slice(0, 200)})` : '';
  return `a Status is an answer of the API server${said}, not a manifest; look at the command that printed it`;
}

function meantKind(value: Fields, group: string, kind: string): Kind | undefined {
  if (group === GROUP && !/^endpoints?$/i.test(kind)) return SLICE;
  // No other kind of the core group begins with these letters.
  const near = /^en/i.test(kind)
    ? nearest(kind, ['EndpointSlice', 'EndpointSlices', 'Endpoint', 'Endpoints'])
    : undefined;
  if (near === undefined) return undefined;
  if (near.startsWith(SLICE_KIND)) return SLICE;
  const isSlice = 'endpoints' in value || 'addressType' in value;
  return isSlice && !('subsets' in value) ? SLICE : ENDPOINTS;
}

function rightNames(meant: Kind, { apiVersion, kind }: Kind): WrongKind {
  const isVersionWrong = objectKind(apiVersion, meant.kind) === undefined;
  const version = `apiVersion: ${meant.apiVersion}`;
  if (kind !== meant.kind) {
    const write = `kind: ${meant.kind}${isVersionWrong ? ` and ${version}` : ''}`;
    return { path: ['kind'], message: `Kubernetes has no kind ${shown(kind)} in ${shown(apiVersion)}; write ${write}` };
  }
  const seen = apiVersion === '' ? `${kind} without an apiVersion` : `${shown(apiVersion)} has no ${kind}`;
  return { path: ['apiVersion'], message: `${seen}; write ${version}` };
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}
