// A certificate directory on disk: reading what is there, replacing a file in one step, or writing one that does not exist.
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
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

/** Writes beside the file and renames: a reader sees the old content or the new, never half of it. Throws ExternalError. */
export async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content, { mode, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new ExternalError(`cannot write ${path}`, { cause: error });
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
