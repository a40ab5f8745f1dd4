import { createPrivateKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { certificatePem, privateKeyPem } from '../../src/certs/issue.ts';
import { certificatesIn, MAX_BLOCKS, privateKeyIn, readPemFile } from '../../src/certs/pem-file.ts';
import { authority, newLeaf } from '../admission/support.ts';

const leaf = newLeaf();
const key = createPrivateKey(privateKeyPem(leaf));
const block = (label: string, text: string) => `-----BEGIN ${label}-----\n${text}\n-----END ${label}-----\n`;

/** Each part of a file with what it is read as. */
const PARTS: readonly (readonly [pem: string, kind: string])[] = [
  [certificatePem(leaf), 'certificate'],
  [certificatePem(authority), 'certificate'],
  [privateKeyPem(leaf), 'privateKey'],
  [key.export({ type: 'sec1', format: 'pem' }).toString(), 'privateKey'],
  [key.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(), 'unreadable'],
  [block('PRIVATE KEY', 'AAAA'), 'unreadable'],
  [block('CERTIFICATE', 'AAAA'), 'unreadable'],
  [block('X509 CRL', 'AAAA'), 'other'],
];

describe('readPemFile', () => {
  it('reads every block in its order, with its line, whatever is beside it', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PARTS), { minLength: 1, maxLength: 8 }), (parts) => {
        const file = readPemFile(Buffer.from(parts.map(([pem]) => pem).join('text\n')));
        expect(file.fault).toBeUndefined();
        expect(file.entries.map(({ kind }) => kind)).toEqual(parts.map(([, kind]) => kind));
        let line = 1;
        for (const [index, [pem]] of parts.entries()) {
          expect(file.entries[index]?.line).toBe(line);
          line += pem.trimEnd().split('\n').length + 1;
        }
        const kinds = (wanted: string) => parts.filter(([, kind]) => kind === wanted).length;
        expect(certificatesIn(file)).toHaveLength(kinds('certificate'));
        expect(privateKeyIn(file)?.equals(key)).toBe(kinds('privateKey') > 0 ? true : undefined);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps what it could read before a mistake, and says the mistake', () => {
    const file = readPemFile(Buffer.from(`${certificatePem(leaf)}-----BEGIN CERTIFICATE-----\nAAAA\n`));
    expect(certificatesIn(file)).toHaveLength(1);
    expect(file.fault).toMatch(/^ends in the middle of a certificate \(line \d+\)$/);
  });

  it('has a bound for blocks', () => {
    const crl = block('X509 CRL', 'AAAA');
    expect(readPemFile(Buffer.from(crl.repeat(MAX_BLOCKS)))).toMatchObject({ fault: undefined });
    const file = readPemFile(Buffer.from(crl.repeat(MAX_BLOCKS + 1)));
    expect(file).toEqual({ entries: [], fault: 'holds over 1000 blocks; give a smaller file' });
  });

  it('says when there is nothing to read', () => {
    expect(readPemFile(Buffer.from('hello\n')).fault).toMatch(/^holds no PEM block/);
    expect(readPemFile(Buffer.alloc(0)).fault).toBe('is empty');
  });
});
