// Finds the node at a path in the tree of a document, through aliases and merge keys.
import { Numbers } from '../model/numbers.ts';
import { isMergeKey, keyText, mergeSources } from './keys.ts';
import { resolveAlias, type Entry, type MappingNode, type Node, type SequenceNode } from './nodes.ts';

export type YamlPath = readonly (string | number)[];

export interface Place {
  readonly value: Node;
  /** Undefined for list items and for the root. */
  readonly key: Node | undefined;
  /** Whether the whole path exists; if not, this is the nearest existing ancestor. */
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
    const item = typeof segment === 'number' ? itemAt(node, segment) : undefined;
    return item === undefined ? undefined : { value: item, key: undefined, exact: true };
  }
  const entry = node.kind === 'mapping' ? findEntry(node, String(segment)) : undefined;
  return entry === undefined ? undefined : { ...entry, exact: true };
}

function itemAt(list: SequenceNode, index: number): Node | undefined {
  return list.at === undefined ? list.items[index] : list.at(index);
}

/** The entry that wins: the last one of this name, or one from a later merge key. */
function findEntry(mapping: MappingNode, name: string): Entry | undefined {
  const lookups = lookupCounts.get(mapping) ?? 0;
  lookupCounts.set(mapping, lookups + 1);
  if (lookups < LOOKUPS_BEFORE_INDEX) return searchEntry(mapping, name);
  const { names, last, merges } = indexOf(mapping);
  const own = last[names.find(name) ?? -1] ?? -1;
  for (const index of merges) {
    const entry = index > own ? mapping.entries[index] : undefined;
    if (entry === undefined) break;
    const merged = findMerged(entry.value, name);
    if (merged !== undefined) return merged;
  }
  return mapping.entries[own];
}

/** An index costs as much as eight searches. Most mappings are searched once or twice, and some a thousand times. */
const LOOKUPS_BEFORE_INDEX = 3;
const lookupCounts = new WeakMap<MappingNode, number>();

function searchEntry({ entries }: MappingNode, name: string): Entry | undefined {
  for (let index = entries.length - 1; index >= 0; index--) {
    const entry = entries[index];
    if (entry === undefined) continue;
    const found = isMergeKey(entry.key)
      ? findMerged(entry.value, name)
      : keyText(entry.key) === name
        ? entry
        : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

interface KeyIndex {
  readonly names: Numbers;
  /** By the number of a name: the index of the last entry with this name. */
  readonly last: readonly number[];
  /** Indexes of merge keys, the last one first. */
  readonly merges: readonly number[];
}

/** A mapping may have hundreds of thousands of entries, and a thousand of them may be looked up. */
const indexes = new WeakMap<MappingNode, KeyIndex>();

function indexOf(mapping: MappingNode): KeyIndex {
  const index = indexes.get(mapping) ?? indexKeys(mapping.entries);
  indexes.set(mapping, index);
  return index;
}

function indexKeys(entries: readonly Entry[]): KeyIndex {
  const names = new Numbers();
  const last: number[] = [];
  const merges: number[] = [];
  for (const [index, { key }] of entries.entries()) {
    if (isMergeKey(key)) merges.push(index);
    else last[names.of(keyText(key))] = index;
  }
  return { names, last, merges: merges.toReversed() };
}

function findMerged(value: Node, name: string): Entry | undefined {
  for (const source of mergeSources(value).toReversed()) {
    const mapping = resolveAlias(source);
    const found = mapping.kind === 'mapping' ? findEntry(mapping, name) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
