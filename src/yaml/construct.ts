// From the tree of a document to its value, with kubectl's rules: the last of two equal keys wins, merge keys, tags, aliases within limits.
import { MAX_DEPTH, resolveAlias, type AliasNode, type MappingNode, type Node, type ScalarNode } from './nodes.ts';
import { ReadError } from './read-error.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/** Nodes and characters that aliases may add to a document: a few lines can otherwise stand for terabytes ("billion laughs"). */
const MAX_ALIASED = 5_000_000;

type Fields = Record<string, unknown>;

/** Throws ReadError where kubectl refuses the document, or where it is not bounded. */
export function construct(root: Node): unknown {
  return new Constructor().value(root);
}

/** A key of a mapping as text, the way numbers and booleans become keys of JSON. Throws ReadError. */
export function keyText(key: Node): string {
  const node = resolveAlias(key);
  if (node.kind !== 'scalar')
    throw new ReadError(key.offset, 'cannot be read as YAML: a list or a mapping cannot be a key');
  const value = scalarValue(node);
  if (value === null) throw new ReadError(key.offset, 'cannot be read as YAML: null cannot be a key: quote it');
  return String(value);
}

/** `<<` as it stands, neither quoted nor tagged as text. */
export function isMergeKey(key: Node): boolean {
  return key.kind === 'scalar' && ((key.plain && key.tag === '') || key.tag === '!!merge') && key.text === '<<';
}

/** The mappings that the value of a merge key names, the one that wins last. Throws ReadError. */
export function mergeSources(value: Node): readonly Node[] {
  const sources = value.kind === 'sequence' ? value.items.toReversed() : [value];
  if (sources.every((source) => resolveAlias(source).kind === 'mapping')) return sources;
  throw new ReadError(value.offset, 'cannot be read as YAML: a merge key (<<) needs a mapping or a list of mappings');
}

class Constructor {
  readonly #within = new Set<Node>();
  #budget = MAX_ALIASED;
  #depth = 0;

  value(node: Node): unknown {
    if (this.#within.size > 0) this.#charge(node);
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

  /** A merge overwrites what stands before it and yields to what stands after it, as in the library that kubectl reads with. */
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
    if (this.#within.has(node.target))
      throw new ReadError(node.offset, `cannot be read as YAML: anchor "${node.name}" contains itself`);
    this.#within.add(node.target);
    const value = this.value(node.target);
    this.#within.delete(node.target);
    return value;
  }

  #charge(node: Node): void {
    this.#budget -= 1 + (node.kind === 'scalar' ? node.text.length : 0);
    if (this.#budget < 0) throw new ReadError(node.offset, 'cannot be read: its aliases stand for too much text');
  }
}

function assign(fields: Fields, source: unknown): void {
  if (typeof source !== 'object' || source === null) return;
  for (const [key, value] of Object.entries(source)) setField(fields, key, value);
}

/** As JSON.parse does it: `__proto__` is an own key like any other. */
export function setField(fields: Fields, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
  else fields[key] = value;
}

function scalarValue(node: ScalarNode): Scalar {
  const value = taggedValue(node);
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new ReadError(
      node.offset,
      `cannot be read: ${node.text} is no number in JSON, which is what the API server gets`,
    );
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
      // Tags that nobody knows make text.
      return node.text;
  }
}

function expect(node: ScalarNode, fits: (value: Scalar) => boolean): Scalar {
  const value = resolvePlain(node.text);
  if (fits(value)) return value;
  throw new ReadError(node.offset, `cannot be read as YAML: the value is no ${node.tag}`);
}

function decodeBase64(node: ScalarNode): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(node.text), (character) => character.charCodeAt(0)));
  } catch {
    throw new ReadError(node.offset, 'cannot be read as YAML: !!binary needs base64');
  }
}
