// Replaces a file as a whole: a reader sees the old content or the new one, also after a power cut.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * Without `mode` the file must exist and be writable; its mode, and where the system allows it its owner, stay. With
 * `mode` it need not exist, nor its folder. Throws what the file system throws; then the file is as it was. A hard link
 * becomes a file of its own.
 */
export async function replaceFile(path: string, content: Uint8Array | string, mode?: number): Promise<void> {
  const folder = dirname(path);
  const kept = mode === undefined ? await permissionsOf(path) : undefined;
  if (kept === undefined) await mkdir(folder, { recursive: true });
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx', kept?.mode ?? mode);
  try {
    await file.writeFile(content);
    if (kept !== undefined) await restore(file, kept);
    await file.sync();
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

/** Renaming needs rights on the folder alone, but a file that is read-only is so on purpose. */
async function permissionsOf(path: string): Promise<Permissions> {
  await access(path, constants.W_OK);
  const { mode, uid, gid } = await stat(path);
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
