import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pathsIn, readPair, writePair } from '../../src/certs/directory.ts';
import { createAuthority, createLeaf } from '../../src/certs/issue.ts';
import { issueInto, type Issued } from '../../src/certs/issue-into.ts';
import { UserError } from '../../src/model/problem.ts';

const DAY_MS = 86_400_000;
const NOW = new Date('2026-11-28T12:00:00Z');
const after = (days: number) =>
  ({ now: new Date(NOW.getTime() + days * DAY_MS), randomBytes, algorithm: 'ecdsa-p256' }) as const;

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

function issue(directory: string, days = 0): Promise<Issued> {
  return issueInto({ directory, names: ['web.shop.svc'], life: 30 * DAY_MS }, after(days));
}

describe('issueInto', () => {
  it('makes an authority once, and a leaf of it with a new key each time', async () => {
    const path = await folder();
    const [first, second] = [await issue(path), await issue(path, 20)];
    expect([first.isNewAuthority, second.isNewAuthority]).toEqual([true, false]);
    expect(second.authority.certificate.fingerprint256).toBe(first.authority.certificate.fingerprint256);
    expect(second.leaf.certificate.verify(first.authority.certificate.publicKey)).toBe(true);
    expect(second.leaf.keys.privateKey.equals(first.leaf.keys.privateKey)).toBe(false);
    const stored = await readPair(second.certFile, second.keyFile);
    expect(stored?.certificate.fingerprint256).toBe(second.leaf.certificate.fingerprint256);
    expect((await readdir(path)).toSorted()).toEqual(['.gitignore', 'ca.crt', 'ca.key', 'tls.crt', 'tls.key']);
  });

  it('makes the folder', async () => {
    const { leaf } = await issue(join(await folder(), 'a', 'b'));
    expect(leaf.certificate.subjectAltName).toBe('DNS:web.shop.svc');
  });

  it.each([
    ['before the authority is valid', -2, /ca\.crt is not valid before .*Z; check the clock$/],
    ['after it has ended', 3700, /ca\.crt ended at .*Z; make a new authority/],
  ])('refuses %s and changes nothing', async (_, days, message) => {
    const path = await folder();
    const { certFile } = await issue(path);
    const before = await readFile(certFile);
    await expect(issue(path, days)).rejects.toEqual(
      expect.toSatisfy((error: unknown) => error instanceof UserError && message.test(error.message)),
    );
    expect(await readFile(certFile)).toEqual(before);
  });

  it('does not replace a certificate of another authority with the same name', async () => {
    const path = await folder();
    const { certFile, keyFile } = pathsIn(path);
    await issue(path);
    const foreign = createLeaf(['web.shop.svc'], createAuthority('sliceward CA 2026-11-28', after(0)), after(0));
    await writePair(foreign, certFile, keyFile);
    await expect(issue(path)).rejects.toThrow(/tls\.crt was not issued by .*ca\.crt; move it away/);
    expect((await readPair(certFile, keyFile))?.certificate.fingerprint256).toBe(foreign.certificate.fingerprint256);
  });
});
