import { X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureDevCertificates } from '../../src/certs/dev.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../src/certs/issue.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';

const DAY = 86_400_000;
const start = Date.parse('2026-11-23T12:00:00Z');
const at = (days: number) => ({ now: new Date(start + days * DAY), randomBytes, algorithm: 'ecdsa-p256' }) as const;

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return join(path, 'certs');
}

async function contents(path: string): Promise<Record<string, string>> {
  const names = await readdir(path);
  return Object.fromEntries(
    await Promise.all(names.toSorted().map(async (name) => [name, await readFile(join(path, name), 'utf8')] as const)),
  );
}

describe('ensureDevCertificates', () => {
  it('makes four files, the keys for their owner only, and makes Git ignore them', async () => {
    const dir = await directory();
    const made = await ensureDevCertificates(dir, at(0));
    expect(made).toMatchObject({
      done: 'created',
      caFile: join(dir, 'ca.crt'),
      certFile: join(dir, 'tls.crt'),
      keyFile: join(dir, 'tls.key'),
    });
    expect(Object.keys(await contents(dir))).toEqual(['.gitignore', 'ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
    expect(await readFile(join(dir, '.gitignore'), 'utf8')).toBe('*\n');
    for (const name of ['ca.key', 'tls.key']) expect((await stat(join(dir, name))).mode & 0o777).toBe(0o600);
    const leaf = new X509Certificate(await readFile(made.certFile));
    expect(leaf.checkHost('localhost')).toBe('localhost');
    expect(leaf.verify(new X509Certificate(await readFile(made.caFile)).publicKey)).toBe(true);
  });

  it('changes nothing the second time', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    const before = await contents(dir);
    expect((await ensureDevCertificates(dir, at(300))).done).toBe('kept');
    expect(await contents(dir)).toEqual(before);
  });

  it('renews a leaf that ends within 30 days under the same CA', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    const before = await contents(dir);
    expect((await ensureDevCertificates(dir, at(336))).done).toBe('renewed');
    const after = await contents(dir);
    expect([after['ca.crt'], after['ca.key']]).toEqual([before['ca.crt'], before['ca.key']]);
    expect(after['tls.crt']).not.toBe(before['tls.crt']);
    expect(Object.keys(after)).toHaveLength(5);
  });

  it('names its own files alone in .gitignore where there are others, and never changes a .gitignore', async () => {
    const dir = await directory();
    await mkdir(dir);
    await writeFile(join(dir, 'README.md'), 'mine');
    await ensureDevCertificates(dir, at(0));
    expect(await readFile(join(dir, '.gitignore'), 'utf8')).toBe(
      '/ca.crt\n/ca.key\n/tls.crt\n/tls.key\n/try-review.json\n',
    );
    await writeFile(join(dir, '.gitignore'), 'mine too\n');
    expect((await ensureDevCertificates(dir, at(336))).done).toBe('renewed');
    expect(await readFile(join(dir, '.gitignore'), 'utf8')).toBe('mine too\n');
  });

  it('writes no .gitignore beside keys that are kept', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    await rm(join(dir, '.gitignore'));
    await ensureDevCertificates(dir, at(1));
    expect(await readdir(dir)).not.toContain('.gitignore');
  });

  it('replaces everything when the CA ends, and a leaf that is missing', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    const before = await contents(dir);
    await ensureDevCertificates(dir, at(3640));
    expect((await contents(dir))['ca.crt']).not.toBe(before['ca.crt']);
    await rm(join(dir, 'tls.crt'));
    await rm(join(dir, 'tls.key'));
    expect((await ensureDevCertificates(dir, at(3640))).done).toBe('created');
  });

  const other = createAuthority('another CA', at(0));
  const otherLeaf = createLeaf(['example.com'], other, at(0));
  it.each([
    ['a certificate of another CA', { 'tls.crt': certificatePem(otherLeaf), 'tls.key': privateKeyPem(otherLeaf) }],
    ['another CA', { 'ca.crt': certificatePem(other), 'ca.key': privateKeyPem(other) }],
    ['a key alone', { 'tls.key': privateKeyPem(otherLeaf) }],
    ['a certificate alone', { 'ca.crt': certificatePem(other) }],
    ['something else', { 'ca.crt': 'hello', 'ca.key': 'world' }],
  ])('never overwrites %s', async (_, files) => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    for (const [name, text] of Object.entries(files)) await writeFile(join(dir, name), text);
    if (Object.keys(files).length === 1) await rm(join(dir, 'tls.key' in files ? 'tls.crt' : 'ca.key'));
    const before = await contents(dir);
    await expect(ensureDevCertificates(dir, at(400))).rejects.toThrow(UserError);
    expect(await contents(dir)).toEqual(before);
  });

  it('never overwrites a key of another pair', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    await writeFile(join(dir, 'tls.key'), privateKeyPem(otherLeaf));
    await expect(ensureDevCertificates(dir, at(0))).rejects.toThrow(/tls\.key was not made by .* not the key of/);
  });

  it('says when it cannot write', async () => {
    const dir = await directory();
    await ensureDevCertificates(dir, at(0));
    await expect(ensureDevCertificates(join(dir, 'ca.crt', 'below'), at(0))).rejects.toThrow(ExternalError);
  });
});
