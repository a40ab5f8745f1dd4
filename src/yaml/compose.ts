// Builds the tree of a document while it is parsed.
import type { Entry, MappingNode, Node, SequenceNode } from './nodes.ts';
import type { Builder, Properties } from './parse/builder.ts';
import { parse, type ParseOptions } from './parse/parser.ts';
import type { Scanner } from './parse/scanner.ts';
import { ReadError } from './read-error.ts';

export interface Tree {
  /** Undefined if the text has only white space and comments. */
  readonly root: Node | undefined;
  /** Nodes that an alias repeats: an edit of such a node would also change its aliases. */
  readonly shared: ReadonlySet<Node>;
}

export interface ComposeOptions extends ParseOptions {
  /** Where the text begins in the text in which offsets count. */
  readonly shift?: number;
}

/** Throws ReadError. */
export function compose(text: string, options: ComposeOptions = {}): Tree {
  const composer = new Composer(options.shift);
  const { root } = parse(text, composer, options);
  return { root, shared: composer.shared };
}

export interface OpenList extends SequenceNode {
  end: number;
  readonly items: Node[];
}

export interface OpenMapping extends MappingNode {
  end: number;
  readonly entries: Entry[];
}

export class Composer implements Builder<Node, OpenList, OpenMapping, Node> {
  readonly shared = new Set<Node>();
  readonly #anchors = new Map<string, Node>();
  readonly #shift: number;

  /** `shift` is where the parsed text begins in the text in which offsets count. */
  constructor(shift = 0) {
    this.#shift = shift;
  }

  scalar({ content: text, style, start, end }: Scanner, properties: Properties): Node {
    const { tag } = properties;
    return this.#remember(
      { kind: 'scalar', ...this.#place(start, end), text, style, isPlain: style === 'plain', tag },
      properties,
    );
  }

  empty(at: number, properties: Properties): Node {
    const { tag } = properties;
    return this.#remember(
      { kind: 'scalar', ...this.#place(at, at), text: '', style: 'plain', isPlain: true, tag },
      properties,
    );
  }

  alias({ content, start, end }: Scanner): Node {
    const target = this.#anchors.get(content);
    if (target === undefined)
      throw new ReadError(start, `cannot be read as YAML: alias "*${content}" has no anchor before it`);
    this.shared.add(target);
    return { kind: 'alias', ...this.#place(start, end), target };
  }

  openList(start: number, isFlow: boolean, properties: Properties): OpenList {
    return this.#remember({ kind: 'sequence', ...this.#place(start, start), isFlow, items: [] }, properties);
  }

  addItem(list: OpenList, item: Node, _dash: number): void {
    list.items.push(item);
  }

  /** A block ends with its last child. */
  closeList(list: OpenList, end: number): void {
    list.end = end === -1 ? (list.items.at(-1)?.end ?? list.end) : end + this.#shift;
  }

  openMapping(start: number, isFlow: boolean, properties: Properties): OpenMapping {
    return this.#remember({ kind: 'mapping', ...this.#place(start, start), isFlow, entries: [] }, properties);
  }

  key(node: Node): Node {
    return node;
  }

  addEntry(mapping: OpenMapping, key: Node, value: Node): void {
    mapping.entries.push({ key, value });
  }

  closeMapping(mapping: OpenMapping, end: number): void {
    mapping.end = end === -1 ? (mapping.entries.at(-1)?.value.end ?? mapping.end) : end + this.#shift;
  }

  #place(start: number, end: number): { readonly start: number; readonly end: number } {
    return { start: start + this.#shift, end: end + this.#shift };
  }

  #remember<Of extends Node>(node: Of, { anchor }: Properties): Of {
    if (anchor !== '') this.#anchors.set(anchor, node);
    return node;
  }
}
