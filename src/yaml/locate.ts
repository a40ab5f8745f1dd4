// Finds the place of a path in the tree of a document, through aliases and merge keys.
import { isMergeKey, keyText, mergeSources } from './construct.ts';
import { resolveAlias, type Entry, type MappingNode, type Node } from './nodes.ts';

export type YamlPath = readonly (string | number)[];

export interface Place {
  readonly value: Node;
  /** Undefined for list items and for the root. */
  readonly key: Node | undefined;
  /** Whether the whole path exists; otherwise the place is that of the nearest ancestor. */
  readonly exact: boolean;
}

export function locate(root: Node, path: YamlPath): Place {
  let place: Place = { value: root, key: undefined, exact: true };
  for (const segment of path) {
    const next = step(place.value, segment);
    if (next === undefined) return { ...place, exact: false };
    place = next;
  }
  return place;
}

function step(parent: Node, segment: string | number): Place | undefined {
  const node = resolveAlias(parent);
  if (node.kind === 'sequence') {
    const item = typeof segment === 'number' ? node.items[segment] : undefined;
    return item === undefined ? undefined : { value: item, key: undefined, exact: true };
  }
  const entry = node.kind === 'mapping' ? findEntry(node, String(segment)) : undefined;
  return entry === undefined ? undefined : { ...entry, exact: true };
}

/** The entry that won: the last one, or one that a later merge key brought. */
function findEntry(mapping: MappingNode, name: string): Entry | undefined {
  for (let index = mapping.entries.length - 1; index >= 0; index--) {
    const entry = mapping.entries[index];
    if (entry === undefined) continue;
    if (!isMergeKey(entry.key)) {
      if (keyText(entry.key) === name) return entry;
      continue;
    }
    const merged = findMerged(entry.value, name);
    if (merged !== undefined) return merged;
  }
  return undefined;
}

function findMerged(value: Node, name: string): Entry | undefined {
  for (const source of mergeSources(value).toReversed()) {
    const mapping = resolveAlias(source);
    const found = mapping.kind === 'mapping' ? findEntry(mapping, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
