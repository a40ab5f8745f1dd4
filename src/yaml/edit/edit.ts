// Applies patch operations to the text of documents. Comments, order, quotes and layout stay.
import { isObject } from '../../model/is-object.ts';
import { fromPointer, toPointer, type JsonValue, type PatchOperation } from '../../model/json-patch.ts';
import { compose, type Tree } from '../compose.ts';
import { readYaml } from '../document.ts';
import { insertMembers, styleOf } from './edit-members.ts';
import { removeItems } from './edit-items.ts';
import { isMergeKey, keyText } from '../keys.ts';
import { Lines } from '../lines.ts';
import { ReadError } from '../read-error.ts';
import type { MappingNode, Node, SequenceNode } from '../nodes.ts';
import { Splitter } from '../split.ts';
import { applySplices, type Splice } from './splice.ts';
import { rewriteScalar } from './write-value.ts';

export interface Edited {
  readonly text: string;
  /** Operations that were not applied, and why. All others were. */
  readonly refused: ReadonlyMap<PatchOperation, string>;
}

type Path = readonly string[];

/** One change of the text from one or several operations, such as a new mapping and the members set in it. */
interface Change {
  readonly op: 'set' | 'remove';
  readonly path: Path;
  value: JsonValue;
  readonly operations: PatchOperation[];
}

/** UTF-16 code units: the tree of a text takes many times as much memory. */
const MAX_EDITED = 16 * 1024 * 1024;

const SHARED = 'the value is shared through an anchor or a merge key; change it by hand';
const LAYOUT = 'the layout of the text does not allow a safe edit; change it by hand';

/**
 * Edits documents of a text by their index, which does not count empty ones. Operations that set values come first,
 * then the removals of list items, the last item first, so that each path is valid for the original text. A document
 * that cannot be edited stays unchanged.
 */
export function editDocuments(text: string, operations: ReadonlyMap<number, readonly PatchOperation[]>): Edited {
  const refused = new Map<PatchOperation, string>();
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, index } of documentsOf(text)) {
    const own = text.slice(start, end);
    const edited = editDocument(own, operations.get(index) ?? []);
    for (const [operation, why] of edited.refused) refused.set(operation, why);
    parts.push(text.slice(from, start), edited.text);
    from = end;
  }
  return { text: [...parts, text.slice(from)].join(''), refused };
}

/** The documents of a text without problems, with the index that DocumentStream gives them. */
function* documentsOf(
  text: string,
): Generator<{ readonly start: number; readonly end: number; readonly index: number }> {
  const splitter = new Splitter();
  let index = 0;
  for (let chunk = splitter.next(text, 0, true); chunk !== undefined; chunk = splitter.next(text, chunk.next, true)) {
    const { start, end, kind } = chunk;
    const own = text.slice(start, end);
    const isEmpty = kind === 'yaml' && [...readYaml(own, new Lines(own), index)].length === 0;
    if (!isEmpty) yield { start, end, index: index++ };
  }
}

export function editDocument(text: string, operations: readonly PatchOperation[]): Edited {
  if (operations.length === 0) return { text, refused: new Map() };
  if (text.length > MAX_EDITED)
    return refuseAll(text, operations, 'the document is too large to edit (over 16 Mi characters); change it by hand');
  try {
    return new Editor(text, compose(text, { isJson: true })).edit(operations);
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    return refuseAll(text, operations, LAYOUT);
  }
}

function refuseAll(text: string, operations: readonly PatchOperation[], why: string): Edited {
  return { text, refused: new Map(operations.map((operation) => [operation, why])) };
}

class Editor {
  readonly #text: string;
  readonly #tree: Tree;
  readonly #splices: Splice[] = [];
  readonly #added = new Map<MappingNode, readonly Change[]>();
  readonly #refused = new Map<PatchOperation, string>();

  constructor(text: string, tree: Tree) {
    this.#text = text;
    this.#tree = tree;
  }

