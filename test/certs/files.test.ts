import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { namesIn, readIfPresent, writeIfAbsent, writeWhole } from '../../src/certs/files.ts';
import { ExternalError } from '../../src/model/problem.ts';

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

describe('what is missing', () => {
  it('is a file without bytes and a folder without names', async () => {
    const missing = join(await folder(), 'missing');
    expect(await readIfPresent(missing)).toBeUndefined();
    expect(await namesIn(missing)).toEqual([]);
  });

  it('is not what cannot be read', async () => {
    const path = await folder();
    const file = join(path, 'file');
    await writeFile(file, 'text');
    await expect(readIfPresent(path)).rejects.toEqual(new ExternalError(`cannot read ${path}`));
    await expect(namesIn(file)).rejects.toEqual(new ExternalError(`cannot read ${file}`));
    await expect(readIfPresent(join(file, 'below'))).rejects.toBeInstanceOf(ExternalError);
  });
});

it('reads files and folders that are there', async () => {
  const path = await folder();
  await writeFile(join(path, 'one'), 'text');
  await mkdir(join(path, 'two'));
  expect((await readIfPresent(join(path, 'one')))?.toString()).toBe('text');
  expect([...(await namesIn(path))].toSorted()).toEqual(['one', 'two']);
});

describe('writeIfAbsent', () => {
  it('writes a new file, its folder too', async () => {
    const file = join(await folder(), 'new', 'file');
    await writeIfAbsent(file, 'ours');
    expect(await readFile(file, 'utf8')).toBe('ours');
  });

  it('does not change a file that is there', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, 'theirs');
    await writeIfAbsent(file, 'ours');
    expect(await readFile(file, 'utf8')).toBe('theirs');
  });

  it('says which file cannot be written', async () => {
    const file = join(await folder(), 'file');
    await writeFile(file, 'text');
    const below = join(file, 'below', 'x');
    await expect(writeIfAbsent(below, 'ours')).rejects.toEqual(new ExternalError(`cannot write ${below}`));
  });
});

describe('writeWhole', () => {
  it('replaces a file, content and mode, and keeps nothing beside it', async () => {
    const path = await folder();
    const file = join(path, 'key');
    await writeFile(file, 'old and longer', { mode: 0o644 });
    await writeWhole(file, 'new', 0o600);
    expect(await readFile(file, 'utf8')).toBe('new');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path)).toEqual(['key']);
  });

  it('says which file cannot be written', async () => {
    const path = await folder();
    await expect(writeWhole(path, 'new', 0o600)).rejects.toEqual(new ExternalError(`cannot write ${path}`));
  });
});
