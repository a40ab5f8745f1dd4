import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from './lock.ts';

let folder = '';
const silent = (): void => undefined;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sliceward-lock-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('lets one work at a time, and leaves nothing behind', async () => {
  const file = path.join(folder, 'lock');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await sleep(20);
    inside -= 1;
  };
  await Promise.all([withLock(file, silent, work), withLock(file, silent, work)]);
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

it('takes over the lock of a process that is no more', async () => {
  const file = path.join(folder, 'lock');
  const { pid } = spawnSync(process.execPath, ['-e', '0']);
  await writeFile(file, String(pid));
  expect(await withLock(file, silent, async () => 'done')).toBe('done');
});

it('is released when the work fails', async () => {
  const file = path.join(folder, 'lock');
  const failing = withLock(file, silent, () => Promise.reject(new Error('no disk')));
  await expect(failing).rejects.toThrow('no disk');
  expect(await readdir(folder)).toEqual([]);
});
