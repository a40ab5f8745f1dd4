// A folder with an authority and a server certificate of it: reading what is there, and writing what is new.
import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { join } from 'node:path';
import { namesIn, readIfPresent, writeIfAbsent, writeWhole } from './files.ts';
import { isKeyOf } from './issued-by.ts';
import { certificatePem, privateKeyPem } from './issue.ts';
import type { Identity } from './x509.ts';

export interface Paths {
  readonly caFile: string;
  readonly caKeyFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

/** What commands write into such a folder. */
const OWN_FILES: readonly string[] = ['ca.crt', 'ca.key', 'tls.crt', 'tls.key', 'try-review.json'];

export function pathsIn(directory: string): Paths {
  return {
    caFile: join(directory, 'ca.crt'),
    caKeyFile: join(directory, 'ca.key'),
    certFile: join(directory, 'tls.crt'),
    keyFile: join(directory, 'tls.key'),
  };
}

/** Why a pair of files cannot be used, with the file that is to blame. */
export class PairError extends Error {
  readonly file: string;

  constructor(file: string, why: string) {
    super(why);
    this.file = file;
  }
}

/** A certificate and its key; undefined when neither file is there. Throws PairError, and ExternalError. */
export async function readPair(certPath: string, keyPath: string): Promise<Identity | undefined> {
  const [certificateBytes, keyBytes] = await Promise.all([readIfPresent(certPath), readIfPresent(keyPath)]);
  if (certificateBytes === undefined && keyBytes === undefined) return undefined;
  if (certificateBytes === undefined) throw new PairError(keyPath, `${certPath} is not there beside it`);
  if (keyBytes === undefined) throw new PairError(certPath, `${keyPath} is not there beside it`);
  const certificate = parse(certPath, () => new X509Certificate(certificateBytes));
  const privateKey = parse(keyPath, () => createPrivateKey(keyBytes));
  if (!isKeyOf(privateKey, certificate)) throw new PairError(keyPath, `it is not the key of ${certPath}`);
  return { certificate, keys: { privateKey, publicKey: certificate.publicKey } };
}

/** The key first: a reader never finds a certificate without its key. Throws ExternalError. */
export async function writePair(identity: Identity, certPath: string, keyPath: string): Promise<void> {
  await writeWhole(keyPath, privateKeyPem(identity), 0o600);
  await writeWhole(certPath, certificatePem(identity), 0o644);
}

/**
 * Makes Git ignore new keys. `*` would also hide what else a folder holds: there our files are named. An existing
 * .gitignore is the user's decision.
 */
export async function keepFromGit(directory: string): Promise<void> {
  const names = await namesIn(directory);
  const lines = names.every((name) => OWN_FILES.includes(name)) ? ['*'] : OWN_FILES.map((name) => `/${name}`);
  await writeIfAbsent(join(directory, '.gitignore'), `${lines.join('\n')}\n`);
}

function parse<T extends X509Certificate | KeyObject>(path: string, read: () => T): T {
  try {
    return read();
  } catch {
    throw new PairError(path, 'it cannot be read as PEM');
  }
}
