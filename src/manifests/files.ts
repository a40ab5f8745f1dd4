// From the paths of a command line to the texts behind them: files, folders and standard input, each handed out in pieces.
import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutsideError, type Problem } from '../model/problem.ts';

export interface SourceText {
  readonly kind: 'text';
  /** For messages: the path as given, `stdin` for `-`. */
  readonly file: string;
  /** Read from the file as they are asked for. Throws what `toProblem` knows. */
  readonly pieces: Iterable<string> | AsyncIterable<string>;
}

export interface SourceProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** What is not given by name is read from folders only with these endings. */
const MANIFEST = /\.(?:ya?ml|json)$/;

/**
 * The texts of all paths, in the order given; in folders, which are searched to the bottom, in the order of their names. What cannot be found is a
 * problem in its place. Folders that links lead back to are visited once.
 */
export async function* readSources(
  paths: readonly string[],
  readStdin: () => AsyncIterable<Uint8Array>,
): AsyncGenerator<SourceText | SourceProblem> {
  const visited = new Set<string>();
  for (const path of paths) {
    try {
      if (path === '-') yield { kind: 'text', file: 'stdin', pieces: decodeAll(readStdin()) };
      else yield* readPath(path, visited);
    } catch (error) {
      yield toProblem(path, error);
    }
  }
}

async function* readPath(path: string, visited: Set<string>): AsyncGenerator<SourceText | SourceProblem> {
  const found = await stat(path);
  if (found.isDirectory()) yield* readFolder(path, visited);
  else yield { kind: 'text', file: path, pieces: found.isFile() ? readRegular(path) : decodeAll(createReadStream(path)) };
}

async function* readFolder(folder: string, visited: Set<string>): AsyncGenerator<SourceText | SourceProblem> {
  const real = await realpath(folder);
  if (visited.has(real)) return;
  visited.add(real);
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isManifest = MANIFEST.test(entry.name);
    if (entry.isFile()) {
      if (isManifest) yield { kind: 'text', file: path, pieces: readRegular(path) };
      continue;
    }
    const found = await stat(path).catch(() => undefined);
    // A link that leads nowhere matters only if it looks like a manifest. Pipes and devices in a folder are nobody's manifests.
    if (found?.isDirectory() !== true && !(isManifest && (found === undefined || found.isFile()))) continue;
    try {
      yield* readPath(path, visited);
    } catch (error) {
      yield toProblem(path, error);
    }
  }
}

/** Every piece is text before the next is read: one buffer serves all files. */
const buffer = new Uint8Array(64 * 1024);

/** Blocks while it reads, which for a file of one slice costs a tenth of asking the thread pool. */
function* readRegular(path: string): Generator<string> {
  const file = openSync(path, 'r');
  try {
    const decoder = new Utf8Decoder();
    for (let size = readSync(file, buffer); size > 0; size = readSync(file, buffer)) yield decoder.push(buffer.subarray(0, size));
    decoder.end();
  } finally {
    closeSync(file);
  }
}

async function* decodeAll(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new Utf8Decoder();
  for await (const bytes of pieces) if (bytes instanceof Uint8Array) yield decoder.push(bytes);
  decoder.end();
}

/** Throws OutsideError for what is not UTF-8. */
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
      throw new OutsideError('is not UTF-8 text', { cause: error });
    }
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its links go round in a circle'],
]);

/** What is told of a source that cannot be read. Throws what is no failure of the outside: a bug of ours. */
export function toProblem(file: string, error: unknown): SourceProblem {
  return { kind: 'problem', problem: { file, line: 1, column: 1, message: explain(error) } };
}

function explain(error: unknown): string {
  if (error instanceof OutsideError) return error.message;
  if (error instanceof Error && 'code' in error) return `cannot be read: ${REASONS.get(error.code) ?? error.message}`;
  throw error;
}
