import { execFileSync, spawnSync } from 'node:child_process';
import { createPrivateKey, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../src/certs/issue.ts';
import type { Algorithm } from '../../src/certs/x509.ts';

const now = new Date('2026-11-23T12:00:00Z');
const algorithms: readonly Algorithm[] = ['ecdsa-p256', 'rsa-2048'];
const openssl = spawnSync('openssl', ['version']).status === 0;

describe.each(algorithms)('certificates with %s', (algorithm) => {
  const means = { now, randomBytes, algorithm };
  const authority = createAuthority('test CA', means);
  const leaf = createLeaf(['localhost', 'web.shop.svc', '127.0.0.1', '::1', '2001:db8::10'], authority, means);

  it('form a chain that node:crypto verifies', () => {
    expect(leaf.certificate.checkIssued(authority.certificate)).toBe(true);
    expect(leaf.certificate.verify(authority.certificate.publicKey)).toBe(true);
    expect(authority.certificate.verify(authority.certificate.publicKey)).toBe(true);
    expect(leaf.certificate.verify(leaf.certificate.publicKey)).toBe(false);
    expect([authority.certificate.ca, leaf.certificate.ca]).toEqual([true, false]);
    expect(leaf.certificate.checkPrivateKey(createPrivateKey(privateKeyPem(leaf)))).toBe(true);
  });

  it('are for the names they were made for, and no other', () => {
    for (const name of ['localhost', 'web.shop.svc']) expect(leaf.certificate.checkHost(name)).toBe(name);
    for (const ip of ['127.0.0.1', '::1', '2001:db8::10']) expect(leaf.certificate.checkIP(ip)).toBe(ip);
    expect(leaf.certificate.checkHost('example.com')).toBeUndefined();
    expect(leaf.certificate.checkIP('127.0.0.2')).toBeUndefined();
  });

  it('are back-dated by an hour and live one and ten years', () => {
    expect(leaf.certificate.validFromDate).toEqual(new Date('2026-11-23T11:00:00Z'));
    expect(leaf.certificate.validToDate).toEqual(new Date('2027-11-23T11:00:00Z'));
    expect(authority.certificate.validToDate).toEqual(new Date('2036-11-22T11:00:00Z'));
  });

  it('end with their issuer at the latest', () => {
    const day = 86_400_000;
    const short = createAuthority('short CA', means, 30 * day);
    expect(createLeaf(['localhost'], short, means).certificate.validToDate).toEqual(short.certificate.validToDate);
    const leafOfTenDays = createLeaf(['localhost'], short, means, 10 * day);
    expect(leafOfTenDays.certificate.validToDate).toEqual(new Date('2026-12-03T11:00:00Z'));
  });

  it('have no common name beyond 64 characters', () => {
    const [long, longest] = ['a'.repeat(61) + '.aa', 'a'.repeat(62) + '.aa'];
    expect(createLeaf([long], authority, means).certificate.subject).toBe(`CN=${long}`);
    const cut = createLeaf([longest], authority, means).certificate;
    expect([cut.subject, cut.subjectAltName]).toEqual(['CN=sliceward', `DNS:${longest}`]);
  });

  it('are written with LF', () => {
    for (const pem of [certificatePem(leaf), privateKeyPem(leaf)])
      expect(pem).toMatch(/^-----BEGIN [A-Z ]+-----\n[^\r]*-----\n$/);
  });

  it.runIf(openssl)('pass the strict checks of openssl', () => {
    const directory = mkdtempSync(join(tmpdir(), 'sliceward-'));
    try {
      const [caFile, leafFile] = [join(directory, 'ca.crt'), join(directory, 'tls.crt')];
      writeFileSync(caFile, certificatePem(authority));
      writeFileSync(leafFile, certificatePem(leaf));
      const at = String(now.getTime() / 1000);
      const verify = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslserver',
        '-attime',
        at,
        '-verify_hostname',
        'web.shop.svc',
        '-CAfile',
        caFile,
        leafFile,
      ];
      expect(execFileSync('openssl', verify, { encoding: 'utf8' })).toContain('OK');
      const text = execFileSync('openssl', ['x509', '-in', leafFile, '-noout', '-text'], { encoding: 'utf8' });
      expect(text).toMatch(/Basic Constraints: critical\s+CA:FALSE/);
      expect(text).toMatch(/Key Usage: critical\s+Digital Signature\n/);
      expect(text).toMatch(/Extended Key Usage:\s+TLS Web Server Authentication\n/);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});

if (!openssl) console.warn('openssl is not installed: its check of the certificates does not run');
