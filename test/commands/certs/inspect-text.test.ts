import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomBytes } from 'node:crypto';
import { describeCertificate } from '../../../src/certs/describe.ts';
import { createAuthority } from '../../../src/certs/issue.ts';
import { inspectText, validity } from '../../../src/commands/certs/inspect-text.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const DAY_MS = 86_400_000;
const { certificate } = createAuthority('CA', { now: NOW, randomBytes, algorithm: 'ecdsa-p256' });

describe('inspectText', () => {
  it('has a block for each entry, under its file and line', () => {
    const text = inspectText(
      [
        {
          file: 'all.pem',
          entries: [
            { kind: 'certificate', line: 1, ...describeCertificate(certificate, NOW) },
            { kind: 'privateKey', line: 12, key: 'ECDSA P-256', certificates: [{ file: 'all.pem', line: 1 }] },
            { kind: 'privateKey', line: 18, key: 'RSA 2048', certificates: [] },
            { kind: 'unreadable', line: 40, label: 'CERTIFICATE', problem: 'it is damaged' },
            { kind: 'other', line: 44, label: 'X509 CRL' },
          ],
          problem: 'ends in the middle of a certificate (line 50)',
        },
        { file: 'empty', entries: [], problem: 'is empty' },
      ],
      NOW,
    );
    expect(text.split('\n').filter((line) => !line.startsWith(' ') && line !== '')).toEqual([
      'all.pem:1: CA certificate',
      'all.pem:12: private key, not printed',
      'all.pem:18: private key, not printed',
      'all.pem:40: "CERTIFICATE" cannot be read: it is damaged',
      'all.pem:44: "X509 CRL", which is neither a certificate nor a private key',
      'all.pem: it ends in the middle of a certificate (line 50)',
      'empty: it is empty',
    ]);
    expect(text).toMatch(/^ {2}issuer {5}itself$/m);
    expect(text).toMatch(/^ {2}may sign {3}leaves$/m);
    expect(text).toMatch(/^ {2}belongs to all\.pem:1$/m);
    expect(text).toMatch(/^ {2}belongs to no certificate here$/m);
    expect(inspectText([], NOW)).toBe('');
  });
});

describe('validity', () => {
  it('counts whole days to the end, or from it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: DAY_MS - 1 }), (days, rest) => {
        const near = new Date(NOW.getTime() - days * DAY_MS - rest).toISOString();
        const far = new Date(NOW.getTime() + days * DAY_MS + rest).toISOString();
        const count = `${days} day${days === 1 ? '' : 's'}`;
        expect(validity({ validity: 'valid', notBefore: near, notAfter: far }, NOW)).toBe(`${count} left`);
        expect(validity({ validity: 'ended', notBefore: near, notAfter: near }, NOW)).toBe(`ended ${count} ago`);
        expect(validity({ validity: 'not valid yet', notBefore: far, notAfter: far }, NOW)).toBe(`begins in ${count}`);
      }),
    );
  });
});
