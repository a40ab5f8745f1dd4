// The serving certificate from its files.
import { UserError } from '../../model/problem.ts';
import { CertificateError, verifyMaterial, type Certificate } from '../http/tls.ts';
import { FileSource, type FileContent } from './file-source.ts';
import type { Files, WatchTimes } from './files.ts';
import type { Source } from './source.ts';

export interface CertificateFiles {
  readonly certFile: string;
  readonly keyFile: string;
  /** When given, a client must show a certificate issued by one of these. */
  readonly clientCaFile: string | undefined;
}

export interface CertificateSourceDeps {
  readonly files: Files;
  readonly times: WatchTimes;
  readonly now: () => Date;
}

/** `start` rejects with UserError for a pair that cannot be served, ExternalError for files that cannot be read. */
export function certificateSource(paths: CertificateFiles, deps: CertificateSourceDeps): Source<Certificate> {
  const { certFile, keyFile, clientCaFile } = paths;
  const { files, times, now } = deps;
  return new FileSource({
    paths: [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])],
    files,
    times,
    load: (contents) => {
      const [cert, key, clientCa] = contents.map(bytesOf);
      if (cert === undefined || key === undefined) throw new Error('a certificate needs two files');
      try {
        return { value: verifyMaterial({ cert, key, clientCa }, now()) };
      } catch (error) {
        if (error instanceof CertificateError) throw new UserError(`${certFile}, ${keyFile}: ${error.message}`);
        throw error;
      }
    },
  });
}

/** A certificate is loaded as a whole: no file of it may be missing. */
function bytesOf(content: FileContent): Buffer {
  if (content instanceof Error) throw content;
  return content;
}
