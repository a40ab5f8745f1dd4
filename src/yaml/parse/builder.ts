// What the parser builds of a text: its value, or a tree with positions.
import type { Scanner } from './scanner.ts';

/** Anchor and tag of a node; empty texts without them. */
export interface Properties {
  readonly anchor: string;
  /** The whole name: `!!str` is `tag:yaml.org,2002:str`. */
  readonly tag: string;
}

/** `Any` is what a node becomes, `List` and `Fields` are what open lists and mappings are, `Key` is a key. */
export interface Builder<Any, List extends Any, Fields extends Any, Key> {
  /** The scalar that the scanner has just found. */
  scalar(found: Scanner, properties: Properties): Any;
  /** The scalar of a node without content: null, unless it has a tag. */
  empty(at: number, properties: Properties): Any;
  /** The alias that the scanner has just found. */
  alias(found: Scanner): Any;
  openList(start: number, isFlow: boolean, properties: Properties): List;
  /** `dash` is the offset of the item's dash; -1 in a flow list. */
  addItem(list: List, item: Any, dash: number): void;
  /** `end` is the offset after the bracket; -1 without one, as for all of these. */
  closeList(list: List, end: number, properties: Properties): void;
  openMapping(start: number, isFlow: boolean, properties: Properties): Fields;
  /** What was just built becomes a key. Throws ReadError for what cannot be one. */
  key(node: Any, at: number): Key;
  /** `at` is the offset of the value. */
  addEntry(mapping: Fields, key: Key, value: Any, at: number): void;
  closeMapping(mapping: Fields, end: number, properties: Properties): void;
}
