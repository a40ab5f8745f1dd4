// Replaces a file as a whole: a reader sees the old content or the new one, also after a power cut.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Why a file is left as it is. */
export class NotReplaced extends Error {}

/**
 * Writes a file that need not exist, nor its folder. Throws what the file system throws; then the file is as it was. A
 * hard link becomes a file of its own.
 */
export async function replaceFile(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await moveInto(path, content, mode);
}

/**
 * Replaces a file that is still what was read: its mode, and where the system allows it its owner, stay. Throws
 * NotReplaced for one that has changed or is read-only, and as `replaceFile`. What another process writes between the
 * last look and the renaming, some microseconds later, is lost: no system call compares and renames at once.
 */
export async function updateFile(path: string, before: Uint8Array, content: Uint8Array): Promise<void> {
  const permissions = await permissionsOf(path);
  await moveInto(path, content, permissions.mode, async (file) => {
    await restore(file, permissions);
    if (!(await readFile(path)).equals(before)) throw new NotReplaced('it has changed since it was read; run it again');
  });
}

/** `prepare` is called when the new file is complete but not yet in place. */
async function moveInto(
  path: string,
  content: Uint8Array | string,
  mode: number,
  prepare?: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx', mode);
  try {
    await file.writeFile(content);
    await file.sync();
    await prepare?.(file);
    await file.close();
    await rename(temporary, path);
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(folder);
}

interface Permissions {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Renaming needs rights on the folder alone, and root may write everything; but a read-only file is so on purpose. */
async function permissionsOf(path: string): Promise<Permissions> {
  await access(path, constants.W_OK);
  const { mode, uid, gid } = await stat(path);
  if ((mode & 0o222) === 0) throw new NotReplaced('it is read-only; make it writable first');
  return { mode: mode & 0o7777, uid, gid };
}

/** The process' umask has removed bits of the mode, and so may have the new owner. */
async function restore(file: FileHandle, { mode, uid, gid }: Permissions): Promise<void> {
  await file.chown(uid, gid).catch(() => undefined);
  await file.chmod(mode);
}

/** So that the new name outlives a power cut; not every file system lets folders be opened. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => undefined);
  try {
    await opened?.sync();
  } catch {
    // The content is safe, under its old or its new name.
  } finally {
    await opened?.close();
  }
}
