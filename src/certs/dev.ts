// Development certificates in a directory: an authority of one's own and a server certificate for this machine. Running
// it again changes nothing.
import { UserError } from '../model/problem.ts';
import { keepFromGit, PairError, pathsIn, readPair, writePair, type Paths } from './directory.ts';
import { isIssuedBy } from './issued-by.ts';
import { createAuthority, createLeaf, type Means } from './issue.ts';
import type { Identity } from './x509.ts';

export const AUTHORITY_NAME = 'sliceward development CA';
const NAMES = ['localhost', '127.0.0.1', '::1'] as const;

/** A certificate with less than this left is replaced. */
const RENEW_MS = 30 * 86_400_000;

export interface DevCertificates extends Omit<Paths, 'caKeyFile'> {
  /** `kept`: nothing was written. */
  readonly done: 'created' | 'renewed' | 'kept';
  readonly notAfter: Date;
}

/**
 * Makes sure that `directory` holds ca.crt, ca.key, tls.crt and tls.key for localhost, keeping what is still good for
 * 30 days. A .gitignore makes Git ignore new keys. Throws UserError when one of these files is there and is not ours:
 * it is never overwritten.
 */
export async function ensureDevCertificates(directory: string, means: Means): Promise<DevCertificates> {
  const { caFile, caKeyFile, certFile, keyFile } = pathsIn(directory);
  const oldAuthority = await readOwn(caFile, caKeyFile);
  const oldLeaf = await readOwn(certFile, keyFile);
  const goodUntil = means.now.getTime() + RENEW_MS;
  const keepAuthority = oldAuthority !== undefined && oldAuthority.certificate.validToDate.getTime() > goodUntil;
  const keepLeaf = keepAuthority && oldLeaf !== undefined && isUsable(oldLeaf, oldAuthority, goodUntil);
  const authority = keepAuthority ? oldAuthority : createAuthority(AUTHORITY_NAME, means);
  const leaf = keepLeaf ? oldLeaf : createLeaf(NAMES, authority, means);

  if (!keepLeaf) await keepFromGit(directory);
  if (!keepAuthority) await writePair(authority, caFile, caKeyFile);
  if (!keepLeaf) await writePair(leaf, certFile, keyFile);
  return {
    caFile,
    certFile,
    keyFile,
    done: keepLeaf ? 'kept' : oldLeaf === undefined ? 'created' : 'renewed',
    notAfter: leaf.certificate.validToDate,
  };
}

/** The pair as an earlier run wrote it; undefined when neither file is there. Throws UserError for anything else. */
async function readOwn(certPath: string, keyPath: string): Promise<Identity | undefined> {
  let pair: Identity | undefined;
  try {
    pair = await readPair(certPath, keyPath);
  } catch (error) {
    throw error instanceof PairError ? stranger(error.file, error.message) : error;
  }
  if (pair !== undefined && ![pair.certificate.subject, pair.certificate.issuer].includes(`CN=${AUTHORITY_NAME}`))
    throw stranger(certPath, `it was issued by ${JSON.stringify(pair.certificate.issuer)}`);
  return pair;
}

function isUsable(leaf: Identity, authority: Identity, goodUntil: number): boolean {
  const { certificate } = leaf;
  return isIssuedBy(certificate, authority.certificate) && certificate.validToDate.getTime() > goodUntil;
}

function stranger(path: string, why: string): UserError {
  return new UserError(
    `${path} was not made by "sliceward certs dev" (${why}): move it away, or choose another directory with --dir`,
  );
}

/** One line: what was done and until when it is good. */
export function describeDevCertificates({ done, caFile, certFile, keyFile, notAfter }: DevCertificates): string {
  const files = `${certFile} and ${keyFile} for ${NAMES.join(', ')}, issued by ${caFile}`;
  return `${done}: ${files}, good until ${notAfter.toISOString().slice(0, 10)}`;
}
