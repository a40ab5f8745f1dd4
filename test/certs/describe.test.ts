import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { describeCertificate, keyText } from '../../src/certs/describe.ts';
import { createAuthority, createLeaf, LIFETIMES } from '../../src/certs/issue.ts';
import { CERTIFICATES } from './verdicts.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const means = { now: NOW, randomBytes, algorithm: 'ecdsa-p256' } as const;
const authority = createAuthority('CA', means);
const leaf = createLeaf(['web.shop.svc', '10.0.0.1'], authority, means);

describe('describeCertificate', () => {
  it('has what API servers look at', () => {
    expect(describeCertificate(leaf.certificate, NOW)).toMatchObject({
      subject: 'CN=web.shop.svc',
      issuer: 'CN=CA',
      dnsNames: ['web.shop.svc'],
      ipAddresses: ['10.0.0.1'],
      notBefore: '2026-11-28T11:00:00.000Z',
      notAfter: '2027-11-28T11:00:00.000Z',
      validity: 'valid',
      authority: false,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['serverAuth'],
      key: 'ECDSA P-256',
      signature: 'ecdsa-with-SHA256',
    });
    expect(describeCertificate(authority.certificate, NOW)).toMatchObject({ authority: true, pathLength: 0 });
  });

  it('says whether it is valid, up to both ends', () => {
    const { validFromDate, validToDate } = leaf.certificate;
    const at = (date: Date, milliseconds: number) =>
      describeCertificate(leaf.certificate, new Date(date.getTime() + milliseconds)).validity;
    expect([at(validFromDate, -1), at(validFromDate, 0), at(validToDate, 0), at(validToDate, 1)]).toEqual([
      'not valid yet',
      'valid',
      'valid',
      'ended',
    ]);
    expect(validToDate.getTime() - validFromDate.getTime()).toBe(LIFETIMES.leaf);
  });

  it('lists a hundred names at most', () => {
    const names = Array.from({ length: 150 }, (_, index) => `n${index}.svc`);
    const many = createLeaf(['first.svc', ...names], authority, means);
    expect(describeCertificate(many.certificate, NOW).dnsNames).toEqual(['first.svc', ...names.slice(0, 99)]);
  });

  it('is plain data of one line each, of whatever Go made', () => {
    for (const certificate of CERTIFICATES) {
      const text = JSON.stringify(describeCertificate(certificate, NOW));
      expect(text).not.toMatch(/\\n|PRIVATE/);
      expect(text).toContain(certificate.fingerprint256.replaceAll(':', '').toLowerCase());
    }
  });
});

it('keyText names the kind and size of a key', () => {
  const keys = [
    generateKeyPairSync('ec', { namedCurve: 'secp384r1' }),
    generateKeyPairSync('ec', { namedCurve: 'secp256k1' }),
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('rsa', { modulusLength: 1024 }),
  ];
  for (const kind of ['publicKey', 'privateKey'] as const)
    expect(keys.map((pair) => keyText(pair[kind]))).toEqual(['ECDSA P-384', 'ECDSA secp256k1', 'ed25519', 'RSA 1024']);
});
