// Replaces a file as a whole: whoever reads it sees the old text or the new one, also after a power cut.
import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Keeps mode and, where the system lets us, owner. Throws what the file system throws; then the file is as it was. A hard link becomes a file of its own. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  // Renaming asks for rights on the folder alone, but a file that is read-only is so on purpose.
  await access(path, constants.W_OK);
  const { mode, uid, gid } = await stat(path);
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path).slice(0, 100)}.${randomUUID()}.tmp`);
  const file = await open(temporary, 'wx', mode & 0o7777);
  try {
    await file.writeFile(bytes);
    await file.chown(uid, gid).catch(() => undefined);
    // The process' umask has taken bits away, and so may have the new owner.
    await file.chmod(mode & 0o7777);
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

/** So that the new name outlives a power cut; not every file system lets folders be opened. */
async function syncFolder(folder: string): Promise<void> {
  const opened = await open(folder, 'r').catch(() => undefined);
  try {
    await opened?.sync();
  } catch {
    // The text is safe, under its old or its new name.
  } finally {
    await opened?.close();
  }
}
