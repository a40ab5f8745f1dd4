// The file of `install --ca-file`: certificates of authorities, written anew for caBundle. An API server takes any
// bytes there, passes over what it cannot read (Go, x509.CertPool.AppendCertsFromPEM) and without a CA to trust every
// call fails; and every user may read it.
import type { X509Certificate } from 'node:crypto';
import { certificateIn, certificatesPem } from '../../certs/certificate-block.ts';
import { labelText, readPem, type PemBlock } from '../../model/pem.ts';
import { plain } from '../../model/plain.ts';
import { UserError } from '../../model/problem.ts';
import { readBoundedFile } from '../bounded-read.ts';

/** An object in etcd may have 1.5 MiB, and the bundle is in each webhook of a registration, base64 over base64. */
const MAX_BYTES = 1024 * 1024;
const MAX_CERTIFICATES = 100;

const GIVE = "give the certificate of the authority that issued the webhook's (PEM)";

/**
 * PEM of the authorities in a file, each once, in their order: no text, mark or line end of the file. Throws UserError
 * of one line for whatever else the file holds, at most 1 MiB and 100 certificates, and for authorities that are not
 * valid at `now`; ExternalError if it cannot be read. No message holds any of its text but labels of blocks and
 * subjects of certificates.
 */
export async function readCaFile(file: string, now: Date): Promise<Buffer> {
  const shown = plain(file, 1000);
  const bytes = await readBoundedFile(file, MAX_BYTES);
  if (bytes === undefined) throw new UserError(`${shown} is larger than ${MAX_BYTES} bytes: ${GIVE}`);
  const { blocks, privateKey, fault } = readPem(bytes);
  if (privateKey !== undefined) {
    throw new UserError(
      `${shown} holds a private key (line ${privateKey}), and every user can read a registration; give a file ` +
        'that has only certificates',
    );
  }
  const other = blocks.find(({ label }) => label !== 'CERTIFICATE');
  if (other !== undefined) throw new UserError(`${shown} holds ${what(other)}: ${GIVE}`);
  if (blocks.length === 0)
    throw new UserError(`${shown} holds no certificate${fault === undefined ? '' : `: it ${fault}`}; ${GIVE}`);
  if (fault !== undefined) throw new UserError(`${shown} ${fault}: ${GIVE}`);
  if (blocks.length > MAX_CERTIFICATES)
    throw new UserError(`${shown} holds over ${MAX_CERTIFICATES} certificates: ${GIVE} alone`);
  const authorities = new Map(
    blocks.map((block) => authority(shown, block, now)).map((one) => [one.fingerprint256, one]),
  );
  return certificatesPem([...authorities.values()]);
}

/** Throws UserError. */
function authority(shown: string, block: PemBlock, now: Date): X509Certificate {
  const certificate = certificateIn(block);
  if (certificate === undefined) {
    const why = block.lines.some((line) => line.includes(':'))
      ? 'has headers'
      : 'cannot be read: it is damaged or no certificate';
    throw new UserError(`${shown}: the block of line ${block.line} ${why}; ${GIVE}`);
  }
  const one =
    `${shown}: the certificate of line ${block.line} ` +
    `(${plain(certificate.subject ?? '', 100).replaceAll('\\u000a', ', ')})`;
  if (!certificate.ca) throw new UserError(`${one} is not a CA; give the one that issued the webhook's`);
  const { validFromDate, validToDate } = certificate;
  if (validFromDate > now)
    throw new UserError(`${one} is not valid before ${validFromDate.toISOString()}: give one that is`);
  if (validToDate <= now) throw new UserError(`${one} ended at ${validToDate.toISOString()}: give one that is valid`);
  return certificate;
}

function what({ label, line }: PemBlock): string {
  const known: Readonly<Record<string, string>> = {
    'CERTIFICATE REQUEST': 'a certificate request, which is not signed,',
    'NEW CERTIFICATE REQUEST': 'a certificate request, which is not signed,',
    'X509 CRL': 'a list of revoked certificates',
    'TRUSTED CERTIFICATE':
      'a TRUSTED CERTIFICATE, which only OpenSSL reads (openssl x509 -in … makes it one that others do),',
  };
  return (
    `${(Object.hasOwn(known, label) ? known[label] : undefined) ?? `a block "${labelText(label)}"`} in line ` +
    `${line}`
  );
}
