// From the paths of a command line to what can be read behind them: files, folders to their bottom, and standard input.
import { isUtf8 } from 'node:buffer';
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ExternalError, type Problem } from '../model/problem.ts';

/** Regular files, not opened yet: `readWholeFile` and `readFilePieces` read them. */
export interface SourceFiles {
  readonly kind: 'files';
  /** The paths as given or found. */
  readonly files: readonly string[];
  /** Given by name, not found in a folder: it is meant to be a manifest. */
  readonly isNamed: boolean;
}

/** Standard input, or a pipe or device that was given by name. */
export interface SourceStream {
  readonly kind: 'stream';
  /** For messages: the path as given, `stdin` for `-`. */
  readonly file: string;
  /** Read as they are asked for. Throws what `toProblem` knows. */
  readonly pieces: AsyncIterable<string>;
}

export interface SourceProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
}

export type Source = SourceFiles | SourceStream | SourceProblem;

/** What is not given by name is read from folders only with these endings. */
const MANIFEST = /\.(?:ya?ml|json)$/;

/** Replaces in a name what is not UTF-8. */
const REPLACEMENT = '\ufffd';

/**
 * What is at all paths, in the order given; in folders, which are searched to the bottom, in the order of their names.
 * What cannot be found is a problem in its place. Folders that links lead back to are visited once. The files of a
 * folder come together: a promise a file would cost a tenth of judging it.
 */
export async function* findSources(
  paths: readonly string[],
  readStdin: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<Source> {
  const visited = new Set<string>();
  for (const path of paths) {
    try {
      if (path === '-') yield { kind: 'stream', file: 'stdin', pieces: decodeAll(readStdin) };
      else yield* findPath(path, visited, true);
    } catch (error) {
      yield toProblem(path, error);
    }
  }
}

async function* findPath(path: string, visited: Set<string>, isNamed: boolean): AsyncGenerator<Source> {
  const found = await stat(path);
  if (found.isDirectory()) yield* findInFolder(path, visited);
  else if (found.isFile()) yield { kind: 'files', files: [path], isNamed };
  else yield { kind: 'stream', file: path, pieces: decodeAll(() => createReadStream(path)) };
}

async function* findInFolder(folder: string, visited: Set<string>): AsyncGenerator<Source> {
  const real = await realpath(folder);
  if (visited.has(real)) return;
  visited.add(real);
  const entries = await readdir(folder, { withFileTypes: true });
  let files: string[] = [];
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isManifest = MANIFEST.test(entry.name);
    if (isManifest && entry.name.includes(REPLACEMENT)) {
      yield toProblem(path, new ExternalError('its name is not UTF-8 text, so it cannot be opened: rename it'));
      continue;
    }
    if (entry.isFile()) {
      if (isManifest) files.push(path);
      continue;
    }
    const found = await stat(path).catch(() => undefined);
    // A link that leads nowhere matters only if it looks like a manifest. Pipes and devices in a folder are not
    // manifests.
    if (found?.isDirectory() !== true && !(isManifest && (found === undefined || found.isFile()))) continue;
    if (files.length > 0) yield { kind: 'files', files, isNamed: false };
    files = [];
    try {
      yield* findPath(path, visited, false);
    } catch (error) {
      yield toProblem(path, error);
    }
  }
  if (files.length > 0) yield { kind: 'files', files, isNamed: false };
}

/** Everything is text before the next piece is read: one buffer serves all small files. */
const buffer = Buffer.alloc(64 * 1024);

/**
 * Bytes. Pieces of a long document are looked through again and again until its end has come: what memory has room for
 * is read at once.
 */
const MAX_WHOLE = 32 * 1024 * 1024;

/**
 * The whole text of a file of less than 32 MiB; undefined for one to be read in pieces, because it is larger or no
 * UTF-8. Blocks while it reads, which for a file of one slice costs a tenth of asking the thread pool. Throws what
 * `toProblem` knows.
 */
export function readWholeFile(path: string): string | undefined {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size >= MAX_WHOLE) return undefined;
    // One byte more than its size shows whether it has grown since.
    const bytes = readAll(file, size < buffer.length ? buffer : Buffer.allocUnsafe(size + 1));
    return bytes !== undefined && isUtf8(bytes) ? bytes.toString() : undefined;
  } finally {
    closeSync(file);
  }
}

/** Undefined if the file fills the buffer. */
function readAll(file: number, into: Buffer): Buffer | undefined {
  let length = 0;
  let size: number;
  do {
    size = readSync(file, into, length, into.length - length, null);
    length += size;
  } while (size > 0 && length < into.length);
  return length < into.length ? into.subarray(0, length) : undefined;
}

/** Blocks as well. Throws what `toProblem` knows. */
export function* readFilePieces(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const decoder = new Utf8Decoder();
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer))
      yield decoder.push(buffer.subarray(0, size));
    decoder.end();
  } finally {
    closeSync(file);
  }
}

/** Opens only when the first piece is asked for: a pipe that is opened and not read is lost. */
async function* decodeAll(open: () => AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new Utf8Decoder();
  for await (const bytes of open()) if (bytes instanceof Uint8Array) yield decoder.push(bytes);
  decoder.end();
}

/** Throws ExternalError for what is not UTF-8. */
class Utf8Decoder {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });

  push(bytes: Uint8Array): string {
    return this.#decode(() => this.#decoder.decode(bytes, { stream: true }));
  }

  /** The end may have cut a character off. */
  end(): void {
    this.#decode(() => this.#decoder.decode());
  }

  #decode(decode: () => string): string {
    try {
      return decode();
    } catch (error) {
      throw new ExternalError('is not UTF-8 text', { cause: error });
    }
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its links go round in a circle'],
]);

/** The problem of a source that cannot be read. Throws what is a bug. */
export function toProblem(file: string, error: unknown): SourceProblem {
  return { kind: 'problem', problem: { file, line: 1, column: 1, message: explain(error) } };
}

function explain(error: unknown): string {
  if (error instanceof ExternalError) return error.message;
  if (error instanceof Error && 'code' in error) return `cannot be read: ${REASONS.get(error.code) ?? error.message}`;
  throw error;
}
