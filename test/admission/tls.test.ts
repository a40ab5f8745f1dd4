// What is not served with: the good one stays, and a restart would refuse it as well.
import { createPrivateKey, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { CertificateError, verifyMaterial } from '../../src/admission/tls.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem } from '../../src/certs/issue.ts';

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
  it('refuses another key', () => {
    const other = createLeaf(['localhost'], authority, means);
    expect(createPrivateKey(privateKeyPem(other)).type).toBe('private');
    expect(() => verifyMaterial({ cert: pair.cert, key: Buffer.from(privateKeyPem(other)), clientCa: undefined }, new Date())).toThrow(
      /does not belong/,
    );
  });
});
