// A certificate file, or standard input.
import { readPemFile, type PemFile } from '../../certs/pem-file.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import { readBounded, readBoundedFile } from '../bounded-read.ts';
import type { Io } from '../io.ts';

/** A Secret or a ConfigMap has 1 MiB at most; bundles of all public authorities have a quarter of one. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Throws UserError for a file that is not there or is too large, ExternalError for one that cannot be read. */
export async function readCertificateFile(file: string, io: Pick<Io, 'readStdin'>): Promise<PemFile> {
  const bytes = await (file === '-' ? readBounded(io.readStdin(), MAX_BYTES) : readBoundedFile(file, MAX_BYTES));
  if (bytes === undefined)
    throw new UserError(`${plain(file, 1000)} is larger than ${MAX_BYTES} bytes; give a file of certificates`);
  return readPemFile(bytes);
}
