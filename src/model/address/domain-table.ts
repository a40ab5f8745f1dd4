// A table of domains with values, searched by the labels of a name from its end: a look-up takes as many steps as the
// longest domain has labels, however many domains there are.

export interface DomainTable<T> {
  /** The value of the longest domain that a normalized name is or is in. */
  find(name: string): T | undefined;
}

interface Node<T> {
  readonly children: Map<string, Node<T>>;
  value: T | undefined;
}

/** A label `*` of a domain means any one label. Of equal domains the last one counts. */
export function makeDomainTable<T>(entries: Iterable<readonly [domain: string, value: T]>): DomainTable<T> {
  const root = makeNode<T>();
  for (const [domain, value] of entries) {
    let node = root;
    for (const label of domain.split('.').toReversed()) {
      const child = node.children.get(label) ?? makeNode<T>();
      node.children.set(label, child);
      node = child;
    }
    node.value = value;
  }
  return { find: (name) => longest(root, name, name.length)?.value };
}

function makeNode<T>(): Node<T> {
  return { children: new Map(), value: undefined };
}

interface Match<T> {
  readonly value: T;
  /** Where the part of the name before the domain ends; least for the longest domain. */
  readonly rest: number;
}

/**
 * The longest domain below a node, for the part of a name before `end`; of equals the one with the more exact labels.
 */
function longest<T>(node: Node<T>, name: string, end: number): Match<T> | undefined {
  // Stop at a node without children: no domain is longer, and the rest of the name may be long.
  if (end > 0 && node.children.size > 0) {
    const dot = name.lastIndexOf('.', end - 1);
    const label = name.slice(dot + 1, end);
    const exact = matchBelow(node, label, name, dot);
    const any = label === '' ? undefined : matchBelow(node, '*', name, dot);
    if (exact !== undefined && (any === undefined || exact.rest <= any.rest)) return exact;
    if (any !== undefined) return any;
  }
  return node.value === undefined ? undefined : { value: node.value, rest: end };
}

function matchBelow<T>(node: Node<T>, label: string, name: string, end: number): Match<T> | undefined {
  const child = node.children.get(label);
  return child && longest(child, name, end);
}
