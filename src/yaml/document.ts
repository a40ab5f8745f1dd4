// One document that has been read: its value, and where everything in it stands.
import type { Position } from '../model/problem.ts';
import { build } from './build.ts';
import { construct } from './construct.ts';
import { jsonNode } from './json.ts';
import type { Lines } from './lines.ts';
import { findDuplicates, locate, type Place, type YamlPath } from './locate.ts';
import { compose, parse, type Node } from './nodes.ts';
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
}

export interface DuplicateKey {
  readonly path: YamlPath;
  /** Of the second one. */
  readonly position: Position;
}

export interface YamlProblem {
  readonly position: Position;
  readonly message: string;
  /** Of the document it is about. */
  readonly lines: Lines;
}

/** UTF-16 code units of one YAML document, whose tree takes fifty times its size. JSON, which needs none, has no limit of its own. */
export const MAX_YAML = 16 * 1024 * 1024;

/** A YAML document, or why there is none; both if it ends with `...` and more text; nothing if it is empty. */
export function* readYaml(text: string, lines: Lines, index: number): Generator<YamlDocument | YamlProblem> {
  try {
    if (text.length > MAX_YAML)
      throw new ReadError(0, 'this YAML document is too large to be read (over 16 Mi characters): split it, or give it as JSON');
    const events = parse(text);
    const built = build(text, events);
    if (built !== undefined) {
      yield new PlacedDocument({ index, ...built, lines, tree: () => treeOf(text) });
      return;
    }
    const { root, rest } = compose(text, events);
    const value = root === undefined ? null : construct(root);
    if (root !== undefined && value !== null) yield new PlacedDocument({ index, value, lines, start: root.offset, tree: () => root });
    if (rest !== undefined) throw new ReadError(rest, 'kubectl does not read what follows "...": begin a new document with a line of ---');
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield explain(text, error, lines);
  }
}

/** Parses a second time: keeping the events of every document would cost those that have nothing to say more memory than their values. */
function treeOf(text: string): Node {
  const { root } = compose(text, parse(text));
  if (root === undefined) throw new Error('a text with a value has a tree');
  return root;
}

/** The document of an object at `start` in the text of these lines. */
export function jsonDocument(text: string, start: number, value: unknown, lines: Lines, index: number): YamlDocument {
  return new PlacedDocument({ index, value, lines, start, tree: () => jsonNode(text, start) });
}

/** Two mistakes are so common that the parser's own words would only mislead. */
function explain(text: string, error: ReadError, lines: Lines): YamlProblem {
  const template = text.indexOf('{{');
  if (template !== -1) {
    return {
      position: lines.position(template),
      message: 'this is a template: render it first (helm template … | sliceward check -)',
      lines,
    };
  }
  const position = lines.position(error.offset);
  if (text.trimStart().startsWith('%')) {
    return { position, message: 'kubectl splits documents at --- first and so refuses directives (%YAML, %TAG): remove this one', lines };
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
}

/** A class, because V8 makes a hidden class for each object literal with a getter, and those keep what they see until a full collection. */
class PlacedDocument implements YamlDocument {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  readonly #start: number;
  readonly #tree: () => Node;
  #root: Node | undefined;

  constructor({ index, value, lines, start, tree }: Parts) {
    this.index = index;
    this.value = value;
    this.lines = lines;
    this.#start = start;
    this.#tree = tree;
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
    return findDuplicates(this.#rootNode()).map(({ path, offset }) => ({ path, position: this.lines.position(offset) }));
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
