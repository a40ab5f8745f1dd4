import { mkdir, mkdtemp, readFile, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { rewriteFiles, type RewrittenFile } from '../../src/manifests/rewrite-files.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';

const POLICIES = loadPolicies([], {
  rules: RULES.filter(({ id }) => id === 'canonical-address'),
  sha256: () => 'sha256:0',
});

const BEFORE =
  'apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: a}\naddressType: IPv6\n' +
  'endpoints:\n- addresses: [FD00::1] # c\n';
const AFTER = BEFORE.replace('FD00::1', 'fd00::1');

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'rewrite-')));
});
afterEach(() => rm(folder, { recursive: true }));

async function write(path: string, content: string | Uint8Array = BEFORE): Promise<string> {
  const file = join(folder, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function rewrite(...paths: readonly string[]): Promise<readonly RewrittenFile[]> {
  const files: RewrittenFile[] = [];
  const options = {
    namespace: 'default',
    judge: ({ slice }: { slice: Parameters<typeof evaluate>[1]['slice'] }) =>
      evaluate(POLICIES, { operation: 'CREATE', slice, oldObject: undefined, user: undefined }),
  };
  for await (const file of rewriteFiles(paths, options)) files.push(file);
  return files;
}

/** Paths relative to the folder, and what became of the text. */
function outline(files: readonly RewrittenFile[]): readonly unknown[] {
  return files.map(({ file, path, result, before, after }) => [
    relative(folder, file),
    relative(folder, path),
    result.kind === 'not-rewritten' ? result.why : after === before ? 'unchanged' : 'changed',
  ]);
}

describe('rewriteFiles', () => {
  it('gives the new text of each manifest and writes nothing', async () => {
    const file = await write('a.yaml');
    expect(await rewrite(file)).toMatchObject([
      { file, path: file, before: BEFORE, after: AFTER, result: { kind: 'rewritten', fixed: [{}] } },
    ]);
    expect(await readFile(file, 'utf8')).toBe(BEFORE);
  });

  it('finds the files that check finds, in its order, and each once', async () => {
    for (const path of ['b.yaml', 'a/z.yml', 'a/notes.txt', 'c.json']) await write(path);
    await symlink(join(folder, 'b.yaml'), join(folder, 'd.yaml'));
    expect(outline(await rewrite(join(folder, 'c.json'), folder, folder))).toEqual([
      ['c.json', 'c.json', 'changed'],
      ['a/z.yml', 'a/z.yml', 'changed'],
      ['b.yaml', 'b.yaml', 'changed'],
    ]);
  });

  it('keeps a byte order mark', async () => {
    const [file] = await rewrite(await write('a.yaml', `\uFEFF${BEFORE}`));
    expect(file).toMatchObject({ before: `\uFEFF${BEFORE}`, after: `\uFEFF${AFTER}` });
  });

  it('gives the same text if nothing has to be fixed', async () => {
    expect(outline(await rewrite(await write('a.yaml', AFTER)))).toEqual([['a.yaml', 'a.yaml', 'unchanged']]);
  });

  it('skips standard input, pipes and paths that cannot be read', async () => {
    await symlink(join(folder, 'nowhere'), join(folder, 'broken.yaml'));
    const file = await write('a.yaml');
    const found = await rewrite('-', '/dev/null', join(folder, 'missing.yaml'), join(folder, 'broken.yaml'), file);
    expect(outline(found)).toEqual([['a.yaml', 'a.yaml', 'changed']]);
  });

  it('rewrites the target of a link within the given folder under its own path', async () => {
    await write('real/b.yaml');
    await symlink(join(folder, 'real', 'b.yaml'), join(folder, 'a.yaml'));
    expect(outline(await rewrite(folder))).toEqual([['a.yaml', 'real/b.yaml', 'changed']]);
  });

  it('does not follow a link that leads out of the given paths, even to a folder with a similar name', async () => {
    const outside = await write('given-not/b.yaml');
    await write('given/c.yaml');
    await symlink(outside, join(folder, 'given', 'a.yaml'));
    const why = `it is a link to ${outside}, outside of what was given: give that file itself`;
    expect(outline(await rewrite(join(folder, 'given')))).toEqual([
      ['given/a.yaml', 'given-not/b.yaml', why],
      ['given/c.yaml', 'given/c.yaml', 'changed'],
    ]);
    expect(outline(await rewrite(join(folder, 'given', 'a.yaml')))).toEqual([
      ['given/a.yaml', 'given-not/b.yaml', why],
    ]);
    // The target is among the given paths.
    expect(outline(await rewrite(join(folder, 'given', 'a.yaml'), outside))).toEqual([
      ['given/a.yaml', 'given-not/b.yaml', 'changed'],
    ]);
  });

  it('does not change a file with a problem, one that is not UTF-8, or one that is too large', async () => {
    await write('broken.yaml', `${BEFORE}---\na: [\n`);
    await write('latin.yaml', Buffer.concat([Buffer.from(BEFORE), Buffer.from([0xe9])]));
    await truncate(await write('large.yaml'), 64 * 1024 * 1024 + 1);
    const files = await rewrite(folder);
    expect(outline(files)).toEqual([
      ['broken.yaml', 'broken.yaml', expect.stringMatching(/^it has problems \(.*broken\.yaml:8:4: /)],
      ['large.yaml', 'large.yaml', expect.stringMatching(/too large to be fixed \(over 64 MiB\)/)],
      ['latin.yaml', 'latin.yaml', 'it is not UTF-8 text'],
    ]);
    expect(files.map(({ before, after }) => before === after)).toEqual([true, true, true]);
  });
});
