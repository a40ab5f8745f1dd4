// The anchors of a document, and how much its aliases add to it. Without a limit a few lines expand to terabytes
// ("billion laughs").
import { MAX_DEPTH } from './parse/parser.ts';
import { ReadError } from './read-error.ts';
import type { Written } from './written.ts';

/** Nodes and characters that aliases may add to a document. */
const MAX_ALIASED = 5_000_000;

export interface Anchored {
  /** Not set as long as the node is being read. */
  value?: unknown;
  isOpen: boolean;
  /** Of a scalar, what it would be as a key. */
  readonly written: Written | undefined;
  nodes: number;
  characters: number;
  /** Of lists and mappings in each other. */
  levels: number;
  /** The deepest level outside of the node, to which this goes back. */
  readonly outside: number;
}

/**
 * Counts what kubectl's parser counts, which refuses documents that consist of aliases nearly alone
 * (https://github.com/yaml/go-yaml/blob/v2.4.4/decode.go).
 */
export class Aliases {
  /** Nodes of the document so far, with those that aliases repeat. */
  #nodes = 1;
  #characters = 0;
  #aliased = 0;
  #added = 0;
  readonly #anchors = new Map<string, Anchored>();
  /** Lists and mappings that are open. */
  #level = 0;
  /** The deepest level since the innermost open anchor. */
  #deepest = 0;

  count(characters: number): void {
    this.#nodes++;
    this.#characters += characters;
  }

  /** A list or a mapping begins. */
  enter(): void {
    this.#nodes++;
    this.#deepest = Math.max(this.#deepest, ++this.#level);
  }

  leave(): void {
    this.#level--;
  }

  /** A node that has begun, and is complete once `close` is called. */
  open(name: string, written: Written | undefined): Anchored {
    const isScalar = written !== undefined;
    const anchored = {
      isOpen: true,
      written,
      // The node itself has been counted.
      nodes: 1 - this.#nodes,
      characters: (written?.text.length ?? 0) - this.#characters,
      levels: isScalar ? 0 : 1 - this.#level,
      outside: this.#deepest,
    };
    this.#anchors.set(name, anchored);
    this.#deepest = this.#level;
    return anchored;
  }

  close(anchored: Anchored, value: unknown): void {
    anchored.value = value;
    anchored.isOpen = false;
    anchored.nodes += this.#nodes;
    anchored.characters += this.#characters;
    if (anchored.written === undefined) anchored.levels += this.#deepest;
    this.#deepest = Math.max(this.#deepest, anchored.outside);
  }

  /** The node that an alias repeats. Throws ReadError. */
  resolve(name: string, offset: number): Anchored {
    const anchored = this.#anchors.get(name);
    if (anchored === undefined)
      throw new ReadError(offset, `cannot be read as YAML: alias "*${name}" has no anchor "&${name}" before it`);
    if (anchored.isOpen) throw new ReadError(offset, `cannot be read as YAML: anchor "${name}" contains itself`);
    this.#nodes += 1 + anchored.nodes;
    this.#characters += anchored.characters;
    this.#aliased += anchored.nodes;
    this.#added += anchored.nodes + anchored.characters;
    this.#deepest = Math.max(this.#deepest, this.#level + anchored.levels);
    if (this.#deepest > MAX_DEPTH)
      throw new ReadError(offset, `cannot be read: nested deeper than ${MAX_DEPTH} levels; flatten it`);
    if (this.#added > MAX_ALIASED || this.#isExcessive())
      throw new ReadError(offset, 'cannot be read: its aliases expand to too much text; write it out, or split it');
    return anchored;
  }

  #isExcessive(): boolean {
    const share = this.#aliased / this.#nodes;
    return this.#aliased > 100 && this.#nodes > 1000 && share > allowedShare(this.#nodes);
  }
}

const FEW = 400_000;
const MANY = 4_000_000;

/** From 99 % of the nodes of small documents to 10 % of those of large ones. */
function allowedShare(nodes: number): number {
  return 0.99 - 0.89 * Math.min(1, Math.max(0, (nodes - FEW) / (MANY - FEW)));
}
