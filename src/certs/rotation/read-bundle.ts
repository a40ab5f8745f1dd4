// What an API server finds in a caBundle.
import type { X509Certificate } from 'node:crypto';
import { readPem } from '../../model/pem.ts';
import { certificateIn, certificatesPem } from '../certificate-block.ts';

export interface ReadBundle {
  /** Each once. */
  readonly authorities: readonly X509Certificate[];
  /** It is what we would write for them. */
  readonly isClean: boolean;
}

const MAX_CERTIFICATES = 100;

/** For any bytes, and for none. */
export function readBundle(bytes: Uint8Array | undefined): ReadBundle {
  if (bytes === undefined || bytes.length === 0) return { authorities: [], isClean: false };
  const { blocks } = readPem(bytes);
  const found = blocks.slice(0, MAX_CERTIFICATES).flatMap((block) => {
    const certificate = block.label === 'CERTIFICATE' ? certificateIn(block) : undefined;
    return certificate?.ca === true ? [certificate] : [];
  });
  const authorities = [...new Map(found.map((certificate) => [certificate.fingerprint256, certificate])).values()];
  return { authorities, isClean: certificatesPem(authorities).equals(bytes) };
}
