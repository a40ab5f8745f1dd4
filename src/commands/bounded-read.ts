// Reading a file that may be anything, such as /dev/zero.
import { createReadStream } from 'node:fs';
import { plain } from '../model/plain.ts';
import { ExternalError, UserError } from '../model/problem.ts';

/** The whole file, or undefined if it has more than `max` bytes. Throws what reading throws. */
export async function readBounded(pieces: AsyncIterable<Uint8Array>, max: number): Promise<Buffer | undefined> {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    all.push(piece);
    bytes += piece.length;
    if (bytes > max) return undefined;
  }
  return Buffer.concat(all);
}

/**
 * A file by its path, or undefined if it has more than `max` bytes. Throws UserError if there is none, ExternalError if
 * it cannot be read.
 */
export async function readBoundedFile(path: string, max: number): Promise<Buffer | undefined> {
  try {
    return await readBounded(createReadStream(path), max);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new UserError(`there is no file ${plain(path, 1000)}`);
    throw new ExternalError(`cannot read ${plain(path, 1000)}`, { cause: error });
  }
}
