import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findSources, readFilePieces, readWholeFile, toProblem, type Source } from '../../src/manifests/files.ts';
import { ExternalError } from '../../src/model/problem.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array = path): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), content);
}

async function* stdin(...pieces: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield typeof piece === 'string' ? new TextEncoder().encode(piece) : piece;
}

/** Texts by path relative to the folder; problems as their message, after the text that was read before. */
async function read(...paths: readonly string[]): Promise<readonly (readonly [string, string])[]> {
  const found: [string, string][] = [];
  for await (const source of findSources(paths, () => stdin('from stdin'))) {
    if (source.kind === 'problem') found.push([relative(folder, source.problem.file), source.problem.message]);
    else if (source.kind === 'stream') found.push([source.file, await wholeText(source.file, source.pieces)]);
    else
      for (const file of source.files)
        found.push([relative(folder, file), await wholeText(file, readFilePieces(file))]);
  }
  return found;
}

async function wholeText(file: string, pieces: Iterable<string> | AsyncIterable<string>): Promise<string> {
  let text = '';
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    text += toProblem(file, error).problem.message;
  }
  return text;
}

describe('findSources', () => {
  it('reads files in the order given, folders in the order of names, to the bottom', async () => {
    for (const path of ['b.yaml', 'a/z.yml', 'a/deep/er/m.json', 'a/notes.txt', 'a/yaml', '.hidden.yaml'])
      await write(path);
    expect(await read(join(folder, 'b.yaml'), folder)).toEqual([
      ['b.yaml', 'b.yaml'],
      ['.hidden.yaml', '.hidden.yaml'],
      ['a/deep/er/m.json', 'a/deep/er/m.json'],
      ['a/z.yml', 'a/z.yml'],
      ['b.yaml', 'b.yaml'],
    ]);
  });
  it('reads a file that is given by name with any extension, and standard input', async () => {
    await write('manifest.txt');
    expect(await read(join(folder, 'manifest.txt'), '-')).toEqual([
      ['manifest.txt', 'manifest.txt'],
      ['stdin', 'from stdin'],
    ]);
  });
  it('follows links, and stops at a cycle', async () => {
    await write('real/a.yaml');
    await symlink(join(folder, 'real'), join(folder, 'link'));
    await symlink(folder, join(folder, 'real', 'up'));
    await symlink(join(folder, 'self.yaml'), join(folder, 'self.yaml'));
    expect(await read(folder)).toEqual([
      ['link/a.yaml', 'real/a.yaml'],
      ['self.yaml', 'cannot be read: its links go round in a circle'],
    ]);
  });
  it('continues after a file that cannot be read', async () => {
    await write('utf16.yaml', Buffer.from('\uFEFFa: 1', 'utf16le'));
    await write('x.yaml');
    await symlink(join(folder, 'nowhere'), join(folder, 'broken.json'));
    await symlink(join(folder, 'nowhere'), join(folder, 'broken.txt'));
    expect(await read(join(folder, 'missing.yaml'), folder)).toEqual([
      ['missing.yaml', 'cannot be read: no such file or folder'],
      ['broken.json', 'cannot be read: no such file or folder'],
      ['utf16.yaml', 'is not UTF-8 text'],
      ['x.yaml', 'x.yaml'],
    ]);
  });
  it('decodes characters across pieces, and rejects an incomplete one at the end', async () => {
    const text = `a${'é'.repeat(100_000)}`;
    await write('long.yaml', text);
    await write('half.yaml', new TextEncoder().encode(text).slice(0, -1));
    const found = await read(join(folder, 'long.yaml'), join(folder, 'half.yaml'));
    expect(found[0]).toEqual(['long.yaml', text]);
    expect(found[1]?.[1]).toBe(`${text.slice(0, -1)}is not UTF-8 text`);
  });
  it('yields the files of a folder together', async () => {
    for (const path of ['a.yaml', 'b.yaml', 'c/d.yaml', 'e.yaml']) await write(path);
    const batches: Source[] = [];
    for await (const source of findSources([folder], stdin)) batches.push(source);
    expect(
      batches.map((source) => (source.kind === 'files' ? source.files.map((file) => relative(folder, file)) : source)),
    ).toEqual([['a.yaml', 'b.yaml'], ['c/d.yaml'], ['e.yaml']]);
  });
  it('reads no more pieces than are consumed', async () => {
    for await (const source of findSources(['/dev/zero'], stdin)) {
      if (source.kind !== 'stream') throw new Error('a device is a stream');
      for await (const piece of source.pieces) {
        expect(piece).toMatch(/^\0+$/);
        break;
      }
    }
  });
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
