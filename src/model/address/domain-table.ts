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
  return { find: (name) => findFrom(root, name) };
}

function makeNode<T>(): Node<T> {
  return { children: new Map(), value: undefined };
}

function findFrom<T>(root: Node<T>, name: string): T | undefined {
  let found: T | undefined;
  let node = root;
  let end = name.length;
  // Stop at a node without children: no domain is longer, and the rest of the name may be long.
  while (end > 0 && node.children.size > 0) {
    const dot = name.lastIndexOf('.', end - 1);
    const label = name.slice(dot + 1, end);
    const child = node.children.get(label) ?? (label === '' ? undefined : node.children.get('*'));
    if (child === undefined) break;
    node = child;
    found = node.value ?? found;
    end = dot;
  }
  return found;
}