  edit(operations: readonly PatchOperation[]): Edited {
    const changes = coalesce(operations);
    for (const change of changes.filter(({ op }) => op === 'set')) this.#record(change, this.#set(change));
    for (const [mapping, added] of this.#added) this.#recordAll(added, this.#insert(mapping, added));
    const lists = Map.groupBy(
      changes.filter(({ op }) => op === 'remove'),
      ({ path }) => toPointer(path.slice(0, -1)),
    );
    for (const removals of lists.values()) this.#recordAll(removals, this.#remove(removals));
    const edited = applySplices(this.#text, this.#splices);
    return edited === undefined ? refuseAll(this.#text, operations, LAYOUT) : { text: edited, refused: this.#refused };
  }

  /** Records the common result of several changes. */
  #recordAll(changes: readonly Change[], result: readonly Splice[] | string): void {
    for (const [index, change] of changes.entries())
      this.#record(change, index === 0 || typeof result === 'string' ? result : []);
  }

  #record({ operations }: Change, result: readonly Splice[] | string): void {
    if (typeof result === 'string') for (const operation of operations) this.#refused.set(operation, result);
    else this.#splices.push(...result);
  }

  /** New members are collected, and inserted once all of them are known. */
  #set(change: Change): readonly Splice[] | string {
    const { path, value } = change;
    const key = path.at(-1) ?? '';
    const parent = this.#find(path.slice(0, -1));
    if (typeof parent === 'string') return parent;
    const target = childOf(parent, key);
    if (target === undefined) {
      if (parent.kind !== 'mapping') return LAYOUT;
      this.#added.set(parent, [...(this.#added.get(parent) ?? []), change]);
      return [];
    }
    if (this.#isShared(target)) return SHARED;
    if (target.kind !== 'scalar') return LAYOUT;
    const written = rewriteScalar(target, value, styleOf(this.#text, this.#tree.root?.start ?? 0));
    // An empty value directly after a colon has no space before it.
    const space = target.start === target.end && this.#text[target.start - 1] === ':' ? ' ' : '';
    return written === undefined
      ? LAYOUT
      : [{ start: target.start, end: target.end, text: `${space}${written}`, depth: path.length }];
  }

  #insert(mapping: MappingNode, added: readonly Change[]): readonly Splice[] | string {
    const members = added.map(({ path, value }) => ({ key: path.at(-1) ?? '', value }));
    return insertMembers(this.#text, mapping, members, added[0]?.path.length ?? 0) ?? LAYOUT;
  }

  #remove(removals: readonly Change[]): readonly Splice[] | string {
    const [first] = removals;
    const list = this.#find(first?.path.slice(0, -1) ?? []);
    if (typeof list === 'string') return list;
    if (list.kind !== 'sequence') return LAYOUT;
    const indexes = new Set(removals.map(({ path }) => Number(path.at(-1))));
    return removeItems(this.#text, list, indexes, first?.path.length ?? 0) ?? LAYOUT;
  }

  /** The list or mapping at a path, or the reason why it cannot be changed. */
  #find(path: Path): MappingNode | SequenceNode | string {
    let node = this.#tree.root;
    for (const segment of path) {
      if (node === undefined) return LAYOUT;
      if (this.#isShared(node)) return SHARED;
      const child = childOf(node, segment);
      if (child === undefined)
        return node.kind === 'mapping' && node.entries.some(({ key }) => isMergeKey(key)) ? SHARED : LAYOUT;
      node = child;
    }
    if (node === undefined || node.kind === 'scalar') return LAYOUT;
    return node.kind === 'alias' || this.#isShared(node) ? SHARED : node;
  }

  #isShared(node: Node): boolean {
    return node.kind === 'alias' || this.#tree.shared.has(node);
  }
}

/** Of duplicate keys the last one counts. */
function childOf(node: Node, segment: string): Node | undefined {
  if (node.kind === 'sequence') return node.items[Number(segment)];
  if (node.kind !== 'mapping') return undefined;
  return node.entries.findLast(({ key }) => nameOf(key) === segment)?.value;
}

function nameOf(key: Node): string | undefined {
  return key.kind === 'scalar' ? keyText(key) : undefined;
}

function coalesce(operations: readonly PatchOperation[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const operation of operations) {
    const path = fromPointer(operation.path) ?? [];
    if (operation.op === 'remove') {
      changes.set(operation.path, { op: 'remove', path, value: null, operations: [operation] });
      continue;
    }
    const enclosing = path
      .map((_, length) => changes.get(toPointer(path.slice(0, length))))
      .find((change) => change !== undefined);
    if (enclosing === undefined) {
      changes.set(operation.path, { op: 'set', path, value: operation.value, operations: [operation] });
      continue;
    }
    enclosing.value = setMember(enclosing.value, path.slice(enclosing.path.length), operation.value);
    enclosing.operations.push(operation);
  }
  return [...changes.values()];
}

/** The value with a member set at a path within it. Every value on the path is a mapping from an earlier operation. */
function setMember(value: JsonValue, path: Path, member: JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(value)) return member;
  const existing = Object.hasOwn(value, key) ? value[key] : undefined;
  return { ...value, [key]: setMember(existing ?? {}, rest, member) };
}
