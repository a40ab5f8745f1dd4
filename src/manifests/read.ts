// Manifests as the check door judges them: a stream of slices, each with its place in its file, and of what could not be judged.
import { decodeSlice } from '../model/decode.ts';
import { formatPath, type FieldPath } from '../model/field-path.ts';
import type { Position, Problem } from '../model/problem.ts';
import type { Slice } from '../model/slice.ts';
import { isProblem, Lines, readDocuments, type YamlDocument, type YamlPath } from '../yaml/read.ts';
import { readSources } from './files.ts';
import { findSlices, isObject } from './objects.ts';

export interface ManifestSlice {
  readonly kind: 'slice';
  readonly file: string;
  /** Which document of the file, from 0, empty ones left out. */
  readonly document: number;
  /** Where the object begins. */
  readonly start: Position;
  readonly slice: Slice;
  /** False when the manifest names no namespace and one was filled in. */
  readonly hasNamespace: boolean;
  /** Where to point a reader to for a field path. */
  readonly locate: (path: FieldPath) => Position;
  readonly lines: Lines;
}

export interface ManifestProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
  /** Of the file, where it could be read. */
  readonly lines: Lines | undefined;
}

export type ManifestItem =
  | { readonly kind: 'file' }
  | { readonly kind: 'document' }
  | ManifestSlice
  | ManifestProblem
  /** A v1 Endpoints object, which is not judged yet. */
  | { readonly kind: 'endpoints' };

export interface ManifestOptions {
  /** Files, folders, `-`. */
  readonly paths: readonly string[];
  /** Filled in where an object names none. */
  readonly namespace: string;
  readonly readStdin: () => Promise<string>;
}

/** Reads file by file and document by document: memory is bounded by the largest file, not by their number. */
export async function* readManifests({ paths, namespace, readStdin }: ManifestOptions): AsyncGenerator<ManifestItem> {
  for await (const source of readSources(paths, readStdin)) {
    if (source.kind === 'problem') {
      yield { ...source, lines: undefined };
    } else {
      yield { kind: 'file' };
      yield* readFile(source.file, source.text, namespace);
    }
  }
}

function* readFile(file: string, text: string, namespace: string): Generator<ManifestItem> {
  const lines = new Lines(text);
  for (const item of readDocuments(text)) {
    yield { kind: 'document' };
    if (isProblem(item)) yield { kind: 'problem', problem: { file, ...item.position, message: item.message }, lines };
    else yield* readDocument(item, file, lines, namespace);
  }
}

function* readDocument(document: YamlDocument, file: string, lines: Lines, namespace: string): Generator<ManifestItem> {
  for (const found of findSlices(document.value)) {
    if (found.kind === 'endpoints') {
      yield found;
    } else if (found.kind === 'problem') {
      yield { kind: 'problem', problem: { file, ...document.point(found.path), message: found.message }, lines };
    } else {
      const locate = (path: FieldPath): Position => document.point([...found.path, ...toYamlPath(path)]);
      const { value, hasNamespace } = withNamespace(found.value, namespace);
      const decoded = decodeSlice(value);
      if (decoded.ok) {
        yield { kind: 'slice', file, document: document.index, start: locate([]), slice: decoded.value, hasNamespace, locate, lines };
      } else {
        yield* describe(decoded.problems, file, lines, locate);
      }
    }
  }
}

function* describe(
  problems: readonly { readonly path: FieldPath; readonly message: string }[],
  file: string,
  lines: Lines,
  locate: (path: FieldPath) => Position,
): Generator<ManifestItem> {
  for (const { path, message } of problems) {
    const field = formatPath(path);
    yield { kind: 'problem', problem: { file, ...locate(path), message: field === '' ? message : `${field} ${message}` }, lines };
  }
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
