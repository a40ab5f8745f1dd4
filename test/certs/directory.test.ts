import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { keepFromGit, pathsIn, readPair, writePair, type Paths } from '../../src/certs/directory.ts';
import { createAuthority } from '../../src/certs/issue.ts';

const means = { now: new Date('2026-11-28T12:00:00Z'), randomBytes, algorithm: 'ecdsa-p256' } as const;
const authority = createAuthority('CA', means);
const other = createAuthority('CA', means);

async function folder(): Promise<Paths & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return { path, ...pathsIn(path) };
}

describe('a pair', () => {
  it('that was written is read again, with a key for its owner only', async () => {
    const { caFile, caKeyFile } = await folder();
    expect(await readPair(caFile, caKeyFile)).toBeUndefined();
    await writePair(authority, caFile, caKeyFile);
    const read = await readPair(caFile, caKeyFile);
    expect(read?.certificate.fingerprint256).toBe(authority.certificate.fingerprint256);
    expect(read?.keys.privateKey.equals(authority.keys.privateKey)).toBe(true);
    expect([(await stat(caFile)).mode & 0o777, (await stat(caKeyFile)).mode & 0o777]).toEqual([0o644, 0o600]);
  });

  it.each<[string, (paths: Paths) => Promise<void>, keyof Paths, RegExp]>([
    ['without its key', ({ caKeyFile }) => rm(caKeyFile), 'caFile', /ca\.key is not there beside it$/],
    ['without its certificate', ({ caFile }) => rm(caFile), 'caKeyFile', /ca\.crt is not there beside it$/],
    ['with a damaged key', ({ caKeyFile }) => writeFile(caKeyFile, 'x'), 'caKeyFile', /^it cannot be read as PEM$/],
    ['with a damaged certificate', ({ caFile }) => writeFile(caFile, ''), 'caFile', /^it cannot be read as PEM$/],
    [
      'with the key of another one',
      ({ caKeyFile, certFile }) => writePair(other, certFile, caKeyFile),
      'caKeyFile',
      /^it is not the key of .*ca\.crt$/,
    ],
  ])('%s names the file to blame', async (_, spoil, file, message) => {
    const paths = await folder();
    await writePair(authority, paths.caFile, paths.caKeyFile);
    await spoil(paths);
    const read = readPair(paths.caFile, paths.caKeyFile);
    await expect(read).rejects.toMatchObject({ file: paths[file], message: expect.stringMatching(message) });
  });
});

describe('keepFromGit', () => {
  it('hides everything in a folder of its own, and only its own files in another', async () => {
    const [own, shared] = [await folder(), await folder()];
    await writePair(authority, own.caFile, own.caKeyFile);
    await writeFile(join(shared.path, 'notes.md'), '');
    for (const { path } of [own, shared]) await keepFromGit(path);
    expect(await readFile(join(own.path, '.gitignore'), 'utf8')).toBe('*\n');
    const lines = (await readFile(join(shared.path, '.gitignore'), 'utf8')).split('\n');
    expect(lines).toEqual(expect.arrayContaining(['/ca.key', '/tls.key']));
    expect(lines).not.toContain('*');
  });

  it('leaves a .gitignore alone that is there', async () => {
    const { path } = await folder();
    await writeFile(join(path, '.gitignore'), 'own\n');
    await keepFromGit(path);
    expect(await readFile(join(path, '.gitignore'), 'utf8')).toBe('own\n');
  });
});
