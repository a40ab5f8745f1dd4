// A certificate directory on disk: reading what is there, replacing a file in one step, or writing one that does not
// exist.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { replaceFile } from '../files/replace-file.ts';
import { ExternalError } from '../model/problem.ts';

/** The file's bytes, undefined when there is none. Throws ExternalError. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw new ExternalError(`cannot read ${path}`, { cause: error });
  }
}

/** The names in a folder; none when it is not there. Throws ExternalError. */
export async function namesIn(directory: string): Promise<readonly string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw new ExternalError(`cannot read ${directory}`, { cause: error });
  }
}

/** Leaves a file alone that is there already. Throws ExternalError. */
export async function writeIfAbsent(path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content, { flag: 'wx' });
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw new ExternalError(`cannot write ${path}`, { cause: error });
  }
}

/** As a whole: a reader never sees half of it. Throws ExternalError. */
export async function writeWhole(path: string, content: string, mode: number): Promise<void> {
  try {
    await replaceFile(path, content, mode);
  } catch (error) {
    throw new ExternalError(`cannot write ${path}`, { cause: error });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
