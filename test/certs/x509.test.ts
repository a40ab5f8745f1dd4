import { createHash, randomBytes, type X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  generateKeys,
  issue,
  type Algorithm,
  type CertificateRequest,
  type Identity,
  type KeyPair,
} from '../../src/certs/x509.ts';

const now = new Date('2026-11-23T12:00:00Z');
const keys = generateKeys('ecdsa-p256');
const BASE: CertificateRequest = {
  commonName: 'x',
  keys,
  role: { ca: true },
  notBefore: now,
  notAfter: now,
  serial: randomBytes(16),
};

function selfSigned(changes: Partial<CertificateRequest>): X509Certificate {
  return issue({ ...BASE, ...changes });
}

function authority(algorithm: Algorithm, commonName = 'CA'): Identity {
  const own = generateKeys(algorithm);
  return { certificate: selfSigned({ keys: own, commonName }), keys: own };
}

function leafOf(issuer: Identity, names: readonly string[] = ['localhost']): X509Certificate {
  return issue({ ...BASE, commonName: 'leaf', issuer, role: { ca: false, names } });
}

/** 160 bits of the SHA-256 of the key's SubjectPublicKeyInfo (RFC 7093, 2, method 4). */
function keyId({ publicKey }: KeyPair): Buffer {
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

describe('generateKeys', () => {
  it('makes keys of the kind and size that was asked for', () => {
    expect(keys.privateKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
    expect(generateKeys('rsa-2048').publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
  });
});

describe('issue', () => {
  it('writes positive serials of one length, whatever the random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (serial) => {
        const certificate = selfSigned({ serial });
        expect(certificate.serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
      }),
      { numRuns: 50 },
    );
  });

  it('writes dates beyond 2049 as such', () => {
    const notAfter = new Date('2061-01-02T03:04:05Z');
    const certificate = selfSigned({ notAfter });
    expect(certificate.validToDate).toEqual(notAfter);
  });

  it('writes a name in any script', () => {
    const certificate = selfSigned({ commonName: 'Wächter 守' });
    expect(certificate.toLegacyObject().subject.CN).toBe('Wächter 守');
  });

  it.each<[Algorithm, string]>([
    // ecdsa-with-SHA256 (RFC 5758, 3.2) has no parameters; sha256WithRSAEncryption (RFC 4055, 5) has NULL.
    ['ecdsa-p256', '300a06082a8648ce3d040302'],
    ['rsa-2048', '300d06092a864886f70d01010b0500'],
  ])('signs as the key of the issuer can: %s', (algorithm, identifier) => {
    const issuer = authority(algorithm);
    const leaf = leafOf(issuer);
    expect(leaf.checkIssued(issuer.certificate)).toBe(true);
    expect(leaf.verify(issuer.keys.publicKey)).toBe(true);
    // Once in what is signed and once beside the signature (RFC 5280, 4.1.1.2).
    expect(leaf.raw.toString('hex').split(identifier)).toHaveLength(3);
  });

  it('names the issuer by the bytes of its subject, as chains are compared', () => {
    for (const commonName of ['CA', 'Wächter 守', '', 'x'.repeat(300)]) {
      const issuer = authority('ecdsa-p256', commonName);
      expect(leafOf(issuer).issuer).toBe(issuer.certificate.subject);
      expect(leafOf(issuer).checkIssued(issuer.certificate)).toBe(true);
    }
  });

  it('names its own key and that of the issuer', () => {
    const issuer = authority('ecdsa-p256');
    const count = (certificate: X509Certificate, id: Buffer): number =>
      certificate.raw.toString('latin1').split(id.toString('latin1')).length - 1;
    const leaf = leafOf(issuer);
    expect([count(leaf, keyId(keys)), count(leaf, keyId(issuer.keys))]).toEqual([1, 1]);
    expect(count(issuer.certificate, keyId(issuer.keys))).toBe(2);
  });

  it('separates DNS names from IP addresses', () => {
    const names = ['localhost', '127.0.0.1', '::1', '2001:db8::10', '*.shop.example', '1.2.3'];
    expect(leafOf(authority('ecdsa-p256'), names).subjectAltName?.split(', ')).toEqual([
      'DNS:localhost',
      'IP Address:127.0.0.1',
      'IP Address:0:0:0:0:0:0:0:1',
      'IP Address:2001:DB8:0:0:0:0:0:10',
      'DNS:*.shop.example',
      'DNS:1.2.3',
    ]);
  });

  it('makes an authority or a server, and neither is the other', () => {
    const issuer = authority('ecdsa-p256');
    const leaf = leafOf(issuer);
    expect([issuer.certificate.ca, leaf.ca]).toEqual([true, false]);
    expect([issuer.certificate.keyUsage, leaf.keyUsage]).toEqual([undefined, ['1.3.6.1.5.5.7.3.1']]);
    expect(issuer.certificate.subjectAltName).toBeUndefined();
  });
});
