// From a document to the EndpointSlices and Endpoints in it: lists are opened, other kinds are skipped, and what looks
// like a slice but is not one is reported.
import { objectKind, SLICE_API_VERSION, SLICE_KIND, type ObjectKind } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { YamlPath } from '../yaml/read.ts';

export type Found =
  | { readonly kind: 'object'; readonly type: ObjectKind; readonly path: YamlPath; readonly value: unknown }
  | { readonly kind: 'problem'; readonly path: YamlPath; readonly message: string };

const GROUP = 'discovery.k8s.io';
const LIST = /List$/;

interface Kind {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * The objects of one document that are judged, in its order, with their paths. As kubectl does it: whatever has `items`
 * is a list, whatever it calls itself, and nothing but its items is sent; an item without kind and apiVersion has those
 * of a typed list.
 */
export function* findObjects(value: unknown, path: YamlPath = [], inherited?: Kind): Generator<Found> {
  if (Array.isArray(value)) yield* refuseArray(value, path);
  if (!isObject(value)) return;
  const own: Kind = { apiVersion: text(value['apiVersion']), kind: text(value['kind']) };
  if (Array.isArray(value['items'])) {
    yield* findItems(value['items'], [...path, 'items'], own);
    return;
  }
  const type = own.apiVersion === '' && own.kind === '' ? (inherited ?? own) : own;
  const judged = objectKind(type.apiVersion, type.kind);
  if (judged === undefined) yield* refuseKind(value, type, path);
  else yield { kind: 'object', type: judged, path, value: type === own ? value : { ...value, ...type } };
}

function* findItems(items: readonly unknown[], path: YamlPath, list: Kind): Generator<Found> {
  const ofItems = { apiVersion: list.apiVersion, kind: list.kind.replace(LIST, '') };
  for (const [index, item] of items.entries()) {
    if (isObject(item)) yield* findObjects(item, [...path, index], ofItems);
    else if (LIST.test(list.kind) && (list.apiVersion === 'v1' || list.apiVersion.startsWith(`${GROUP}/`)))
      yield {
        kind: 'problem',
        path: [...path, index],
        message: 'this item is not an object, so kubectl refuses the list; remove it',
      };
  }
}

/**
 * What kubectl refuses, so that no one believes that it was judged. Other lists at the top of a file are not manifests.
 */
function* refuseArray(values: readonly unknown[], path: YamlPath): Generator<Found> {
  const index = values.findIndex(
    (value) => isObject(value) && objectKind(value['apiVersion'], value['kind']) !== undefined,
  );
  if (index === -1) return;
  yield {
    kind: 'problem',
    path: [...path, index],
    message: 'is in a plain list, which kubectl refuses; write documents, or kind: List with items',
  };
}

function* refuseKind(value: Fields, { apiVersion, kind }: Kind, path: YamlPath): Generator<Found> {
  const problem = (below: YamlPath, message: string): Found => ({
    kind: 'problem',
    path: [...path, ...below],
    message,
  });
  const isOurs = apiVersion.startsWith(`${GROUP}/`);
  if (kind === '') {
    if (isOurs || ('addressType' in value && 'endpoints' in value))
      yield problem([], 'looks like an EndpointSlice without a kind');
  } else if (kind === `${SLICE_KIND}List` || (kind === 'List' && apiVersion === 'v1')) {
    yield problem([], `${kind} without a list of items, which kubectl refuses`);
  } else if (isOurs && kind !== SLICE_KIND) {
    yield problem(['kind'], `${GROUP} has no such kind: write ${SLICE_KIND}, not ${shown(kind)}`);
  } else if (kind.toLowerCase() === SLICE_KIND.toLowerCase() && !isForeign(apiVersion)) {
    if (kind !== SLICE_KIND) yield problem(['kind'], `no such kind: write ${SLICE_KIND}, not ${shown(kind)}`);
    else
      yield problem(
        ['apiVersion'],
        `EndpointSlices are of ${SLICE_API_VERSION}, not of ${apiVersion === '' ? 'nothing' : shown(apiVersion)}`,
      );
  }
}

/** The same kind in another group is another program's custom resource. */
function isForeign(apiVersion: string): boolean {
  return apiVersion.includes('/') && !apiVersion.startsWith(`${GROUP}/`);
}

/** A value that is not a string counts as missing, as it does for kubectl. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 80));
}

type Fields = Readonly<Record<string, unknown>>;
