// The Secret after a step: what an executor writes, whole.
import { createPublicKey, type X509Certificate } from 'node:crypto';
import { certificatesPem } from '../certificate-block.ts';
import { createAuthority, createLeaf, LIFETIMES, privateKeyPem, type Means } from '../issue.ts';
import type { Write } from '../plan/step.ts';
import type { Identity } from '../x509.ts';
import type { SecretContent, StoredPair } from './read-secret.ts';
import { KEYS, type SecretData } from './secret-keys.ts';

export type SecretWrite = Exclude<Write, { readonly kind: 'publishBundle' }>;

export interface Issuing {
  readonly means: Means;
  /** Of the Service; the first one is the leaf's common name. */
  readonly names: readonly [string, ...string[]];
  /** Milliseconds. */
  readonly lifetimes?: { readonly authority: number; readonly leaf: number };
}

/**
 * What differs from `data`: new values by their keys, undefined for what has to go. Unknown keys of the Secret
 * belong to others and stay. Throws Error for a step that was planned for another content.
 */
export function secretAfter(
  step: SecretWrite,
  data: SecretData,
  content: SecretContent,
  issuing: Issuing,
): ReadonlyMap<string, Buffer | undefined> {
  if (step.kind === 'createCa') return newAuthority(issuing);
  if (step.kind === 'issueLeaf') return newLeaf(step.issuer, data, content, issuing);
  const kept = content.previous.filter(({ fingerprint256 }) => !step.authorities.includes(fingerprint256));
  return new Map([[KEYS.previous, kept.length === 0 ? undefined : certificatesPem(kept)]]);
}

/** caBundle of a step. Throws Error for an authority that was not observed. */
export function bundleOf(
  { authorities }: Extract<Write, { readonly kind: 'publishBundle' }>,
  certificates: ReadonlyMap<string, X509Certificate>,
): Buffer {
  return certificatesPem(
    authorities.map((id) => {
      const certificate = certificates.get(id);
      if (certificate === undefined) throw new Error('the step names an authority that was not observed');
      return certificate;
    }),
  );
}

function newAuthority({ means, lifetimes = LIFETIMES }: Issuing): ReadonlyMap<string, Buffer> {
  const name = `sliceward CA ${means.now.toISOString().slice(0, 10)}`;
  const created = createAuthority(name, means, lifetimes.authority);
  return new Map([
    [KEYS.next.certificate, certificatesPem([created.certificate])],
    [KEYS.next.key, Buffer.from(privateKeyPem(created))],
  ]);
}

/** The leaf and its authority: a replica that knows nothing of the cluster can verify what it serves. */
function newLeaf(
  issuer: string,
  data: SecretData,
  content: SecretContent,
  { means, names, lifetimes = LIFETIMES }: Issuing,
): ReadonlyMap<string, Buffer | undefined> {
  const isNext = content.next?.certificate.fingerprint256 === issuer;
  const authority = identity(isNext ? content.next : content.current, issuer);
  const leaf = createLeaf(names, authority, means, lifetimes.leaf);
  const written = new Map<string, Buffer | undefined>([
    [KEYS.leaf.certificate, certificatesPem([leaf.certificate, authority.certificate])],
    [KEYS.leaf.key, Buffer.from(privateKeyPem(leaf))],
  ]);
  if (!isNext) return written;
  for (const part of ['certificate', 'key'] as const) {
    const bytes = data.get(KEYS.next[part]);
    written.set(KEYS.current[part], bytes === undefined ? undefined : Buffer.from(bytes));
    written.set(KEYS.next[part], undefined);
  }
  const old = content.current === undefined ? [] : [content.current.certificate];
  const all = new Map([...content.previous, ...old].map((certificate) => [certificate.fingerprint256, certificate]));
  const kept = [...all.values()].filter(({ validToDate }) => validToDate > means.now);
  written.set(KEYS.previous, kept.length === 0 ? undefined : certificatesPem(kept));
  return written;
}

function identity(pair: StoredPair | undefined, id: string): Identity {
  if (pair?.privateKey === undefined || pair.certificate.fingerprint256 !== id)
    throw new Error('the step names an authority that cannot issue');
  const { certificate, privateKey } = pair;
  return { certificate, keys: { privateKey, publicKey: createPublicKey(privateKey) } };
}
