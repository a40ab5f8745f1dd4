// Manifests as the check door judges them: a stream of slices and Endpoints, each with its place in its file, and of
// what could not be judged.
import { decodeObject, type ObjectKind, type StoredForm } from '../model/decode/decode-object.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { Position, Problem } from '../model/problem.ts';
import type { KubernetesVersion } from '../model/kubernetes-version.ts';
import type { Manifest } from '../model/manifest.ts';
import type { DecodeProblem } from '../model/decode/reader.ts';
import type { Slice } from '../model/slice.ts';
import {
  isProblem,
  Names,
  readDocuments,
  type Lines,
  type YamlDocument,
  type YamlPath,
  type YamlProblem,
} from '../yaml/read.ts';
import type { FactIndex } from '../view/index.ts';
import { documentBatches, documentsIn } from './documents.ts';
import { takeFacts } from './facts.ts';
import type { Exclusion } from './exclusion.ts';
import { toProblem } from './files.ts';
import { findSources, type SourceStream } from './find-sources.ts';
import { isObject } from '../model/is-object.ts';
import { findObjects } from './objects.ts';
import { sourceWarnings } from './source-warnings.ts';
import { lostObject, strangeDocument } from './strange-document.ts';

/** An object that is judged: an EndpointSlice, or Endpoints as the slices that they become. */
export interface ManifestSlice {
  readonly kind: 'slice';
  readonly file: string;
  /** Which document of the file, from 0, empty ones not counted. */
  readonly document: number;
  /** Its place in the value of its document: empty unless it is in a list. */
  readonly path: YamlPath;
  /** Where the object begins. */
  readonly start: Position;
  readonly type: ObjectKind;
  /** What could be read of it; not to be judged if there are `problems`. */
  readonly slice: Slice;
  /** The slices that Endpoints become; undefined for an object that is a slice. */
  readonly parts: readonly Slice[] | undefined;
  /** What is compared with, of Endpoints: they may be too large to be judged. */
  readonly subsets: StoredForm['subsets'];
  /** Members of the wrong type, or more of them than is judged. */
  readonly problems: readonly DecodeProblem[];
  /** The object as written, its namespace filled in. */
  readonly value: unknown;
  manifest(kubernetes: KubernetesVersion, stored: unknown): Manifest;
  /** False when the manifest names no namespace and one was filled in. */
  readonly hasNamespace: boolean;
  /** Where to point a reader to for a field path. */
  locate(path: FieldPath): Position;
  /** Of its document. */
  readonly lines: Lines;
}

const NO_PROBLEMS: readonly DecodeProblem[] = [];

interface Place {
  readonly file: string;
  readonly type: ObjectKind;
  readonly document: YamlDocument;
  readonly path: YamlPath;
  readonly value: unknown;
  readonly hasNamespace: boolean;
}

/** Looks for places only when asked: most slices have nothing to say. */
class PlacedSlice implements ManifestSlice {
  readonly kind = 'slice';
  readonly file: string;
  readonly type: ObjectKind;
  readonly slice: Slice;
  readonly parts: readonly Slice[] | undefined;
  readonly subsets: StoredForm['subsets'];
  readonly problems: readonly DecodeProblem[];
  readonly value: unknown;
  readonly hasNamespace: boolean;
  readonly #document: YamlDocument;
  readonly path: YamlPath;

  constructor({ file, type, document, path, value, hasNamespace }: Place) {
    const decoded = decodeObject(type, value);
    this.file = file;
    this.type = type;
    this.slice = decoded.value.slice;
    this.parts = decoded.value.parts;
    this.subsets = decoded.value.subsets;
    this.problems = decoded.ok ? NO_PROBLEMS : decoded.problems;
    this.value = value;
    this.hasNamespace = hasNamespace;
    this.#document = document;
    this.path = path;
  }

