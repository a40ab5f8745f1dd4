import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isIssuedBy, isKeyOf } from '../../src/certs/issued-by.ts';
import { createAuthority, createLeaf } from '../../src/certs/issue.ts';
import type { Algorithm } from '../../src/certs/x509.ts';

const kinds: readonly Algorithm[] = ['ecdsa-p256', 'rsa-2048'];
const authorities = kinds.flatMap((algorithm) =>
  // The same name twice: only the signature distinguishes them.
  [1, 2].map(() => createAuthority('one name', { now: new Date(), randomBytes, algorithm })),
);
const leaves = authorities.map((issuer) =>
  createLeaf(['web.shop.svc'], issuer, { now: new Date(), randomBytes, algorithm: 'ecdsa-p256' }),
);

describe('isIssuedBy', () => {
  it('is true of the authority that signed, and of no other one of the same name', () => {
    for (const [place, leaf] of leaves.entries()) {
      const found = authorities.map(({ certificate }) => isIssuedBy(leaf.certificate, certificate));
      expect(found).toEqual(authorities.map((_, index) => index === place));
    }
  });

  it('is true of a self-signed authority and itself, not of a leaf', () => {
    for (const { certificate } of authorities) expect(isIssuedBy(certificate, certificate)).toBe(true);
    for (const { certificate } of leaves) expect(isIssuedBy(certificate, certificate)).toBe(false);
  });
});

describe('isKeyOf', () => {
  it('is true of the own key only, whatever the kinds of both are', () => {
    const all = [...authorities, ...leaves];
    for (const one of all)
      for (const other of all) expect(isKeyOf(other.keys.privateKey, one.certificate)).toBe(one === other);
  });
});
