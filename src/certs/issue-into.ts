// A certificate for a webhook into a folder, of the authority in it or of a new one.
import { UserError } from '../model/problem.ts';
import { keepFromGit, PairError, pathsIn, readPair, writePair, type Paths } from './directory.ts';
import { readFields } from './fields.ts';
import { isIssuedBy } from './issued-by.ts';
import { createAuthority, createLeaf, type Means } from './issue.ts';
import type { Identity } from './x509.ts';

export interface Issued extends Paths {
  readonly authority: Identity;
  readonly isNewAuthority: boolean;
  readonly leaf: Identity;
}

export interface Order {
  readonly directory: string;
  readonly names: readonly [string, ...string[]];
  /** Milliseconds. */
  readonly life: number;
}

/**
 * Writes tls.crt and tls.key with a new key, mode 0600, and ca.crt and ca.key if there are none. The authority is never
 * replaced: it is what clients trust. A tls.crt is replaced only if the same authority issued it. Throws UserError, and
 * ExternalError.
 */
export async function issueInto({ directory, names, life }: Order, means: Means): Promise<Issued> {
  const paths = pathsIn(directory);
  const { caFile, caKeyFile, certFile, keyFile } = paths;
  const found = await read(caFile, caKeyFile);
  const authority = found ?? createAuthority(`sliceward CA ${means.now.toISOString().slice(0, 10)}`, means);
  if (found !== undefined) mustIssue(found, caFile, means.now);
  const old = await read(certFile, keyFile);
  if (old !== undefined && !isIssuedBy(old.certificate, authority.certificate))
    throw new UserError(`${certFile} was not issued by ${caFile}; move it away, or choose another folder with --dir`);
  const leaf = createLeaf(names, authority, means, life);
  await keepFromGit(directory);
  if (found === undefined) await writePair(authority, caFile, caKeyFile);
  await writePair(leaf, certFile, keyFile);
  return { ...paths, authority, isNewAuthority: found === undefined, leaf };
}

async function read(certPath: string, keyPath: string): Promise<Identity | undefined> {
  try {
    return await readPair(certPath, keyPath);
  } catch (error) {
    if (!(error instanceof PairError)) throw error;
    throw new UserError(`${error.file}: ${error.message}; move it away, or choose another folder with --dir`);
  }
}

function mustIssue({ certificate }: Identity, file: string, now: Date): void {
  const fields = readFields(certificate);
  const maySign = fields?.keyUsage === undefined || fields.keyUsage.includes('keyCertSign');
  if (fields?.isCa !== true || !maySign)
    throw new UserError(`${file} is not an authority that may issue; choose another folder with --dir`);
  if (certificate.validFromDate > now)
    throw new UserError(`${file} is not valid before ${certificate.validFromDate.toISOString()}; check the clock`);
  if (certificate.validToDate <= now) {
    throw new UserError(
      `${file} ended at ${certificate.validToDate.toISOString()}; make a new authority in another folder with --dir`,
    );
  }
}
