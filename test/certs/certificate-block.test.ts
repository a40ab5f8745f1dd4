import { describe, expect, it } from 'vitest';
import { certificateIn, certificatesPem } from '../../src/certs/certificate-block.ts';
import { readPem, type PemBlock } from '../../src/model/pem.ts';
import { authority, newLeaf } from '../admission/support.ts';

const leaf = newLeaf().certificate;

/** One block that holds these bytes. */
function blockOf(bytes: Uint8Array): PemBlock {
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return { label: 'CERTIFICATE', line: 1, lines };
}

describe('certificateIn', () => {
  it('is the certificate of a block that holds one', () => {
    expect(certificateIn(blockOf(leaf.raw))?.fingerprint256).toBe(leaf.fingerprint256);
  });

  it.each<[string, PemBlock]>([
    ['nothing', blockOf(Buffer.alloc(0))],
    ['something else', blockOf(Buffer.from('hello'))],
    ['a certificate and something behind it', blockOf(Buffer.concat([leaf.raw, Buffer.from([0])]))],
    ['two certificates', blockOf(Buffer.concat([leaf.raw, authority.certificate.raw]))],
    ['half a certificate', blockOf(leaf.raw.subarray(0, leaf.raw.length / 2))],
    ['a certificate as PEM in PEM', blockOf(Buffer.from(leaf.toString()))],
    ['a certificate with headers', { ...blockOf(leaf.raw), lines: ['Proc-Type: 4', '', ...blockOf(leaf.raw).lines] }],
  ])('is none of a block that holds %s', (_, block) => {
    expect(certificateIn(block)).toBeUndefined();
  });
});

describe('certificatesPem', () => {
  it('holds the certificates in their order and nothing else', () => {
    const chain = [leaf, authority.certificate];
    const pem = certificatesPem(chain);
    const { blocks, fault, privateKey } = readPem(pem);
    expect([fault, privateKey]).toEqual([undefined, undefined]);
    expect(blocks.map((block) => certificateIn(block)?.fingerprint256)).toEqual(
      chain.map(({ fingerprint256 }) => fingerprint256),
    );
    const text = blocks.map(
      ({ lines }) => `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    );
    expect(pem.toString()).toBe(text.join(''));
    expect(certificatesPem([])).toHaveLength(0);
  });
});
