import { describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { readFields } from '../../src/certs/fields.ts';
import { createAuthority, createLeaf } from '../../src/certs/issue.ts';
import { CERTIFICATES } from './verdicts.ts';

const means = { now: new Date('2026-11-28T12:00:00Z'), randomBytes, algorithm: 'ecdsa-p256' } as const;
const authority = createAuthority('CA', means);
const leaf = createLeaf(['web.shop.svc', '10.0.0.1'], authority, means);

describe('readFields', () => {
  it('reads what our own certificates are made of', () => {
    expect(readFields(leaf.certificate)).toMatchObject({
      names: { dns: ['web.shop.svc'], ips: [Buffer.from([10, 0, 0, 1])], others: 0 },
      isCa: false,
      pathLength: undefined,
      keyUsage: ['digitalSignature'],
      extendedKeyUsage: ['1.3.6.1.5.5.7.3.1'],
      nameConstraints: undefined,
      unknownCritical: [],
    });
    expect(readFields(authority.certificate)).toMatchObject({
      names: undefined,
      isCa: true,
      pathLength: 0,
      keyUsage: ['keyCertSign', 'cRLSign'],
      extendedKeyUsage: undefined,
    });
  });

  it('has the same bytes for the subject of an issuer and the issuer of what it signed', () => {
    const [ca, own] = [readFields(authority.certificate), readFields(leaf.certificate)];
    expect(own?.issuer).toBe(ca?.subject);
    expect(own?.subject).not.toBe(ca?.subject);
  });

  it('says of every certificate that Go made what node:crypto says', () => {
    for (const certificate of CERTIFICATES) {
      const fields = readFields(certificate);
      expect(fields).toBeDefined();
      // OpenSSL also wants the key usage of an authority.
      const maySign = fields?.keyUsage === undefined || fields.keyUsage.includes('keyCertSign');
      expect(fields?.isCa === true && maySign).toBe(certificate.ca);
      expect(fields?.extendedKeyUsage).toEqual(certificate.keyUsage);
      const dns = [...(certificate.subjectAltName ?? '').matchAll(/DNS:([^,]+)/g)].map(([, name]) => name);
      expect(fields?.names?.dns ?? []).toEqual(dns);
    }
    const all = CERTIFICATES.map(readFields);
    expect(all.filter((fields) => fields?.nameConstraints !== undefined).length).toBeGreaterThan(0);
    expect(all.filter((fields) => (fields?.unknownCritical.length ?? 0) > 0).length).toBeGreaterThan(0);
  });
});
