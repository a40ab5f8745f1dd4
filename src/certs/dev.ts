// Development certificates in a directory: an authority of one's own and a server certificate for this machine. Running
// it again changes nothing.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../model/problem.ts';
import { namesIn, readIfPresent, writeWhole, writeIfAbsent } from './files.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem, type Means } from './issue.ts';
import type { Identity } from './x509.ts';

export const AUTHORITY_NAME = 'sliceward development CA';
const NAMES = ['localhost', '127.0.0.1', '::1'] as const;

/** What this command and `sliceward dev` write. */
const OWN_FILES: readonly string[] = ['ca.crt', 'ca.key', 'tls.crt', 'tls.key', 'try-review.json'];

/** A certificate with less than this left is replaced. */
const RENEW_MS = 30 * 86_400_000;

export interface DevCertificates {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
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
  const paths = {
    ca: join(directory, 'ca.crt'),
    caKey: join(directory, 'ca.key'),
    cert: join(directory, 'tls.crt'),
    key: join(directory, 'tls.key'),
  };
  const oldAuthority = await readIdentity(paths.ca, paths.caKey);
  const oldLeaf = await readIdentity(paths.cert, paths.key);
  const goodUntil = means.now.getTime() + RENEW_MS;
  const keepAuthority = oldAuthority !== undefined && oldAuthority.certificate.validToDate.getTime() > goodUntil;
  const keepLeaf = keepAuthority && oldLeaf !== undefined && isUsable(oldLeaf, oldAuthority, goodUntil);
  const authority = keepAuthority ? oldAuthority : createAuthority(AUTHORITY_NAME, means);
  const leaf = keepLeaf ? oldLeaf : createLeaf(NAMES, authority, means);

  if (!keepLeaf) await keepFromGit(directory);
  if (!keepAuthority) {
    await writeWhole(paths.caKey, privateKeyPem(authority), 0o600);
    await writeWhole(paths.ca, certificatePem(authority), 0o644);
  }
  if (!keepLeaf) {
    await writeWhole(paths.key, privateKeyPem(leaf), 0o600);
    await writeWhole(paths.cert, certificatePem(leaf), 0o644);
  }
  return {
    caFile: paths.ca,
    certFile: paths.cert,
    keyFile: paths.key,
    done: keepLeaf ? 'kept' : oldLeaf === undefined ? 'created' : 'renewed',
    notAfter: leaf.certificate.validToDate,
  };
}

/**
 * `*` would also hide what else a folder holds: there our files are named. An existing .gitignore is the user's
 * decision.
 */
async function keepFromGit(directory: string): Promise<void> {
  const names = await namesIn(directory);
  const lines = names.every((name) => OWN_FILES.includes(name)) ? ['*'] : OWN_FILES.map((name) => `/${name}`);
  await writeIfAbsent(join(directory, '.gitignore'), `${lines.join('\n')}\n`);
}

/** The pair as an earlier run left it; undefined when neither file is there. Throws UserError for anything else. */
async function readIdentity(certPath: string, keyPath: string): Promise<Identity | undefined> {
  const [certificatePemBytes, keyPemBytes] = await Promise.all([readIfPresent(certPath), readIfPresent(keyPath)]);
  if (certificatePemBytes === undefined && keyPemBytes === undefined) return undefined;
  if (certificatePemBytes === undefined) throw stranger(keyPath, `${certPath} is not there beside it`);
  if (keyPemBytes === undefined) throw stranger(certPath, `${keyPath} is not there beside it`);
  const certificate = parse(certPath, () => new X509Certificate(certificatePemBytes));
  const privateKey = parse(keyPath, () => createPrivateKey(keyPemBytes));
  if (![certificate.subject, certificate.issuer].includes(`CN=${AUTHORITY_NAME}`)) {
    throw stranger(certPath, `it was issued by ${JSON.stringify(certificate.issuer)}`);
  }
  if (!certificate.checkPrivateKey(privateKey)) throw stranger(keyPath, `it is not the key of ${certPath}`);
  return { certificate, keys: { privateKey, publicKey: certificate.publicKey } };
}

function isUsable(leaf: Identity, authority: Identity, goodUntil: number): boolean {
  const { certificate } = leaf;
  const signed = certificate.checkIssued(authority.certificate) && certificate.verify(authority.keys.publicKey);
  return signed && certificate.validToDate.getTime() > goodUntil;
}

function parse<T extends X509Certificate | KeyObject>(path: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw stranger(path, 'it cannot be read as PEM');
  }
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
