// The certificate in a PEM block, and PEM that holds certificates and nothing else.
import { X509Certificate } from 'node:crypto';
import { pemBytes, type PemBlock } from '../model/pem.ts';

/** Undefined unless the block holds exactly one certificate: no headers, nothing behind it. */
export function certificateIn(block: PemBlock): X509Certificate | undefined {
  const bytes = pemBytes(block);
  if (bytes === undefined) return undefined;
  try {
    const certificate = new X509Certificate(bytes);
    // It also takes PEM, and DER with more behind it.
    return certificate.raw.equals(bytes) ? certificate : undefined;
  } catch {
    return undefined;
  }
}

/** Written anew from what was understood: whatever else the files held is not in it. LF line ends. */
export function certificatesPem(certificates: readonly X509Certificate[]): Buffer {
  return Buffer.from(certificates.map((certificate) => `${certificate.toString().trimEnd()}\n`).join(''));
}
