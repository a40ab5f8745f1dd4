// Reads a List as `kubectl get -o yaml` writes it: one document that grows with the cluster. Items are read one by one,
// so that at most one item's tree is in memory: a tree takes fifty times as much memory as its text.
import { isObject } from '../model/is-object.ts';
import { buildBlock } from './block.ts';
import { build, type Built } from './build.ts';
import { compose, parse, parseYaml, type Entry, type MappingNode, type Node } from './nodes.ts';
import { ReadError } from './read-error.ts';

/** UTF-16 code units. */
interface Extent {
  readonly start: number;
  readonly end: number;
}

interface Cut {
  /** Each begins with the line of its dash and includes all lines of the item. */
  readonly items: readonly Extent[];
  /** All items, and the comments before the first. */
  readonly block: Extent;
}

export interface BuiltList extends Built {
  readonly tree: () => Node;
}

/** UTF-16 code units of one item: its tree takes fifty times as much memory. */
const MAX_PART = 16 * 1024 * 1024;

/** Matches line breaks as YAML does; `$` would also match U+2028. */
const ITEMS = /(?:^|\n)items: *\r?\n/;

/** Whether a text, perhaps only its beginning, could be such a list. */
export function looksLikeList(text: string): boolean {
  return ITEMS.test(text);
}

/**
 * Reads a block mapping with a block list under `items`. Undefined for every other text, and for one with a mistake or
 * with anything that depends on text outside its item, such as an alias.
 */
export function buildList(text: string): BuiltList | undefined {
  const cut = cutItems(text);
  if (cut === undefined) return undefined;
  try {
    const frame = buildPart(frameOf(text, cut));
    if (frame === undefined || frame.isNotable || !isObject(frame.value) || itemsOf(frame.value) !== null)
      return undefined;
    const items: unknown[] = [];
    let isNotable = false;
    for (const { start, end } of cut.items) {
      const built = buildPart(text.slice(start, end));
      if (built === undefined || !Array.isArray(built.value) || built.value.length !== 1 || !isObject(built.value[0]))
        return undefined;
      items.push(built.value[0]);
      isNotable ||= built.isNotable;
    }
    return {
      value: { ...frame.value, items },
      start: frame.start,
      isNotable,
      tree: () => new ListTree(text, cut).root(),
    };
  } catch (error) {
    if (error instanceof ReadError) return undefined;
    throw error;
  }
}

/** Throws ReadError. */
function buildPart(text: string): Built | undefined {
  return text.length > MAX_PART ? undefined : (buildBlock(text) ?? build(text, parseYaml(text)));
}

function itemsOf(value: object): unknown {
  return 'items' in value ? value.items : undefined;
}

/**
 * Finds the items by the indentation of lines alone. Every line of an item is indented deeper than its dash. A line
 * that is not ends the item, or is a mistake that the parse of the item finds.
 */
function cutItems(text: string): Cut | undefined {
  const key = ITEMS.exec(text);
  if (key === null) return undefined;
  const begin = key.index + key[0].length;
  const items: Extent[] = [];
  let dash: number | undefined;
  let start = begin;
  let line = begin;
  for (; line < text.length; line = endOfLine(text, line)) {
    const first = skipSpaces(text, line);
    const code = text.charCodeAt(first);
    if (code === NEWLINE || code === RETURN || code === HASH) continue;
    const indent = first - line;
    if (dash === undefined || indent <= dash) {
      if (code !== DASH || text.charCodeAt(first + 1) !== SPACE) break;
      if (dash !== undefined && indent !== dash) return undefined;
      if (dash !== undefined) items.push({ start, end: line });
      dash = indent;
      start = line;
    }
  }
  // Only a key of the same mapping may follow the list.
  if (dash === undefined || text.charCodeAt(line) === SPACE) return undefined;
  return { items: [...items, { start, end: line }], block: { start: begin, end: line } };
}

function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  return newline === -1 ? text.length : newline + 1;
}

function skipSpaces(text: string, from: number): number {
  let offset = from;
  while (text.charCodeAt(offset) === SPACE) offset++;
  return offset;
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const HASH = 0x23;
const DASH = 0x2d;

/** Builds trees on demand: that of the frame once, and of one item at a time. */
class ListTree {
  readonly #text: string;
  readonly #cut: Cut;
  #last: { readonly item: Extent; readonly node: MappingNode } | undefined;

  constructor(text: string, cut: Cut) {
    this.#text = text;
    this.#cut = cut;
  }

  root(): Node {
    const { items, block } = this.#cut;
    const text = frameOf(this.#text, this.#cut);
    const frame = mappingOf(
      compose(text, parse(text), (offset) => (offset < block.start ? offset : offset + block.end - block.start)).root,
    );
    const nodes = items.map((item) => this.#lazy(item));
    const entries = frame.entries.map(({ key, value }): Entry => {
      if (!(key.kind === 'scalar' && key.text === 'items')) return { key, value };
      return { key, value: { kind: 'sequence', offset: block.start, items: nodes } };
    });
    return { ...frame, entries };
  }

  #lazy(item: Extent): MappingNode {
    const node = (): MappingNode => this.#compose(item);
    return {
      kind: 'mapping',
      get offset() {
        return node().offset;
      },
      get entries() {
        return node().entries;
      },
    };
  }

  #compose(item: Extent): MappingNode {
    if (this.#last?.item !== item) {
      const own = this.#text.slice(item.start, item.end);
      const { root } = compose(own, parse(own), (offset) => item.start + offset);
      this.#last = { item, node: mappingOf(root?.kind === 'sequence' ? root.items[0] : undefined) };
    }
    return this.#last.node;
  }
}

function frameOf(text: string, { block }: Cut): string {
  return text.slice(0, block.start) + text.slice(block.end);
}

function mappingOf(node: Node | undefined): MappingNode {
  if (node?.kind !== 'mapping') throw new Error('a text that was read as a mapping must be one');
  return node;
}
