// Finds what the value of a document does not show: duplicate keys, and plain scalars that mean something else than
// their text.
import { isMergeKey, keyText } from './keys.ts';
import type { YamlPath } from './locate.ts';
import { resolveAlias, type MappingNode, type Node, type ScalarNode } from './nodes.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

export type Note =
  /** A key that appears earlier in the same mapping; `offset` is that of the repeated key. */
  | { readonly kind: 'duplicate-key'; readonly path: YamlPath; readonly offset: number }
  /** `y`, `010`, `1_000`. If `value` is a string, the scalar is a key and this is the key it became. */
  | {
      readonly kind: 'plain-scalar';
      readonly path: YamlPath;
      readonly text: string;
      readonly value: string | number | boolean;
    };

/** Whether a plain scalar means something else than its text. Every spelling of null looks like what it is. */
export function isMisleading(text: string, value: Scalar): boolean {
  return typeof value !== 'string' && value !== null && String(value) !== text;
}

/**
 * The notes of `node` and everything in it, in the order of the text. Aliases are not followed. `path` is that of
 * `node`.
 */
export function findNotes(node: Node, path: YamlPath): readonly Note[] {
  const finder = new Finder(path);
  finder.visit(node);
  return finder.notes;
}

class Finder {
  readonly notes: Note[] = [];
  readonly #path: (string | number)[];

  constructor(path: YamlPath) {
    this.#path = [...path];
  }

  visit(node: Node): void {
    if (node.kind === 'scalar') this.#scalar(node);
    else if (node.kind === 'mapping') this.#mapping(node);
    else if (node.kind === 'sequence') for (const [index, item] of node.items.entries()) this.#below(index, item);
  }

  #scalar(node: ScalarNode): void {
    const value = plainValue(node);
    if (value !== undefined) this.notes.push({ kind: 'plain-scalar', path: [...this.#path], text: node.text, value });
  }

  #mapping(node: MappingNode): void {
    const seen = new Set<string>();
    const last = new Map(node.entries.map(({ key, value }) => [keyText(key), value]));
    for (const { key, value } of node.entries) {
      const name = keyText(key);
      if (!isMergeKey(key)) this.#key(key, name, seen);
      // A value that a later duplicate key overwrites has no effect.
      if (last.get(name) === value) this.#below(name, value);
    }
  }

  #key(key: Node, name: string, seen: Set<string>): void {
    const path = [...this.#path, name];
    const written = resolveAlias(key);
    if (seen.has(name)) this.notes.push({ kind: 'duplicate-key', path, offset: key.start });
    if (written.kind === 'scalar' && plainValue(written) !== undefined)
      this.notes.push({ kind: 'plain-scalar', path, text: written.text, value: name });
    seen.add(name);
  }

  #below(segment: string | number, node: Node): void {
    this.#path.push(segment);
    this.visit(node);
    this.#path.pop();
  }
}

/** The value of a misleading scalar; undefined for all others. */
function plainValue({ isPlain, tag, text }: ScalarNode): string | number | boolean | undefined {
  if (!isPlain || tag !== '') return undefined;
  const value = resolvePlain(text);
  return value !== null && isMisleading(text, value) ? value : undefined;
}
