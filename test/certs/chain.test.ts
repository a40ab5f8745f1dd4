import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findChains, isWeaklySigned, linkOf, type Link } from '../../src/certs/chain.ts';
import { createAuthority, createLeaf } from '../../src/certs/issue.ts';
import { issue, type Identity } from '../../src/certs/x509.ts';
import { CERTIFICATES } from './verdicts.ts';

const NOW = new Date('2026-11-28T12:00:00Z');
const means = { now: NOW, randomBytes, algorithm: 'ecdsa-p256' } as const;

function link({ certificate }: Pick<Identity, 'certificate'>): Link {
  const read = linkOf(certificate);
  if (read === undefined) throw new Error('it cannot be read');
  return read;
}

const authority = createAuthority('CA', means);
const namesake = createAuthority('CA', means);
const leaf = createLeaf(['web.shop.svc'], authority, means);

function found(roots: readonly Identity[], now = NOW, between: readonly Identity[] = [], of: Identity = leaf) {
  const { chains, refused } = findChains(link(of), between.map(link), roots.map(link), now);
  return {
    chains: chains.map((chain) => chain.map(({ certificate }) => certificate)),
    refused: refused.map(({ why }) => why),
  };
}

describe('findChains', () => {
  it('ends at the authority that signed, whatever else has its name', () => {
    expect(found([namesake, authority])).toEqual({
      chains: [[leaf.certificate, authority.certificate]],
      refused: ['signature'],
    });
    expect(found([])).toEqual({ chains: [], refused: [] });
  });

  it('takes a certificate that is itself in the bundle as it is', () => {
    expect(found([leaf]).chains).toEqual([[leaf.certificate]]);
  });

  it('says when the authority is valid', () => {
    const year = 365 * 86_400_000;
    expect(found([authority], new Date(NOW.getTime() - year)).refused).toEqual(['notYet']);
    expect(found([authority], new Date(NOW.getTime() + 11 * year)).refused).toEqual(['ended']);
  });

  it('refuses an authority below one that allows none', () => {
    const keys = createAuthority('x', means).keys;
    const dates = { notBefore: NOW, notAfter: new Date(NOW.getTime() + 86_400_000) };
    const serial = randomBytes(16);
    const below = {
      certificate: issue({ commonName: 'below', keys, issuer: authority, role: { ca: true }, ...dates, serial }),
      keys,
    };
    const own = createLeaf(['web.shop.svc'], below, means);
    expect(found([authority], NOW, [below], own)).toEqual({ chains: [], refused: ['pathLength'] });
    expect(found([below], NOW, [], own).chains).toHaveLength(1);
  });

  it('refuses a leaf as issuer', () => {
    const own = createLeaf(['x.svc'], leaf, means);
    expect(found([leaf], NOW, [], own)).toEqual({ chains: [], refused: ['notAuthority'] });
  });

  it('looks at a bounded number of candidates', () => {
    // Authorities of one name that all have the same key sign each other in every order: 12! chains.
    const { keys } = authority;
    const many = Array.from({ length: 12 }, () => {
      const dates = { notBefore: NOW, notAfter: new Date(NOW.getTime() + 86_400_000) };
      const certificate = issue({ commonName: 'CA', keys, role: { ca: true }, ...dates, serial: randomBytes(16) });
      return { certificate, keys };
    });
    const { chains, refused } = found(many, NOW, many);
    expect(chains.length).toBeGreaterThan(0);
    expect(chains.length + refused.length).toBeLessThanOrEqual(100);
  });
});

it('isWeaklySigned is true of signatures with SHA-1 only', () => {
  expect(isWeaklySigned(link(leaf))).toBe(false);
  for (const certificate of CERTIFICATES) {
    const isSha1 = /sha1/i.test(certificate.signatureAlgorithm ?? '');
    expect(isWeaklySigned(link({ certificate }))).toBe(isSha1);
  }
});
