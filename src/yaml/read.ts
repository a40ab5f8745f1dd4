// Reads YAML and JSON text into documents as kubectl does, and remembers where everything stood. The only file of this folder that others import.
import type { Position } from '../model/problem.ts';
import { construct } from './construct.ts';
import { jsonNode, type JsonChunk } from './json.ts';
import { Lines } from './lines.ts';
import { findDuplicates, locate, type Place, type YamlPath } from './locate.ts';
import { parseNodes, type Node } from './nodes.ts';
import { ReadError } from './read-error.ts';
import { split, type YamlChunk } from './split.ts';

export type { YamlPath };
export { Lines };

export interface YamlDocument {
  /** Among the documents of the text that are not empty, from 0; one that cannot be read counts. */
  readonly index: number;
  /** Plain data as JSON has it: null, booleans, numbers, strings, arrays, objects (`__proto__` is an own key like any other). */
  readonly value: unknown;
  readonly start: Position;
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
}

/** UTF-16 code units of one YAML document, whose tree takes fifty times its size. JSON, which needs none, has no limit but the file's. */
const MAX_YAML = 16 * 1024 * 1024;

/**
 * Reads every document of a text; empty ones are left out. What cannot be read becomes a problem in its place, and the rest is read.
 * Nesting (100 levels), the text that aliases stand for and the size of a YAML document (16 Mi characters) are limited.
 */
export function* readDocuments(text: string): Generator<YamlDocument | YamlProblem> {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lines = new Lines(source);
  let index = 0;
  for (const chunk of split(source)) {
    if (chunk.kind === 'bad-separator') {
      yield { position: lines.position(chunk.start), message: 'kubectl reads no further: only a comment may follow --- on its line' };
    } else {
      for (const item of chunk.kind === 'json' ? [fromJson(source, chunk, lines, index)] : readYaml(source, chunk, lines, index)) {
        yield item;
        index++;
      }
    }
  }
}

export function isProblem(item: YamlDocument | YamlProblem): item is YamlProblem {
  return 'message' in item;
}

function fromJson(source: string, { start, value }: JsonChunk, lines: Lines, index: number): YamlDocument {
  return makeDocument({ index, value, lines, base: 0, start, tree: () => jsonNode(source, start) });
}

function* readYaml(source: string, chunk: YamlChunk, lines: Lines, index: number): Generator<YamlDocument | YamlProblem> {
  const text = source.slice(chunk.start, chunk.end);
  try {
    if (text.length > MAX_YAML)
      throw new ReadError(0, 'this YAML document is too large to be read (over 16 Mi characters): split it, or give it as JSON');
    const { root, rest } = parseNodes(text);
    const value = root === undefined ? null : construct(root);
    if (root !== undefined && value !== null) {
      yield makeDocument({ index, value, lines, base: chunk.start, start: chunk.start + root.offset, tree: () => root });
    }
    if (rest !== undefined) throw new ReadError(rest, 'kubectl does not read what follows "...": begin a new document with a line of ---');
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    yield explain(text, chunk.start, error, lines);
  }
}

/** Two mistakes are so common that the parser's own words would only mislead. */
function explain(text: string, base: number, error: ReadError, lines: Lines): YamlProblem {
  const template = text.indexOf('{{');
  if (template !== -1) {
    return {
      position: lines.position(base + template),
      message: 'this is a template: render it first (helm template … | sliceward check -)',
    };
  }
  const position = lines.position(base + error.offset);
  if (text.trimStart().startsWith('%')) {
    return { position, message: 'kubectl splits documents at --- first and so refuses directives (%YAML, %TAG): remove this one' };
  }
  return { position, message: error.message };
}

interface Parts {
  readonly index: number;
  readonly value: unknown;
  readonly lines: Lines;
  /** Where the text that the tree's offsets count in begins. */
  readonly base: number;
  readonly start: number;
  /** Asked for once, and only when a position is. */
  readonly tree: () => Node;
}

function makeDocument({ index, value, lines, base, start, tree }: Parts): YamlDocument {
  let cached: Node | undefined;
  const root = (): Node => (cached ??= tree());
  const find = (path: YamlPath, choose: (place: Place) => Node): Position => lines.position(base + choose(locate(root(), path)).offset);
  return {
    index,
    value,
    get start() {
      return lines.position(start);
    },
    position: (path) => find(path, (place) => place.value),
    keyPosition: (path) => find(path, (place) => place.key ?? place.value),
    point: (path) => find(path, (place) => (place.exact && place.value.kind === 'scalar' ? place.value : (place.key ?? place.value))),
    duplicates: () => findDuplicates(root()).map(({ path, offset }) => ({ path, position: lines.position(base + offset) })),
  };
}
