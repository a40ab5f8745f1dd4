// The tree of one document: what is written and where, before scalars, keys and tags are interpreted.
import type { ScalarStyle } from './parse/token.ts';
import type { Written } from './written.ts';

export type Node = ScalarNode | SequenceNode | MappingNode | AliasNode;

interface Placed {
  /**
   * Offsets into the text, in UTF-16 code units, without anchor and tag, end exclusive. An empty value starts and ends
   * where it would be.
   */
  readonly start: number;
  readonly end: number;
}

export interface ScalarNode extends Placed, Written {
  readonly kind: 'scalar';
  readonly style: ScalarStyle;
}

export interface SequenceNode extends Placed {
  readonly kind: 'sequence';
  readonly isFlow: boolean;
  readonly items: readonly Node[];
  /** An item, found without reading the list beyond it. Not set where all items are in memory. */
  at?(index: number): Node | undefined;
}

export interface MappingNode extends Placed {
  readonly kind: 'mapping';
  readonly isFlow: boolean;
  readonly entries: readonly Entry[];
}

export interface Entry {
  readonly key: Node;
  readonly value: Node;
}

export interface AliasNode extends Placed {
  readonly kind: 'alias';
  readonly target: Node;
}

/** The node itself, or the target of an alias. */
export function resolveAlias(node: Node): Exclude<Node, AliasNode> {
  let current = node;
  while (current.kind === 'alias') current = current.target;
  return current;
}
