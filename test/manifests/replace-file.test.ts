// In a process of its own, for the umask is the whole process'.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const MODULE = join(import.meta.dirname, '../../src/manifests/replace-file.ts');
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
    const { replaceFile } = await import(${JSON.stringify(MODULE)});
    for (const file of ${JSON.stringify(files)}) await replaceFile(file, Buffer.from('new'));`;
  execFileSync(process.execPath, ['--input-type=module', '--eval', script]);
  expect(files.map((file) => (statSync(file).mode & 0o7777).toString(8))).toEqual(
    MODES.map((mode) => mode.toString(8)),
  );
  expect(files.map((file) => readFileSync(file, 'utf8'))).toEqual(MODES.map(() => 'new'));
  expect(readdirSync(folder)).toHaveLength(MODES.length);
});
