// The text of files and streams.
import { isUtf8 } from 'node:buffer';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ExternalError, type Problem } from '../model/problem.ts';

export interface SourceProblem {
  readonly kind: 'problem';
  readonly problem: Problem;
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
export async function* decodeAll(open: () => AsyncIterable<unknown>): AsyncGenerator<string> {
  const decoder = new Utf8Decoder();
  for await (const bytes of open()) if (bytes instanceof Uint8Array) yield decoder.push(bytes);
  decoder.end();
}

/** By its byte-order mark. */
function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

/** Throws ExternalError for what is not UTF-8. */
class Utf8Decoder {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #isUtf16: boolean | undefined;

  push(bytes: Uint8Array): string {
    this.#isUtf16 ??= isUtf16(bytes);
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
      const seen = this.#isUtf16 === true ? 'is UTF-16 text' : 'is not UTF-8 text';
      throw new ExternalError(`${seen}; convert it to UTF-8`, { cause: error });
    }
  }
}

const REASONS: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file or folder'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['ELOOP', 'its links go round in a circle'],
  ['ENAMETOOLONG', 'its path is too long'],
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
