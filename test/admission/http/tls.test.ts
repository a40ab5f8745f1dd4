// What is not served with: the good one stays, and a restart would refuse it as well.
import { createPrivateKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CertificateError, verifyMaterial } from '../../../src/admission/http/tls.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../../src/certs/issue.ts';

const means = { now: new Date(), randomBytes, algorithm: 'ecdsa-p256' } as const;
const authority = createAuthority('test CA', means);
const leaf = createLeaf(['localhost'], authority, means);
const pair = { cert: Buffer.from(certificatePem(leaf)), key: Buffer.from(privateKeyPem(leaf)) };
const ca = certificatePem(authority);

function verify(clientCa: string | undefined): unknown {
  return verifyMaterial({ ...pair, clientCa: clientCa === undefined ? undefined : Buffer.from(clientCa) }, new Date());
}

describe('verifyMaterial', () => {
  it.each([undefined, ca, `# ours\n${ca}${ca}\n`])('takes a good client CA', (clientCa) => {
    expect(() => verify(clientCa)).not.toThrow();
  });
  it.each([
    ['nothing', '', /holds no certificate/],
    ['text', 'hello', /holds no certificate/],
    ['half a certificate', ca.slice(0, 200), /holds no certificate/],
    ['one and a half', ca + ca.slice(0, 200), /ends in the middle/],
    ['garbage between the marks', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n', /cannot be read/],
  ])('refuses a client CA file that holds %s', (_what, clientCa, message) => {
    expect(() => verify(clientCa)).toThrow(CertificateError);
    expect(() => verify(clientCa)).toThrow(message);
  });
  it('takes files with a byte-order mark, text or a key, and serves with their certificates alone', () => {
    const mark = '\ufeff';
    const files = {
      cert: Buffer.from(`${mark}# ours\n${pair.key.toString()}${pair.cert.toString()}${mark}${ca}`),
      key: Buffer.from(mark + pair.key.toString()),
      clientCa: Buffer.from(`${mark}Certificate:\n    Data:\n${ca.replaceAll('\n', '\r\n')}`),
    };
    const verified = verifyMaterial(files, new Date());
    expect(verified.cert.toString()).toBe(pair.cert.toString() + ca);
    expect(verified.clientCa?.toString()).toBe(ca);
    expect(verified.key.toString()).toBe(pair.key.toString());
    expect(verified.chain).toHaveLength(2);
  });
  it.each([
    [
      'a chain whose 21st certificate is damaged',
      { cert: Buffer.from(pair.cert.toString() + ca.repeat(19) + damaged(ca)) },
      /the certificate in line \d+ .* cannot be read/,
    ],
    [
      'more certificates than any chain has',
      { cert: Buffer.from(pair.cert.toString() + ca.repeat(1000)) },
      /holds over 1000 certificates/,
    ],
    [
      'a certificate in UTF-16',
      { cert: Buffer.from(`\ufeff${pair.cert.toString()}`, 'utf16le') },
      /holds no certificate: it is UTF-16/,
    ],
    [
      'a key in UTF-16',
      { key: Buffer.from(`\ufeff${pair.key.toString()}`, 'utf16le') },
      /the key cannot be read: its file is UTF-16/,
    ],
    ['an empty key', { key: Buffer.alloc(0) }, /the key cannot be read: its file is empty/],
    ['a certificate in DER', { cert: leaf.certificate.raw }, /holds no certificate: it is binary/],
  ])('refuses %s', (_what, changed, message) => {
    expect(() => verifyMaterial({ ...pair, clientCa: undefined, ...changed }, new Date())).toThrow(CertificateError);
    expect(() => verifyMaterial({ ...pair, clientCa: undefined, ...changed }, new Date())).toThrow(message);
  });
  it('refuses another key', () => {
    const other = createLeaf(['localhost'], authority, means);
    expect(createPrivateKey(privateKeyPem(other)).type).toBe('private');
    expect(() =>
      verifyMaterial({ cert: pair.cert, key: Buffer.from(privateKeyPem(other)), clientCa: undefined }, new Date()),
    ).toThrow(/does not belong/);
  });
});

function damaged(pem: string): string {
  return pem.replace(/\n[^\n]+\n/, '\n');
}
