// Keys of mappings in the tree, as the value of the document has them.
import { resolveAlias, type Node } from './nodes.ts';
import { ReadError } from './read-error.ts';
import { isMerge, keyOf } from './written.ts';

/** A mapping key as the JSON key that it becomes. Throws ReadError. */
export function keyText(key: Node): string {
  const node = resolveAlias(key);
  if (node.kind !== 'scalar')
    throw new ReadError(key.start, 'cannot be read as YAML: a list or a mapping cannot be a key; quote the text');
  return keyOf(node, key.start);
}

export function isMergeKey(key: Node): boolean {
  return key.kind === 'scalar' && isMerge(key);
}

/** The mappings that a merge key merges; later ones overwrite earlier ones. Throws ReadError. */
export function mergeSources(value: Node): readonly Node[] {
  const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
  if (sources.every((source) => resolveAlias(source).kind === 'mapping')) return sources;
  throw new ReadError(value.start, NO_MAPPING);
}

/** What is wrong with the value of a merge key. */
export const NO_MAPPING =
  'cannot be read as YAML: the value of a merge key (<<) must be a mapping or a list of mappings; correct it';