  manifest(kubernetes: KubernetesVersion, stored: unknown): Manifest {
    const { value, problems } = this;
    return { value, stored, problems, kubernetes, sourceWarnings: () => sourceWarnings(this.#document, this.path) };
  }

  get document(): number {
    return this.#document.index;
  }

  get lines(): Lines {
    return this.#document.lines;
  }

  get start(): Position {
    return this.locate([]);
  }

  locate(path: FieldPath): Position {
    return this.#document.point([...this.path, ...toYamlPath(path)]);
  }
}

export interface ManifestProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
  /** Of the document, where it could be read. */
  readonly lines: Lines | undefined;
}

export type ManifestItem =
  /** A file has been read to its end. */
  { readonly kind: 'file' } | { readonly kind: 'document' } | ManifestSlice | ManifestProblem;

interface Context extends Pick<ManifestOptions, 'namespace' | 'facts'> {
  /** Every document is meant to be a manifest: the file was given by name. */
  readonly isNamed: boolean;
}

export interface ManifestOptions {
  /** Files, folders, `-`. */
  readonly paths: readonly string[];
  /** Filled in where an object names none. */
  readonly namespace: string;
  readonly readStdin: () => AsyncIterable<Uint8Array>;
  /** What is not read; nothing if absent. */
  readonly exclusion?: Exclusion | undefined;
  /** Takes the facts of all other objects as they come by. */
  readonly facts?: FactIndex | undefined;
}

/**
 * Reads document by document, and what is long piece by piece: memory is bounded by the largest document and 32 MiB,
 * not by their number. The items come in batches, one for each run of files and for each piece of a stream, because a
 * promise an item would cost as much as reading it; a batch must be taken to its end before the next is asked for.
 */
export async function* readManifests({
  paths,
  readStdin,
  exclusion,
  ...options
}: ManifestOptions): AsyncGenerator<Iterable<ManifestItem>> {
  for await (const source of findSources(paths, readStdin, exclusion)) {
    if (source.kind === 'files') yield readFiles(source.files, { ...options, isNamed: source.isNamed });
    else if (source.kind === 'stream') yield* readStream(source, { ...options, isNamed: true });
    else yield [{ ...source, lines: undefined }];
  }
}

/** The items of a text that is in memory as a whole. */
export function readText(text: string, file: string, namespace: string): Iterable<ManifestItem> {
  return readItems(readDocuments(text), file, { namespace, isNamed: false });
}

function* readFiles(files: readonly string[], context: Context): Generator<ManifestItem> {
  const names = new Names();
  for (const file of files) {
    try {
      yield* readItems(documentsIn(file, names), file, context);
      yield FILE;
    } catch (error) {
      yield { ...toProblem(file, error), lines: undefined };
    }
  }
}

async function* readStream({ file, pieces }: SourceStream, context: Context): AsyncGenerator<Iterable<ManifestItem>> {
  try {
    for await (const documents of documentBatches(pieces)) yield readItems(documents, file, context);
    yield [FILE];
  } catch (error) {
    yield [{ ...toProblem(file, error), lines: undefined }];
  }
}

const FILE: ManifestItem = { kind: 'file' };

function* readItems(
  documents: Iterable<YamlDocument | YamlProblem>,
  file: string,
  context: Context,
): Generator<ManifestItem> {
  for (const item of documents) {
    yield { kind: 'document' };
    if (isProblem(item))
      yield {
        kind: 'problem',
        problem: { file, ...item.position, message: item.message },
        lines: shownLines(item.lines),
      };
    else yield* readDocument(item, file, context);
  }
}

/** In YAML, JSON and templates. */
const MANIFEST_KEY = /^[ \t{"'-]*(?:kind|apiVersion)["']?[ \t]*:/m;

/**
 * The lines of a document that an excerpt may show. A path may lead to any file, by a link for example, and what is not
 * a manifest may be secret.
 */
function shownLines(lines: Lines): Lines | undefined {
  return lines.matches(MANIFEST_KEY) ? lines : undefined;
}

function* readDocument(document: YamlDocument, file: string, context: Context): Generator<ManifestItem> {
  const { lines, value } = document;
  if (context.facts !== undefined) takeFacts(value, { index: context.facts, namespace: context.namespace });
  let isSilent = true;
  for (const found of findObjects(value)) {
    isSilent = false;
    if (found.kind === 'problem') {
      yield { kind: 'problem', problem: { file, ...document.point(found.path), message: found.message }, lines };
    } else {
      yield new PlacedSlice({
        file,
        type: found.type,
        document,
        path: found.path,
        ...withNamespace(found.value, context.namespace),
      });
    }
  }
  const strange = (isSilent ? strangeDocument(document, context.isNamed) : undefined) ?? lostObject(document);
  if (strange !== undefined)
    yield {
      kind: 'problem',
      problem: { file, ...strange.position, message: strange.message },
      lines: shownLines(lines),
    };
}

/** Fills in the namespace before decoding; an empty one is missing, as it is for kubectl. */
function withNamespace(value: unknown, namespace: string): { readonly value: unknown; readonly hasNamespace: boolean } {
  if (!isObject(value)) return { value, hasNamespace: false };
  const metadata = value['metadata'] ?? {};
  if (!isObject(metadata)) return { value, hasNamespace: false };
  const written = metadata['namespace'] ?? '';
  if (written !== '') return { value, hasNamespace: true };
  return { value: { ...value, metadata: { ...metadata, namespace } }, hasNamespace: false };
}

function toYamlPath(path: FieldPath): YamlPath {
  return path.map((segment) => (typeof segment === 'object' ? segment.key : segment));
}
