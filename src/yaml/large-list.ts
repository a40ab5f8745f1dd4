// The tree of a List as `kubectl get -o yaml` writes it, which grows with the cluster. A tree takes fifty times as much
// memory as its text, so the items of a large one are composed one at a time, when they are read.
import { compose, Composer, type OpenList, type OpenMapping } from './compose.ts';
import type { Entry, MappingNode, Node } from './nodes.ts';
import type { Properties } from './parse/builder.ts';
import { parse } from './parse/parser.ts';
import type { Scanner } from './parse/scanner.ts';

/** Matches line breaks as YAML does; `$` would also match U+2028. */
const ITEMS = /(?:^|\n)items: *\r?\n/;

/** Whether a text, perhaps only its beginning, could be such a list. */
export function looksLikeList(text: string): boolean {
  return ITEMS.test(text);
}

/** Nodes outside of the items, or in one item, that may be in memory at once. */
const MAX_NODES = 6_000_000;

/**
 * The tree of a mapping with block lists of mappings, of which the items are not kept. Undefined if it would still be
 * too large, or if it has an anchor, which items may refer to. Throws ReadError for what is no document.
 */
export function composeList(text: string): Node | undefined {
  const composer = new ListComposer(text);
  try {
    return parse(text, composer).root;
  } catch (error) {
    if (error instanceof NotComposed) return undefined;
    throw error;
  }
}

class NotComposed extends Error {}

/** The list of items is a member of the root. */
const DEPTH_OF_LIST = 2;

class ListComposer extends Composer {
  readonly #items: Items;
  #depth = 0;
  #nodes = 0;
  /** The nodes that remain once the item that is being composed is left to be composed later. */
  #kept = 0;

  constructor(text: string) {
    super();
    this.#items = new Items(text);
  }

  override scalar(found: Scanner, properties: Properties): Node {
    this.#count(properties);
    return super.scalar(found, properties);
  }

  override empty(at: number, properties: Properties): Node {
    this.#count(properties);
    return super.empty(at, properties);
  }

  override openList(start: number, isFlow: boolean, properties: Properties): OpenList {
    this.#count(properties);
    if (++this.#depth === DEPTH_OF_LIST) this.#kept = this.#nodes;
    return super.openList(start, isFlow, properties);
  }

  override addItem(list: OpenList, item: Node, dash: number): void {
    if (this.#depth !== DEPTH_OF_LIST || item.kind !== 'mapping' || list.isFlow) {
      super.addItem(list, item, dash);
      return;
    }
    super.addItem(list, this.#items.late(item, dash), dash);
    this.#nodes = ++this.#kept;
  }

  override closeList(list: OpenList, end: number): void {
    this.#depth--;
    super.closeList(list, end);
  }

  override openMapping(start: number, isFlow: boolean, properties: Properties): OpenMapping {
    this.#count(properties);
    this.#depth++;
    return super.openMapping(start, isFlow, properties);
  }

  override closeMapping(mapping: OpenMapping, end: number): void {
    this.#depth--;
    super.closeMapping(mapping, end);
  }

  #count({ anchor }: Properties): void {
    if (++this.#nodes > MAX_NODES || anchor !== '') throw new NotComposed();
  }
}

/** Keeps the item that was composed last. */
class Items {
  readonly #text: string;
  #last: { readonly item: LateItem; readonly entries: readonly Entry[] } | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  late({ start, end, isFlow }: MappingNode, dash: number): LateItem {
    return new LateItem({ start, end, isFlow }, dash, this);
  }

  /** Each item is parsed as a list of its own: from the line of its dash, so that all columns stay the same. */
  entriesOf(item: LateItem): readonly Entry[] {
    if (this.#last?.item !== item) {
      const lineStart = this.#text.lastIndexOf('\n', item.dash) + 1;
      const before = ' '.repeat(item.dash - lineStart);
      const own = before + this.#text.slice(item.dash, item.end);
      const { root } = compose(own, { shift: lineStart });
      const node = root?.kind === 'sequence' ? root.items[0] : undefined;
      if (node?.kind !== 'mapping') throw new Error('a text that was read as a mapping must be one');
      this.#last = { item, entries: node.entries };
    }
    return this.#last.entries;
  }
}

class LateItem implements MappingNode {
  readonly kind = 'mapping';
  readonly start: number;
  readonly end: number;
  readonly isFlow: boolean;
  readonly dash: number;
  readonly #items: Items;

  constructor({ start, end, isFlow }: Pick<MappingNode, 'start' | 'end' | 'isFlow'>, dash: number, items: Items) {
    this.start = start;
    this.end = end;
    this.isFlow = isFlow;
    this.dash = dash;
    this.#items = items;
  }

  get entries(): readonly Entry[] {
    return this.#items.entriesOf(this);
  }
}
