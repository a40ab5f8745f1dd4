// From the paths of a command line to the texts behind them: files, folders and standard input, one at a time.
import { createReadStream } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { OutsideError, type Problem } from '../model/problem.ts';

export interface SourceText {
  readonly kind: 'text';
  /** For messages: the path as given, `stdin` for `-`. */
  readonly file: string;
  readonly text: string;
}

export interface SourceProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
}

/** What is not given by name is read from folders only with these endings. */
const MANIFEST = /\.(?:ya?ml|json)$/;
const MAX_BYTES = 256 * 1024 * 1024;

/**
 * The texts of all paths, in the order given; in folders, which are searched to the bottom, in the order of their names. What cannot be read is a
 * problem in its place. A file may have 256 MiB; folders that links lead back to are visited once.
 */
export async function* readSources(paths: readonly string[], readStdin: () => Promise<string>): AsyncGenerator<SourceText | SourceProblem> {
  const visited = new Set<string>();
  for (const path of paths) {
    const file = path === '-' ? 'stdin' : path;
    try {
      if (path === '-') yield { kind: 'text', file, text: bounded(await readStdin()) };
      else yield* readPath(path, visited);
    } catch (error) {
      yield toProblem(file, error);
    }
  }
}

async function* readPath(path: string, visited: Set<string>): AsyncGenerator<SourceText | SourceProblem> {
  if ((await stat(path)).isDirectory()) yield* readFolder(path, visited);
  else yield { kind: 'text', file: path, text: await readText(path) };
}

async function* readFolder(folder: string, visited: Set<string>): AsyncGenerator<SourceText | SourceProblem> {
  const real = await realpath(folder);
  if (visited.has(real)) return;
  visited.add(real);
  for (const name of (await readdir(folder)).toSorted()) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    // A link that leads nowhere matters only if it looks like a manifest. Pipes and devices in a folder are nobody's manifests.
    const isManifest = MANIFEST.test(name) && (found === undefined || found.isFile());
    if (!isManifest && found?.isDirectory() !== true) continue;
    try {
      yield* readPath(path, visited);
    } catch (error) {
      yield toProblem(path, error);
    }
  }
}

async function readText(path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of createReadStream(path)) {
    if (!(chunk instanceof Uint8Array)) continue;
    size += chunk.length;
    if (size > MAX_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  return decodeUtf8(Buffer.concat(chunks));
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new OutsideError('is not UTF-8 text', { cause: error });
  }
}

function bounded(text: string): string {
  if (text.length > MAX_BYTES) throw tooLarge();
  return text;
}

function tooLarge(): OutsideError {
  return new OutsideError('is too large (over 256 MiB): split it');
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its links go round in a circle'],
]);

function toProblem(file: string, error: unknown): SourceProblem {
  return { kind: 'problem', problem: { file, line: 1, column: 1, message: explain(error) } };
}

/** Errors of the file system become text; everything else is a bug of ours and goes on. */
function explain(error: unknown): string {
  if (error instanceof OutsideError) return error.message;
  if (error instanceof Error && 'code' in error) return `cannot be read: ${REASONS.get(error.code) ?? error.message}`;
  throw error;
}
