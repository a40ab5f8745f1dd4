// Objects inside others, such as those of an OpenShift Template or a ManifestWork: kubectl sends only the outer one, so
// they are not judged.
import { objectKind } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { YamlPath } from '../yaml/read.ts';

export interface Wrapped {
  /** Of the first one, in the outer object. */
  readonly path: YamlPath;
  readonly kind: string;
  readonly count: number;
}

/** The slices and Endpoints in an object. References to such objects have no metadata and do not count. */
export function findWrapped(outer: unknown): Wrapped | undefined {
  let first: Omit<Wrapped, 'count'> | undefined;
  let count = 0;
  // A stack of its own, because a manifest may be nested deeper than calls can be.
  const waiting: { readonly value: unknown; readonly path: Link | undefined }[] = [{ value: outer, path: undefined }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, path } = next;
    if (
      isObject(value) &&
      isObject(value['metadata']) &&
      objectKind(value['apiVersion'], value['kind']) !== undefined
    ) {
      first ??= { path: toPath(path), kind: String(value['kind']) };
      count++;
      continue;
    }
    // The last one is looked at first.
    for (const [key, inner] of entriesOf(value).toReversed())
      if (typeof inner === 'object' && inner !== null) waiting.push({ value: inner, path: { key, before: path } });
  }
  return first && { ...first, count };
}

/** A path as a list from its end: most are never asked for. */
interface Link {
  readonly key: string | number;
  readonly before: Link | undefined;
}

function toPath(link: Link | undefined): YamlPath {
  const path: (string | number)[] = [];
  for (let at = link; at !== undefined; at = at.before) path.push(at.key);
  return path.toReversed();
}

function entriesOf(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isObject(value) ? Object.entries(value) : [];
}
