// Certificate and key for the listener: what makes a pair good, and the one function that makes TLS options of it.
import { createPrivateKey, type X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions, type TlsOptions } from 'node:tls';
import { notText, readPem } from '../../model/pem.ts';
import { certificateIn, certificatesPem } from '../../certs/certificate-block.ts';

export interface TlsMaterial {
  /** PEM: the leaf first, then what it was issued by, as far as given. */
  readonly cert: Buffer;
  readonly key: Buffer;
  /** PEM; when given, a client must show a certificate that one of these issued. */
  readonly clientCa: Buffer | undefined;
}

export interface Certificate extends TlsMaterial {
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
}

/** Why a certificate cannot be served with. */
export class CertificateError extends Error {}

/** In one file, which is of 4 MiB at most: far more than any chain or bundle of authorities has. */
const MAX_CERTIFICATES = 1000;
const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
/** Extended key usages (RFC 5280, 4.2.1.12): serverAuth and any. */
const FOR_SERVERS: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']);

/**
 * What is served with: the certificates written anew, so that OpenSSL, which passes over what it cannot read, gets what
 * was looked at and nothing else. Throws CertificateError unless the pair can be read, belongs together and is valid
 * now.
 */
export function verifyMaterial(files: TlsMaterial, now: Date): Certificate {
  const chain = readChain(files.cert);
  const [leaf] = chain;
  const key = readKey(files.key);
  if (!leaf.checkPrivateKey(attempt('the key cannot be read', () => createPrivateKey(key)))) {
    throw new CertificateError('the key does not belong to the certificate');
  }
  if (leaf.validFromDate > now)
    throw new CertificateError(`the certificate is not valid before ${leaf.validFromDate.toISOString()}`);
  if (leaf.validToDate <= now) throw new CertificateError(`the certificate ended at ${leaf.validToDate.toISOString()}`);
  // Go, and so every API server, ignores the common name.
  if (leaf.subjectAltName === undefined)
    throw new CertificateError('the certificate has no subject alternative name: no API server would accept it');
  // What is made for clients only is refused by every API server.
  if (leaf.keyUsage !== undefined && !leaf.keyUsage.some((usage) => FOR_SERVERS.has(usage)))
    throw new CertificateError('the certificate is not for servers: its extended key usage lacks serverAuth');
  const clientCa = files.clientCa === undefined ? undefined : certificatesPem(readAll('client CA', files.clientCa));
  const material = { cert: certificatesPem(chain), key, clientCa };
  attempt('OpenSSL does not accept the certificate, key or client CA', () =>
    createSecureContext(contextOptions(material)),
  );
  return { ...material, chain };
}

/** All options of the listener. The same for its creation and for `setSecureContext`, which inherits nothing. */
export function tlsOptions(material: TlsMaterial): TlsOptions & SecureContextOptions {
  return {
    ...contextOptions(material),
    // The API server speaks only HTTP/1.1 to webhooks: HTTP/2 would pin all calls to one replica
    // (kubernetes/kubernetes#75791).
    ALPNProtocols: ['http/1.1'],
    requestCert: material.clientCa !== undefined,
    rejectUnauthorized: material.clientCa !== undefined,
  };
}

function contextOptions({ cert, key, clientCa }: TlsMaterial): SecureContextOptions {
  return { cert, key, minVersion: 'TLSv1.2', ...(clientCa === undefined ? {} : { ca: clientCa }) };
}

function readChain(pem: Buffer): Certificate['chain'] {
  const [leaf, ...issuers] = readAll('certificate', pem);
  if (leaf === undefined) throw new CertificateError('the certificate file holds no certificate');
  return [leaf, ...issuers];
}

/** All certificates of a file, at least one; a key beside them is passed over. Throws CertificateError. */
function readAll(what: string, pem: Buffer): readonly X509Certificate[] {
  const { blocks, fault } = readPem(pem);
  const certificates = blocks.filter(({ label }) => label === 'CERTIFICATE');
  if (certificates.length === 0)
    throw new CertificateError(`the ${what} file holds no certificate${fault === undefined ? '' : `: it ${fault}`}`);
  if (fault !== undefined) throw new CertificateError(`the ${what} file ${fault}`);
  if (certificates.length > MAX_CERTIFICATES)
    throw new CertificateError(`the ${what} file holds over ${MAX_CERTIFICATES} certificates`);
  return certificates.map((block) => {
    const certificate = certificateIn(block);
    if (certificate === undefined)
      throw new CertificateError(`the ${what} in line ${block.line} of its file cannot be read`);
    return certificate;
  });
}

/** Without a byte-order mark, which OpenSSL takes for a part of the first line. */
function readKey(pem: Buffer): Buffer {
  const fault = notText(pem);
  if (fault !== undefined) throw new CertificateError(`the key cannot be read: its file ${fault}`);
  return pem.subarray(0, 3).equals(BYTE_ORDER_MARK) ? pem.subarray(3) : pem;
}

function attempt<T>(what: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw new CertificateError(`${what}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
