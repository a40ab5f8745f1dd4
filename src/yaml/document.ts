// One document that has been read: its value, and the position of everything in it.
import type { Position } from '../model/problem.ts';
import { buildBlock } from './block.ts';
import { build } from './build.ts';
import { construct, keyText } from './construct.ts';
import { countMembers, jsonNode, type JsonChunk } from './json.ts';
import type { Lines } from './lines.ts';
import { buildList, looksLikeList } from './list.ts';
import { locate, type Place, type YamlPath } from './locate.ts';
import { compose, parseYaml, type Node } from './nodes.ts';
import { explain } from './explain.ts';
import { findNotes, type Note } from './notes.ts';
import { ReadError } from './read-error.ts';

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
export function* readYaml(text: string, lines: Lines, index: number): Generator<YamlDocument | YamlProblem> {
  try {
    const parts = readWithoutTree(text);
    if (parts !== undefined) {
      yield new PlacedDocument({ index, lines, ...parts });
      return;
    }
    const { root, rest } = compose(text, parseYaml(text));
    const value = root === undefined ? null : construct(root);
    if (root !== undefined && value !== null)
      yield new PlacedDocument({ index, value, lines, start: root.offset, tree: () => root, isNotable: () => true });
    if (rest !== undefined)
      throw new ReadError(rest, 'kubectl ignores the text after "..."; start a new document with a line of ---');
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield { ...explain(text, error, lines), lines };
  }
}

/** What go-yaml's reader rejects: control characters and noncharacters. */
// oxlint-disable-next-line no-control-regex -- these must not occur in YAML
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** Line breaks for kubectl that most editors do not show: a line can be hidden behind them. */
const HIDDEN_BREAK = /[\x85\u2028\u2029]/;

/** Throws ReadError. */
function refuseCharacters(text: string): void {
  const unreadable = text.search(UNREADABLE);
  if (unreadable !== -1)
    throw new ReadError(unreadable, `cannot be read as YAML: ${codePoint(text, unreadable)} is not allowed; remove it`);
  const hidden = text.search(HIDDEN_BREAK);
  if (hidden !== -1)
    throw new ReadError(hidden, `${codePoint(text, hidden)} is an invisible line break for kubectl; remove it`);
}

function codePoint(text: string, offset: number): string {
  return `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Uses the fastest reader that can read the text; undefined if it needs a tree. Throws ReadError. */
function readWithoutTree(text: string): Omit<Parts, 'index' | 'lines'> | undefined {
  const list = text.length < MIN_LIST || text.length > MAX_LIST ? undefined : buildList(text);
  if (list === undefined && text.length > MAX_YAML) throw new ReadError(0, TOO_LARGE);
  // The block reader accepts only printable ASCII.
  const block = list === undefined ? buildBlock(text) : undefined;
  if (block === undefined) refuseCharacters(text);
  const built = list ?? block ?? build(text, parseYaml(text));
  return (
    built && {
      value: built.value,
      start: built.start,
      tree: list?.tree ?? (() => treeOf(text)),
      isNotable: () => built.isNotable,
    }
  );
}

const TOO_LARGE =
  'YAML document is too large (over 16 Mi characters; 128 Mi for a plain List); split it or convert it to JSON';

/**
 * Parses a second time: the events of every document would take more memory than its value, and few are needed again.
 */
function treeOf(text: string): Node {
  const { root } = compose(text, parseYaml(text));
  if (root === undefined) throw new Error('a text with a value must have a tree');
  return root;
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
    return this.#find(path, ({ value }) => value);
  }

  keyPosition(path: YamlPath): Position {
    return this.#find(path, ({ key, value }) => key ?? value);
  }

  point(path: YamlPath): Position {
    return this.#find(path, ({ key, value, exact }) => (exact && value.kind === 'scalar' ? value : (key ?? value)));
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
        value.kind === 'scalar' ? [{ text: value.text, position: this.lines.position(value.offset) }] : [],
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
    return this.lines.position(choose(locate(this.#rootNode(), path)).offset);
  }

  #rootNode(): Node {
    this.#root ??= this.#tree();
    return this.#root;
  }
}
