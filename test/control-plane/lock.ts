// A lock file that holds its owner's process id: two builds do not do the same work twice, and a dead owner's lock is taken over.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export async function withLock<Result>(
  file: string,
  say: (line: string) => void,
  work: () => Promise<Result>,
): Promise<Result> {
  await acquire(file, say);
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function acquire(file: string, say: (line: string) => void): Promise<void> {
  for (let waited = 0; ; waited++) {
    if (await create(file)) return;
    const owner = Number(await readFile(file, 'utf8').catch(() => ''));
    // An empty file is one that its owner is about to write, for as long as a second.
    if (owner > 0 ? !isAlive(owner) : waited > 0) await rm(file, { force: true });
    else if (waited === 0) say(`waiting for process ${owner} that holds ${file}`);
    await sleep(1000);
  }
}

async function create(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
