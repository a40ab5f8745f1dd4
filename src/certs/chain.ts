// Chains from a certificate to the authorities of a caBundle, as Go's crypto/x509 builds them (verify.go, buildChains).
import type { KeyObject, X509Certificate } from 'node:crypto';
import { readFields, type Fields } from './fields.ts';

/** A certificate with what was read of it. */
export interface Link {
  readonly certificate: X509Certificate;
  readonly fields: Fields;
}

export interface ChainSearch {
  /** From the certificate to an authority of the bundle. */
  readonly chains: readonly (readonly Link[])[];
  /** Why candidates were no issuers, in the order they were looked at. */
  readonly refused: readonly Refusal[];
}

export interface Refusal {
  readonly candidate: Link;
  readonly why:
    | 'signature'
    | 'notAuthority'
    | 'keyUsage'
    | 'weakSignature'
    | 'notYet'
    | 'ended'
    | 'pathLength'
    | 'critical';
}

/** As in Go: beyond it a chain is not looked for any more. Each look costs a signature. */
const MAX_LOOKS = 100;

/** Object identifiers of signatures with MD2, MD5 or SHA-1, which Go refuses. */
const WEAK: ReadonlySet<string> = new Set([
  '1.2.840.113549.1.1.2',
  '1.2.840.113549.1.1.4',
  '1.2.840.113549.1.1.5',
  '1.2.840.10040.4.3',
  '1.2.840.10045.4.1',
]);

export function linkOf(certificate: X509Certificate): Link | undefined {
  const fields = readFields(certificate);
  return fields === undefined ? undefined : { certificate, fields };
}

export function isWeaklySigned({ certificate }: Link): boolean {
  return WEAK.has(certificate.signatureAlgorithmOid);
}

export function findChains(leaf: Link, between: readonly Link[], roots: readonly Link[], now: Date): ChainSearch {
  // An authority that is the certificate itself is trusted as it is.
  if (roots.some((root) => isSame(root, leaf))) return { chains: [[leaf]], refused: [] };
  const search: Search = { between, roots, now, chains: [], refused: [], looks: 0 };
  extend([leaf], leaf, search);
  return search;
}

interface Search {
  readonly between: readonly Link[];
  readonly roots: readonly Link[];
  readonly now: Date;
  readonly chains: (readonly Link[])[];
  readonly refused: Refusal[];
  looks: number;
}

function extend(chain: readonly Link[], last: Link, search: Search): void {
  const candidates = [
    ...search.roots.map((candidate) => ({ candidate, isRoot: true })),
    ...search.between.map((candidate) => ({ candidate, isRoot: false })),
  ];
  for (const { candidate, isRoot } of candidates) {
    if (candidate.fields.subject !== last.fields.issuer || chain.some((link) => isSame(link, candidate))) continue;
    if (++search.looks > MAX_LOOKS) return;
    const why = whyNoIssuer(candidate, last, chain, search.now);
    if (why !== undefined) search.refused.push({ candidate, why });
    else if (isRoot) search.chains.push([...chain, candidate]);
    else extend([...chain, candidate], candidate, search);
  }
}

function whyNoIssuer(candidate: Link, child: Link, chain: readonly Link[], now: Date): Refusal['why'] | undefined {
  const { certificate, fields } = candidate;
  if (!fields.isCa) return 'notAuthority';
  if (fields.keyUsage !== undefined && fields.keyUsage.length > 0 && !fields.keyUsage.includes('keyCertSign'))
    return 'keyUsage';
  if (isWeaklySigned(child)) return 'weakSignature';
  if (!isSignedWith(child.certificate, certificate)) return 'signature';
  if (fields.unknownCritical.length > 0) return 'critical';
  if (now < certificate.validFromDate) return 'notYet';
  if (now > certificate.validToDate) return 'ended';
  return fields.pathLength !== undefined && chain.length - 1 > fields.pathLength ? 'pathLength' : undefined;
}

/** node:crypto throws for keys that it does not know. */
function isSignedWith(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    const key: KeyObject = issuer.publicKey;
    return certificate.verify(key);
  } catch {
    return false;
  }
}

function isSame(left: Link, right: Link): boolean {
  return left.certificate.raw.equals(right.certificate.raw);
}
