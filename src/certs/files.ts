// A certificate directory on disk: reading what is there, replacing a file in one step.
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { OutsideError } from '../model/problem.ts';

/** The file's bytes, undefined when there is none. Throws OutsideError. */
export async function readIfPresent(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new OutsideError(`cannot read ${path}`, { cause: error });
  }
}

/** Writes beside the file and renames: a reader sees the old content or the new, never half of it. Throws OutsideError. */
export async function replaceFile(path: string, content: string, mode: number): Promise<void> {
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(temporary, content, { mode, flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw new OutsideError(`cannot write ${path}`, { cause: error });
  }
}
