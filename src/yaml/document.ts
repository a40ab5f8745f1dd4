// One document that has been read: its value, and the position of everything in it.
import type { Position } from '../model/problem.ts';
import { compose } from './compose.ts';
import { explain } from './explain.ts';
import { countMembers, jsonNode, type JsonChunk } from './json.ts';
import { keyText } from './keys.ts';
import { composeList, looksLikeList } from './large-list.ts';
import type { Lines } from './lines.ts';
import { locate, type Place, type YamlPath } from './locate.ts';
import type { Node } from './nodes.ts';
import { findNotes, type Note } from './notes.ts';
import type { Names } from './parse/names.ts';
import { ReadError } from './read-error.ts';
import { readValue } from './value.ts';

export interface YamlDocument {
  /** Counted from 0 among the non-empty documents of the text, including those that cannot be read. */
  readonly index: number;
  /** JSON data: null, booleans, numbers, strings, arrays, objects (`__proto__` is an ordinary own key). */
  readonly value: unknown;
  readonly start: Position;
  /** The lines of this document. */
  readonly lines: Lines;
  /** Position of the value at a path, or of its nearest existing ancestor. */
  position(path: YamlPath): Position | undefined;
  /** Position of the key of the value at a path; of the value itself for list items. */
  keyPosition(path: YamlPath): Position | undefined;
  /**
   * The position to show to a reader: that of a scalar, or of the key of a list or a mapping. For a missing value it is
   * that of the nearest existing ancestor's key.
   */
  point(path: YamlPath): Position;
  /** Keys that appear more than once in a mapping: the last one silently wins, as for kubectl. */
  duplicates(): readonly DuplicateKey[];
  /** The scalar values of a key of the document that a later duplicate of the key overwrites. */
  overwritten(key: string): readonly Overwritten[];
  /** What the text of the value at a path shows that the value itself does not. */
  notes(path: YamlPath): readonly Note[];
}

export interface DuplicateKey {
  readonly path: YamlPath;
  /** Position of the second key. */
  readonly position: Position;
}

export interface Overwritten {
  readonly text: string;
  readonly position: Position;
}

export interface YamlProblem {
  readonly position: Position;
  readonly message: string;
  /** The lines of the document that has the problem. */
  readonly lines: Lines;
}

/**
 * UTF-16 code units of one YAML document: its tree takes fifty times as much memory. JSON needs no tree and has no
 * limit here.
 */
const MAX_YAML = 16 * 1024 * 1024;
/** Lists of at least this size are read item by item. Smaller ones are faster to read at once. */
const MIN_LIST = 1024 * 1024;
/** The largest list that is read item by item. */
const MAX_LIST = 128 * 1024 * 1024;

/** Whether a YAML document with this beginning and length is too large to read. */
export function isTooLarge(beginning: string, length: number): boolean {
  return length > MAX_YAML && (length > MAX_LIST || !looksLikeList(beginning));
}

/** A YAML document, or the reason why it cannot be read; both if more text follows `...`; nothing if it is empty. */
export function* readYaml(
  text: string,
  lines: Lines,
  index: number,
  names?: Names,
): Generator<YamlDocument | YamlProblem> {
  try {
    if (isTooLarge(text, text.length)) throw new ReadError(0, TOO_LARGE);
    refuseCharacters(text);
    const { value, start, isNotable, rest } = readValue(text, names);
    const tree = treeOf(text);
    if (value !== undefined && value !== null)
      yield new PlacedDocument({ index, value, lines, start, tree, isNotable: () => isNotable });
    if (rest !== undefined)
      throw new ReadError(rest, 'kubectl ignores the text after "..."; start a new document with a line of ---');
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield { ...explain(text, error, lines), lines };
  }
}

/**
 * The tree, made on first use: few documents have a finding. That of a large document is made at once, because it may
 * be too large. Throws ReadError.
 */
function treeOf(text: string): () => Node {
  if (text.length <= MAX_YAML)
    return () => rootOf((text.length < MIN_LIST ? undefined : composeList(text)) ?? compose(text).root);
  const list = composeList(text);
  if (list === undefined) throw new ReadError(0, TOO_LARGE);
  return () => list;
}

function rootOf(root: Node | undefined): Node {
  if (root === undefined) throw new Error('a text with a value must have a tree');
  return root;
}

