// One document that has been read: its value, and where everything in it stands.
import type { Position } from '../model/problem.ts';
import { buildBlock } from './block.ts';
import { build } from './build.ts';
import { construct, keyText } from './construct.ts';
import { countMembers, jsonNode, type JsonChunk } from './json.ts';
import type { Lines } from './lines.ts';
import { buildList, looksLikeList } from './list.ts';
import { locate, type Place, type YamlPath } from './locate.ts';
import { compose, parseYaml, type Node } from './nodes.ts';
import { findNotes, type Note } from './notes.ts';
import { ReadError } from './read-error.ts';

export interface YamlDocument {
  /** Among the documents of the text that are not empty, from 0; one that cannot be read counts. */
  readonly index: number;
  /** Plain data as JSON has it: null, booleans, numbers, strings, arrays, objects (`__proto__` is an own key like any other). */
  readonly value: unknown;
  readonly start: Position;
  /** Of this document. */
  readonly lines: Lines;
  /** Of the value at a path; of its nearest existing ancestor if there is none. */
  position(path: YamlPath): Position | undefined;
  /** Of the key that leads to the value at a path; of the value where no key does (list items). */
  keyPosition(path: YamlPath): Position | undefined;
  /** Where to point a reader to: a plain value itself, the key of a list or a mapping, and of the nearest existing ancestor of what is missing. */
  point(path: YamlPath): Position;
  /** Keys that stand twice in one mapping: the last one won, in silence, as it does for kubectl. */
  duplicates(): readonly DuplicateKey[];
  /** The values of a key of the document that a later key of the same name has replaced, if they are plain text. */
  overwritten(key: string): readonly Overwritten[];
  /** What the text tells of the value at a path that the value does not. */
  notes(path: YamlPath): readonly Note[];
}

export interface DuplicateKey {
  readonly path: YamlPath;
  /** Of the second one. */
  readonly position: Position;
}

export interface Overwritten {
  readonly text: string;
  readonly position: Position;
}

export interface YamlProblem {
  readonly position: Position;
  readonly message: string;
  /** Of the document it is about. */
  readonly lines: Lines;
}

/** UTF-16 code units of one YAML document, whose tree takes fifty times its size. JSON, which needs none, has no limit of its own. */
const MAX_YAML = 16 * 1024 * 1024;
/** Lists are read item by item from this size on: what is smaller is read faster at once. */
const MIN_LIST = 1024 * 1024;
/** Of such a list. */
const MAX_LIST = 128 * 1024 * 1024;

/** Whether a YAML document, whose beginning this is, cannot be read for its size. */
export function isTooLarge(beginning: string, length: number): boolean {
  return length > MAX_YAML && (length > MAX_LIST || !looksLikeList(beginning));
}

/** A YAML document, or why there is none; both if it ends with `...` and more text; nothing if it is empty. */
export function* readYaml(text: string, lines: Lines, index: number): Generator<YamlDocument | YamlProblem> {
  try {
    const usual = readUsual(text);
    if (usual !== undefined) {
      yield new PlacedDocument({ index, lines, ...usual });
      return;
    }
    const { root, rest } = compose(text, parseYaml(text));
    const value = root === undefined ? null : construct(root);
    if (root !== undefined && value !== null)
      yield new PlacedDocument({ index, value, lines, start: root.offset, tree: () => root, isNotable: () => true });
    if (rest !== undefined)
      throw new ReadError(rest, 'kubectl does not read what follows "...": begin a new document with a line of ---');
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield explain(text, error, lines);
  }
}

/** What go-yaml's reader refuses: control characters, and what is no character. */
// oxlint-disable-next-line no-control-regex -- these are what must not be there
const UNREADABLE = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]/;
/** What ends a line for kubectl, and for hardly anybody else: something to hide a line behind. */
const HIDDEN_BREAK = /[\x85\u2028\u2029]/;

/** Throws ReadError. */
function refuseCharacters(text: string): void {
  const unreadable = text.search(UNREADABLE);
  if (unreadable !== -1)
    throw new ReadError(unreadable, `cannot be read as YAML: control character ${codePoint(text, unreadable)}`);
  const hidden = text.search(HIDDEN_BREAK);
  if (hidden !== -1)
    throw new ReadError(
      hidden,
      `${codePoint(text, hidden)} ends a line for kubectl though it does not look so: remove it`,
    );
}

function codePoint(text: string, offset: number): string {
  return `U+${text.charCodeAt(offset).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** By the first way that knows such a text; undefined for one of which a tree must be made. Throws ReadError. */
function readUsual(text: string): Omit<Parts, 'index' | 'lines'> | undefined {
  const list = text.length < MIN_LIST || text.length > MAX_LIST ? undefined : buildList(text);
  if (list === undefined && text.length > MAX_YAML) throw new ReadError(0, TOO_LARGE);
  // The short way takes nothing but printable ASCII.
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
  'this YAML document is too large to be read (over 16 Mi characters, a plain List over 128 Mi): split it, or give it as JSON';

/** Parses a second time: keeping the events of every document would cost those that have nothing to say more memory than their values. */
function treeOf(text: string): Node {
  const { root } = compose(text, parseYaml(text));
  if (root === undefined) throw new Error('a text with a value has a tree');
  return root;
}

/** The document of an object at `start` in the text of these lines. */
export function jsonDocument(text: string, start: number, chunk: JsonChunk, lines: Lines, index: number): YamlDocument {
  const { value, ends, members } = chunk;
  const isNotable = (): boolean => countMembers(value) !== members;
  const tree = (): Node => jsonNode({ text, ends, shift: chunk.start - start }, start);
  return new PlacedDocument({ index, value, lines, start, tree, isNotable });
}

const TEMPLATE_MARK = '{{';
/** Where no quote and no comment stands before it in its line, for in them it is text. */
const TEMPLATE = /^[^"'#\r\n\u2028\u2029]*?\{\{/m;

/** Two mistakes are so common that the parser's own words would only mislead. */
function explain(text: string, error: ReadError, lines: Lines): YamlProblem {
  const template = TEMPLATE.exec(text);
  if (template !== null) {
    return {
      position: lines.position(template.index + template[0].length - TEMPLATE_MARK.length),
      message: 'this is a template: render it first (helm template … | sliceward check -)',
      lines,
    };
  }
  const position = lines.position(error.offset);
  const directive = text.search(/\S/);
  if (text.startsWith('%', directive)) {
    return {
      position: lines.position(directive),
      message: 'kubectl splits documents at --- first and so refuses directives (%YAML, %TAG): remove this one',
      lines,
    };
  }
  return { position, message: error.message, lines };
}

interface Parts {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  /** Offsets, this one and the tree's, count in the text of the lines. */
  readonly start: number;
  /** Asked for once, and only when a position is. */
  readonly tree: () => Node;
  /** Whether the tree may have notes; asked for once, and only when they are. */
  readonly isNotable: () => boolean;
}

/** A class, because V8 makes a hidden class for each object literal with a getter, and those keep what they see until a full collection. */
class PlacedDocument implements YamlDocument {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  readonly #start: number;
  readonly #tree: () => Node;
  readonly #askNotable: () => boolean;
  #root: Node | undefined;
  #isNotable: boolean | undefined;

  constructor({ index, value, lines, start, tree, isNotable }: Parts) {
    this.index = index;
    this.value = value;
    this.lines = lines;
    this.#start = start;
    this.#tree = tree;
    this.#askNotable = isNotable;
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
    this.#isNotable ??= this.#askNotable();
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
    this.#isNotable ??= this.#askNotable();
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
