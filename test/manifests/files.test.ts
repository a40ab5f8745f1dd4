import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readWholeFile, toProblem } from '../../src/manifests/files.ts';
import { ExternalError } from '../../src/model/problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await writeFile(join(folder, path), content);
}

describe('toProblem', () => {
  it('turns external failures into problems, and throws bugs', () => {
    expect(toProblem('stdin', new ExternalError('is closed'))).toMatchObject({
      problem: { file: 'stdin', message: 'is closed' },
    });
    expect(() => toProblem('stdin', new TypeError('bug'))).toThrow('bug');
  });
});

describe('readWholeFile', () => {
  const SHARED = 64 * 1024;
  const LIMIT = 32 * 1024 * 1024;
  it.each([
    ['nothing', '', ''],
    ['text', 'é\n', 'é\n'],
    ['as much as the shared buffer', `é${'x'.repeat(SHARED - 2)}`, `é${'x'.repeat(SHARED - 2)}`],
    ['one less than the limit', 'x'.repeat(LIMIT - 1), 'x'.repeat(LIMIT - 1)],
    ['the limit', 'x'.repeat(LIMIT), undefined],
    ['no UTF-8', new Uint8Array([0x61, 0xff]), undefined],
    ['half a character at the end', new Uint8Array([0x61, 0xc3]), undefined],
  ])('of %s', async (_what, content, expected) => {
    await write('file', content);
    expect(readWholeFile(join(folder, 'file'))).toBe(expected);
  });
  it('keeps nothing of the previous file', async () => {
    await write('long', 'long text');
    await write('short', 'a');
    expect(['long', 'short'].map((name) => readWholeFile(join(folder, name)))).toEqual(['long text', 'a']);
  });
  it('throws the reason why a file cannot be read', () => {
    expect(() => readWholeFile(join(folder, 'missing'))).toThrow('ENOENT');
  });
});