const TOO_LARGE =
  'YAML document is too large (over 16 Mi characters; 128 Mi for a plain List); split it or convert it to JSON';

/** Line breaks for kubectl that most editors do not show: a line can be hidden behind them. */
const HIDDEN_BREAK = /[\x85\u2028\u2029]/;

/** These, what go-yaml's reader rejects, and two line breaks that kubectl takes for one. */
// oxlint-disable-next-line no-control-regex -- these must not occur in YAML
const REFUSED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff]|\r\r\n/;

/** Throws ReadError. */
function refuseCharacters(text: string): void {
  const offset = text.search(REFUSED);
  if (offset === -1) return;
  const name = `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`;
  if (HIDDEN_BREAK.test(text.charAt(offset)))
    throw new ReadError(offset, `${name} is an invisible line break for kubectl; remove it`);
  throw new ReadError(offset, `cannot be read as YAML: ${name} is not allowed here; remove it`);
}

/** The document of a JSON object that begins at `start` in the text of `lines`. */
export function jsonDocument(text: string, start: number, chunk: JsonChunk, lines: Lines, index: number): YamlDocument {
  const { value, ends, members } = chunk;
  const isNotable = (): boolean => countMembers(value) !== members;
  const tree = (): Node => jsonNode({ text, ends, shift: chunk.start - start }, start);
  return new PlacedDocument({ index, value, lines, start, tree, isNotable });
}

interface Parts {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  /** Offset into the text of `lines`, as are the offsets of the tree. */
  readonly start: number;
  /** Called at most once, and only when a position is needed. */
  readonly tree: () => Node;
  /** Whether the tree may have notes. Called at most once, and only when notes are needed. */
  readonly isNotable: () => boolean;
}

/**
 * A class: V8 makes a hidden class for each object literal with a getter, and keeps what it refers to until a full
 * collection.
 */
class PlacedDocument implements YamlDocument {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  readonly #start: number;
  readonly #tree: () => Node;
  readonly #computeNotable: () => boolean;
  #root: Node | undefined;
  #isNotable: boolean | undefined;

  constructor({ index, value, lines, start, tree, isNotable }: Parts) {
    this.index = index;
    this.value = value;
    this.lines = lines;
    this.#start = start;
    this.#tree = tree;
    this.#computeNotable = isNotable;
  }

  get start(): Position {
    return this.lines.position(this.#start);
  }

  position(path: YamlPath): Position {
    return this.#find(path, (place) => (isEmpty(place.value) ? (place.key ?? place.value) : place.value));
  }

  keyPosition(path: YamlPath): Position {
    return this.#find(path, ({ key, value }) => key ?? value);
  }

  point(path: YamlPath): Position {
    return this.#find(path, ({ key, value, exact }) =>
      exact && value.kind === 'scalar' && !isEmpty(value) ? value : (key ?? value),
    );
  }

  duplicates(): readonly DuplicateKey[] {
    return this.notes([]).flatMap((note) =>
      note.kind === 'duplicate-key' ? [{ path: note.path, position: this.lines.position(note.offset) }] : [],
    );
  }

  overwritten(key: string): readonly Overwritten[] {
    this.#isNotable ??= this.#computeNotable();
    const root = this.#isNotable ? this.#rootNode() : undefined;
    if (root?.kind !== 'mapping') return [];
    const same = root.entries.filter((entry) => keyText(entry.key) === key);
    return same
      .slice(0, -1)
      .flatMap(({ value }) =>
        value.kind === 'scalar' ? [{ text: value.text, position: this.lines.position(value.start) }] : [],
      );
  }

  notes(path: YamlPath): readonly Note[] {
    this.#isNotable ??= this.#computeNotable();
    if (!this.#isNotable) return [];
    const { value, exact } = locate(this.#rootNode(), path);
    return exact ? findNotes(value, path) : [];
  }

  #find(path: YamlPath, choose: (place: Place) => Node): Position {
    if (path.length === 0) return this.start;
    return this.lines.position(choose(locate(this.#rootNode(), path)).start);
  }

  #rootNode(): Node {
    this.#root ??= this.#tree();
    return this.#root;
  }
}

/** A value without text, which is nowhere. */
function isEmpty({ start, end }: Node): boolean {
  return start === end;
}
