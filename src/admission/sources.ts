// The two things a server runs on, from their files: the certificate and the policies.
import { ExternalError, UserError } from '../model/problem.ts';
import type { PolicySource } from '../policy/load/load.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import type { Files } from './files.ts';
import { Reloadable } from './reloadable.ts';
import { CertificateError, verifyMaterial, type Certificate } from './http/tls.ts';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientCaFile: string | undefined;
}

/** No certificate chain and no policy comes near this; it bounds what a mistaken path can cost. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** Throws UserError for a pair that cannot be served with, ExternalError for files that cannot be read. */
export async function openCertificate(
  paths: CertificateFiles,
  files: Files,
  now: () => Date,
): Promise<Reloadable<Certificate>> {
  const { certFile, keyFile, clientCaFile } = paths;
  const list = [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])];
  return open(list, files, ([cert, key, clientCa]) => {
    if (cert === undefined || key === undefined) throw new Error('two files were asked for');
    try {
      return verifyMaterial({ cert, key, clientCa }, now());
    } catch (error) {
      if (error instanceof CertificateError) throw new UserError(`${certFile}, ${keyFile}: ${error.message}`);
      throw error;
    }
  });
}

/** Throws UserError with the place of each mistake, ExternalError for files that cannot be read. */
export async function openPolicies(
  paths: readonly string[],
  files: Files,
  load: (sources: readonly PolicySource[]) => PolicySet,
): Promise<Reloadable<PolicySet>> {
  return open(paths, files, (contents) =>
    load(contents.map((bytes, index) => ({ file: paths[index] ?? '', text: bytes.toString('utf8') }))),
  );
}

function open<T>(
  paths: readonly string[],
  files: Files,
  make: (contents: readonly Buffer[]) => T,
): Promise<Reloadable<T>> {
  return Reloadable.open(paths, { ...files, read: (path) => read(path, files) }, make);
}

async function read(path: string, files: Files): Promise<Buffer> {
  let bytes: Buffer;
  try {
    bytes = await files.read(path);
  } catch (error) {
    throw new ExternalError(`cannot read ${path}`, { cause: error });
  }
  if (bytes.length > MAX_FILE_BYTES) throw new UserError(`${path} is larger than ${MAX_FILE_BYTES} bytes`);
  return bytes;
}
