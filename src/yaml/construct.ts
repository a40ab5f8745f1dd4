// Builds the value of a document from its tree by kubectl's rules for duplicate keys (the last one wins), merge keys,
// tags and aliases. kubectl reads with https://github.com/kubernetes-sigs/yaml.
import { MAX_DEPTH, resolveAlias, type AliasNode, type MappingNode, type Node, type ScalarNode } from './nodes.ts';
import { ReadError } from './read-error.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/**
 * Nodes and characters that aliases may add to a document. Without a limit a few lines expand to terabytes ("billion
 * laughs").
 */
const MAX_ALIASED = 5_000_000;

type Fields = Record<string, unknown>;

/** Throws ReadError where kubectl rejects the document, or where the value would be too large. */
export function construct(root: Node): unknown {
  return new Constructor().value(root);
}

/** A mapping key as the JSON key it becomes: numbers and booleans turn into text. Throws ReadError. */
export function keyText(key: Node): string {
  const node = resolveAlias(key);
  if (node.kind !== 'scalar')
    throw new ReadError(key.offset, 'cannot be read as YAML: a list or a mapping cannot be a key');
  const value = scalarValue(node);
  if (value === null) throw new ReadError(key.offset, 'cannot be read as YAML: null cannot be a key; quote it');
  return String(value);
}

/** An unquoted `<<` that is not tagged as text. */
export function isMergeKey(key: Node): boolean {
  return key.kind === 'scalar' && ((key.plain && key.tag === '') || key.tag === '!!merge') && key.text === '<<';
}

/** The mappings that a merge key merges; later ones overwrite earlier ones. Throws ReadError. */
export function mergeSources(value: Node): readonly Node[] {
  const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
  if (sources.every((source) => resolveAlias(source).kind === 'mapping')) return sources;
  throw new ReadError(
    value.offset,
    'cannot be read as YAML: the value of a merge key (<<) must be a mapping or a list of mappings',
  );
}

class Constructor {
  readonly #expanding = new Set<Node>();
  #budget = MAX_ALIASED;
  #depth = 0;

  value(node: Node): unknown {
    if (this.#expanding.size > 0) this.#charge(node);
    if (node.kind === 'scalar') return scalarValue(node);
    if (++this.#depth > MAX_DEPTH)
      throw new ReadError(node.offset, `cannot be read: nested deeper than ${MAX_DEPTH} levels`);
    const value = this.#collection(node);
    this.#depth--;
    return value;
  }

  #collection(node: Exclude<Node, ScalarNode>): unknown {
    if (node.kind === 'alias') return this.#alias(node);
    if (node.kind === 'sequence') return node.items.map((item) => this.value(item));
    const fields: Fields = {};
    this.#fill(fields, node);
    return fields;
  }

  /** A merge overwrites the keys before it, and the keys after it overwrite the merge, as in kubectl's YAML library. */
  #fill(fields: Fields, node: MappingNode): void {
    for (const { key, value } of node.entries) {
      if (isMergeKey(key)) {
        for (const source of mergeSources(value)) assign(fields, this.value(source));
      } else {
        setField(fields, keyText(key), this.value(value));
      }
    }
  }

  #alias(node: AliasNode): unknown {
    if (this.#expanding.has(node.target))
      throw new ReadError(node.offset, `cannot be read as YAML: anchor "${node.name}" contains itself`);
    this.#expanding.add(node.target);
    const value = this.value(node.target);
    this.#expanding.delete(node.target);
    return value;
  }

  #charge(node: Node): void {
    this.#budget -= 1 + (node.kind === 'scalar' ? node.text.length : 0);
    if (this.#budget < 0) throw new ReadError(node.offset, 'cannot be read: its aliases expand to too much text');
  }
}

function assign(fields: Fields, source: unknown): void {
  if (typeof source !== 'object' || source === null) return;
  for (const [key, value] of Object.entries(source)) setField(fields, key, value);
}

/** Like JSON.parse: `__proto__` becomes an ordinary own key. */
export function setField(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}

function scalarValue(node: ScalarNode): Scalar {
  const value = taggedValue(node);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ReadError(node.offset, `cannot be read: ${node.text} cannot be sent as JSON; use a finite number`);
  }
  return value;
}

function taggedValue(node: ScalarNode): Scalar {
  switch (node.tag) {
    case '':
      return node.plain ? resolvePlain(node.text) : node.text;
    case '!!null':
      return expect(node, (value) => value === null);
    case '!!bool':
      return expect(node, (value) => typeof value === 'boolean');
    case '!!int':
      return expect(node, (value) => Number.isInteger(value));
    case '!!float':
      return expect(node, (value) => typeof value === 'number');
    case '!!binary':
      return decodeBase64(node);
    default:
      // A scalar with an unknown tag is text.
      return node.text;
  }
}

function expect(node: ScalarNode, fits: (value: Scalar) => boolean): Scalar {
  const value = resolvePlain(node.text);
  if (fits(value)) return value;
  throw new ReadError(node.offset, `cannot be read as YAML: the value is not a valid ${node.tag}`);
}

function decodeBase64(node: ScalarNode): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(node.text), (character) => character.charCodeAt(0)));
  } catch {
    throw new ReadError(node.offset, 'cannot be read as YAML: the value of !!binary is not valid base64');
  }
}
