import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Exclusion } from '../../src/manifests/exclusion.ts';
import { readFilePieces, toProblem } from '../../src/manifests/files.ts';
import { findSources, type Source } from '../../src/manifests/find-sources.ts';

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
      ['utf16.yaml', 'is UTF-16 text; convert it to UTF-8'],
      ['x.yaml', 'x.yaml'],
    ]);
  });
  it('decodes characters across pieces, and rejects an incomplete one at the end', async () => {
    const text = `a${'é'.repeat(100_000)}`;
    await write('long.yaml', text);
    await write('half.yaml', new TextEncoder().encode(text).slice(0, -1));
    const found = await read(join(folder, 'long.yaml'), join(folder, 'half.yaml'));
    expect(found[0]).toEqual(['long.yaml', text]);
    expect(found[1]?.[1]).toBe(`${text.slice(0, -1)}is not UTF-8 text; convert it to UTF-8`);
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
  it('searches folders however deep they are, and reports those whose path is too long', async () => {
    const deep = join(folder, ...Array.from({ length: 1200 }, () => 'd'));
    await mkdir(deep, { recursive: true });
    await writeFile(join(deep, 'web.yaml'), 'found');
    expect(await read(folder)).toEqual([[relative(folder, join(deep, 'web.yaml')), 'found']]);
    const tooLong = join(folder, 'd/'.repeat(3000));
    expect((await read(tooLong)).map(([, text]) => text)).toEqual(['cannot be read: its path is too long']);
    // Each system call walks the path from its beginning.
  }, 60_000);
  it('does not read what is excluded, nor search excluded folders', async () => {
    for (const path of [
      'a.yaml',
      'charts/templates/b.yaml',
      'charts/values.yaml',
      'kustomize/c.yaml',
      'kustomize/d.yaml',
    ])
      await write(path);
    await write('.slicewardignore', 'templates/\n');
    await write('kustomize/.slicewardignore', '/c.yaml\n');
    const exclusion = new Exclusion({ patterns: ['charts/values.*'], readsIgnoreFiles: true, workingFolder: folder });
    const files: string[] = [];
    for await (const source of findSources([folder], stdin, exclusion))
      if (source.kind === 'files') files.push(...source.files.map((file) => relative(folder, file)));
    expect(files).toEqual(['a.yaml', 'kustomize/d.yaml']);
    expect(exclusion.count).toBe(3);
  });
  it('does not take a pattern for the folder itself that is given', async () => {
    await write('a.yaml');
    await write('below/b.yaml');
    const exclusion = new Exclusion({ patterns: ['*/'], readsIgnoreFiles: false, workingFolder: folder });
    const files: string[] = [];
    for await (const source of findSources([folder], stdin, exclusion))
      if (source.kind === 'files') files.push(...source.files.map((file) => relative(folder, file)));
    expect(files).toEqual(['a.yaml']);
  });
  it('excludes a file that is given by name', async () => {
    await write('charts/a.yaml');
    const exclusion = new Exclusion({ patterns: ['charts/'], readsIgnoreFiles: true, workingFolder: folder });
    for await (const source of findSources([join(folder, 'charts/a.yaml')], stdin, exclusion))
      expect(source).toBeNull();
    expect(exclusion.count).toBe(1);
  });
});
