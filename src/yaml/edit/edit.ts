// Applies operations to the text of documents in place: only what they mean changes, and comments, order, quotes and layout stay.
import { isObject } from '../../model/is-object.ts';
import { fromPointer, toPointer, type JsonValue, type PatchOperation } from '../../model/json-patch.ts';
import { keyText } from '../construct.ts';
import { readYaml } from '../document.ts';
import { insertMembers, styleOf } from './edit-members.ts';
import { removeItems } from './edit-items.ts';
import { Lines } from '../lines.ts';
import { ReadError } from '../read-error.ts';
import { readSpans, type MappingSpan, type SequenceSpan, type Span, type Spans } from '../spans.ts';
import { Splitter } from '../split.ts';
import { applySplices, type Splice } from './splice.ts';
import { rewriteScalar } from './write-value.ts';

export interface Edited {
  readonly text: string;
  /** What was not done, and why; everything else was. */
  readonly refused: ReadonlyMap<PatchOperation, string>;
}

type Path = readonly string[];

/** Several operations that come to one change of the text: a mapping that is made and what is put into it. */
interface Change {
  readonly op: 'set' | 'remove';
  readonly path: Path;
  value: JsonValue;
  readonly operations: PatchOperation[];
}

/** UTF-16 code units: extents take many times the size of what they are of. */
const MAX_EDITED = 16 * 1024 * 1024;

const SHARED = 'it is shared through an anchor or a merge key: change it by hand';
const LAYOUT = 'the layout of the text here is beyond a safe change: change it by hand';

/**
 * Edits documents of a whole text, by their index (empty ones are not counted). Operations are in the order of a plan: what is set first, then list items
 * that go, the last first, each path right for the text as it is. Nothing is changed in a document that cannot be edited.
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

/** The documents of a text without problems, as DocumentStream counts them. */
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
    return refuseAll(text, operations, 'the document is too large to be edited (over 16 Mi characters)');
  try {
    return new Editor(text, readSpans(text)).edit(operations);
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
  readonly #spans: Spans;
  readonly #splices: Splice[] = [];
  readonly #added = new Map<MappingSpan, readonly Change[]>();
  readonly #refused = new Map<PatchOperation, string>();

  constructor(text: string, spans: Spans) {
    this.#text = text;
    this.#spans = spans;
  }

  edit(operations: readonly PatchOperation[]): Edited {
    const changes = coalesce(operations);
    for (const change of changes.filter(({ op }) => op === 'set')) this.#take(change, this.#set(change));
    for (const [mapping, added] of this.#added) this.#takeAll(added, this.#insert(mapping, added));
    const lists = Map.groupBy(
      changes.filter(({ op }) => op === 'remove'),
      ({ path }) => toPointer(path.slice(0, -1)),
    );
    for (const removals of lists.values()) this.#takeAll(removals, this.#remove(removals));
    const edited = applySplices(this.#text, this.#splices);
    return edited === undefined ? refuseAll(this.#text, operations, LAYOUT) : { text: edited, refused: this.#refused };
  }

  /** Several changes that come to one result. */
  #takeAll(changes: readonly Change[], result: readonly Splice[] | string): void {
    for (const [index, change] of changes.entries())
      this.#take(change, index === 0 || typeof result === 'string' ? result : []);
  }

  #take({ operations }: Change, result: readonly Splice[] | string): void {
    if (typeof result === 'string') for (const operation of operations) this.#refused.set(operation, result);
    else this.#splices.push(...result);
  }

  /** What is to be added to a mapping waits until all of it is known. */
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
    const written = rewriteScalar(target, value, styleOf(this.#text, this.#spans.root?.start ?? 0));
    // Behind a colon there is a space, and an empty value has taken none.
    const space = target.start === target.end && this.#text[target.start - 1] === ':' ? ' ' : '';
    return written === undefined
      ? LAYOUT
      : [{ start: target.start, end: target.end, text: `${space}${written}`, depth: path.length }];
  }

  #insert(mapping: MappingSpan, added: readonly Change[]): readonly Splice[] | string {
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

  /** The list or mapping at a path, or why it cannot be changed. */
  #find(path: Path): MappingSpan | SequenceSpan | string {
    let span = this.#spans.root;
    for (const segment of path) {
      if (span === undefined) return LAYOUT;
      if (this.#isShared(span)) return SHARED;
      const child = childOf(span, segment);
      if (child === undefined)
        return span.kind === 'mapping' && span.entries.some(({ key }) => isMerge(key)) ? SHARED : LAYOUT;
      span = child;
    }
    if (span === undefined || span.kind === 'scalar') return LAYOUT;
    return span.kind === 'alias' || this.#isShared(span) ? SHARED : span;
  }

  #isShared(span: Span): boolean {
    return span.kind === 'alias' || this.#spans.shared.has(span.anchor);
  }
}

/** The last one of a name counts. */
function childOf(span: Span, segment: string): Span | undefined {
  if (span.kind === 'sequence') return span.items[Number(segment)];
  if (span.kind !== 'mapping') return undefined;
  return span.entries.findLast(({ key }) => nameOf(key) === segment)?.value;
}

function nameOf(key: Span): string | undefined {
  if (key.kind !== 'scalar') return undefined;
  return keyText({ kind: 'scalar', offset: key.start, text: key.text, plain: key.style === 'plain', tag: '' });
}

function isMerge(key: Span): boolean {
  return key.kind === 'scalar' && key.style === 'plain' && key.text === '<<';
}

function coalesce(operations: readonly PatchOperation[]): readonly Change[] {
  const changes = new Map<string, Change>();
  for (const operation of operations) {
    const path = fromPointer(operation.path) ?? [];
    if (operation.op === 'remove') {
      changes.set(operation.path, { op: 'remove', path, value: null, operations: [operation] });
      continue;
    }
    const made = path
      .map((_, length) => changes.get(toPointer(path.slice(0, length))))
      .find((change) => change !== undefined);
    if (made === undefined) {
      changes.set(operation.path, { op: 'set', path, value: operation.value, operations: [operation] });
      continue;
    }
    made.value = put(made.value, path.slice(made.path.length), operation.value);
    made.operations.push(operation);
  }
  return [...changes.values()];
}

/** The value with a member put into it; nothing but mappings that were made for it stand on the way. */
function put(value: JsonValue, path: Path, member: JsonValue): JsonValue {
  const [key, ...rest] = path;
  if (key === undefined || !isObject(value)) return member;
  const known = Object.hasOwn(value, key) ? value[key] : undefined;
  return { ...value, [key]: put(known ?? {}, rest, member) };
}
