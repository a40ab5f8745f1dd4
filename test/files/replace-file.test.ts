// In a process of its own, for the umask is the whole process'.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { NotReplaced, replaceFile, updateFile } from '../../src/files/replace-file.ts';

const MODULE = join(import.meta.dirname, '../../src/files/replace-file.ts');
const MODES = [0o666, 0o664, 0o640, 0o604, 0o777, 0o600];

it.each(['022', '077', '777'])('a file that is replaced keeps every bit of its mode under the umask %s', (umask) => {
  const folder = mkdtempSync(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const files = MODES.map((mode) => join(folder, mode.toString(8)));
  for (const [index, file] of files.entries()) {
    writeFileSync(file, 'old');
    chmodSync(file, MODES[index] ?? 0);
  }
  const script = `process.umask(0o${umask});
    const { updateFile } = await import(${JSON.stringify(MODULE)});
    for (const file of ${JSON.stringify(files)}) await updateFile(file, Buffer.from('old'), Buffer.from('new'));`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
  expect(files.map((file) => (statSync(file).mode & 0o7777).toString(8))).toEqual(
    MODES.map((mode) => mode.toString(8)),
  );
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(MODES.map(() => 'new'));
  expect(readdirSync(folder)).toHaveLength(MODES.length);
});

describe('with a mode', () => {
  it('a file and its folder may be new', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'new', 'key');
    await replaceFile(file, 'one', 0o600);
    await replaceFile(file, 'two', 0o600);
    expect(readFileSync(file, 'utf8')).toBe('two');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(join(folder, 'new'))).toEqual(['key']);
  });
  it('one that cannot be replaced leaves nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'taken', 'full'), { recursive: true });
    await expect(replaceFile(join(folder, 'taken'), 'one', 0o600)).rejects.toThrow('taken');
    expect(readdirSync(folder)).toEqual(['taken']);
  });
});

describe('updateFile', () => {
  it('leaves a file that has changed since it was read, and nothing behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'web.yaml');
    writeFileSync(file, 'changed');
    const update = updateFile(file, Buffer.from('read'), Buffer.from('fixed'));
    await expect(update).rejects.toThrow(new NotReplaced('it has changed since it was read; run it again'));
    expect(readFileSync(file, 'utf8')).toBe('changed');
    expect(readdirSync(folder)).toEqual(['web.yaml']);
  });
  it('leaves a read-only file, also for root', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'web.yaml');
    writeFileSync(file, 'old', { mode: 0o444 });
    await expect(updateFile(file, Buffer.from('old'), Buffer.from('new'))).rejects.toThrow(/read-only|EACCES/);
    expect(readFileSync(file, 'utf8')).toBe('old');
  });
  it('throws what the file system throws for a file that is gone', async () => {
    await expect(updateFile('/nowhere/gone.yaml', Buffer.of(), Buffer.of(1))).rejects.toThrow(/ENOENT/);
  });
});
