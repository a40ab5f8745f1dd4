// The program that shows how the library is used, run against the built package as a user runs it.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../../examples/library/judge.mjs');

it('judges a slice and prints why it is denied', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM]);
  expect(stdout).toMatch(/^false \[denied-address\] endpoints\[0\]\.addresses\[0\]: /);
});

it('is short', () => {
  const code = readFileSync(PROGRAM, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('import'));
  expect(code.length).toBeLessThanOrEqual(10);
});
