// From a document to the EndpointSlices and Endpoints in it: lists are opened, other kinds are skipped, and what looks
// like a slice but is not one is reported.
import { objectKind, type ObjectKind } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { YamlPath } from '../yaml/read.ts';
import { findWrapped } from './wrapped.ts';
import { wrongKind, type Kind } from './wrong-kind.ts';

export type Found =
  | { readonly kind: 'object'; readonly type: ObjectKind; readonly path: YamlPath; readonly value: unknown }
  | { readonly kind: 'problem'; readonly path: YamlPath; readonly message: string };

const GROUP = 'discovery.k8s.io';
const LIST = /List$/;

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

function* refuseKind(value: Fields, kind: Kind, path: YamlPath): Generator<Found> {
  const wrong = wrongKind(value, kind);
  if (wrong !== undefined) {
    yield { kind: 'problem', path: [...path, ...wrong.path], message: wrong.message };
    return;
  }
  const wrapped = findWrapped(value);
  if (wrapped === undefined) return;
  const outer = kind.kind === '' ? 'an object without a kind' : kind.kind.slice(0, 80);
  const others = wrapped.count === 1 ? '' : ` (and ${wrapped.count - 1} more)`;
  yield {
    kind: 'problem',
    path: [...path, ...wrapped.path],
    message: `${wrapped.kind} inside ${outer}${others}, which is not looked into; check the objects that come out of it`,
  };
}

/** A value that is not a string counts as missing, as it does for kubectl. */
function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

type Fields = Readonly<Record<string, unknown>>;
