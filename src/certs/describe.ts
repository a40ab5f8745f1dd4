// A certificate as data to print: nothing of it is secret.
import type { KeyObject, X509Certificate } from 'node:crypto';
import { plain } from '../model/plain.ts';
import { readFields } from './fields.ts';
import { ipText } from './general-names.ts';
import { issuerText, subjectText } from './names-text.ts';

export interface CertificateDescription {
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal. */
  readonly serialNumber: string;
  /** Subject alternative names: what API servers look at. */
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly notBefore: string;
  readonly notAfter: string;
  readonly validity: 'valid' | 'not valid yet' | 'ended';
  readonly authority: boolean;
  readonly pathLength?: number;
  readonly keyUsage?: readonly string[];
  readonly extendedKeyUsage?: readonly string[];
  readonly key: string;
  readonly signature: string;
  /** SHA-256 of the whole certificate. */
  readonly fingerprint: string;
}

/** Names of extended key usages (RFC 5280, 4.2.1.12); others are printed as their identifiers. */
const USAGES: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'any',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

const CURVES: Readonly<Record<string, string>> = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' };

/** How many names are listed, at most. */
const MAX_NAMES = 100;

export function describeCertificate(certificate: X509Certificate, now: Date): CertificateDescription {
  const fields = readFields(certificate);
  const { validFromDate, validToDate } = certificate;
  return {
    subject: subjectText(certificate),
    issuer: issuerText(certificate),
    serialNumber: certificate.serialNumber.toLowerCase(),
    dnsNames: (fields?.names?.dns ?? []).slice(0, MAX_NAMES).map((name) => plain(name, 255)),
    ipAddresses: (fields?.names?.ips ?? []).slice(0, MAX_NAMES).map(ipText),
    notBefore: validFromDate.toISOString(),
    notAfter: validToDate.toISOString(),
    validity: now < validFromDate ? 'not valid yet' : now > validToDate ? 'ended' : 'valid',
    authority: fields?.isCa ?? false,
    ...(fields?.pathLength === undefined ? {} : { pathLength: fields.pathLength }),
    ...(fields?.keyUsage === undefined ? {} : { keyUsage: fields.keyUsage }),
    ...(fields?.extendedKeyUsage === undefined
      ? {}
      : { extendedKeyUsage: fields.extendedKeyUsage.map((id) => (Object.hasOwn(USAGES, id) ? USAGES[id] : id) ?? id) }),
    key: keyOf(certificate),
    signature: certificate.signatureAlgorithm ?? certificate.signatureAlgorithmOid,
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

/** `ECDSA P-256`, `RSA 2048`, `ed25519`. Also of a private key: it shows nothing of it. */
export function keyText({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): string {
  const { namedCurve, modulusLength } = asymmetricKeyDetails;
  if (asymmetricKeyType === undefined) return 'unknown';
  if (asymmetricKeyType === 'ec') return `ECDSA ${CURVES[namedCurve ?? ''] ?? namedCurve ?? ''}`;
  return modulusLength === undefined ? asymmetricKeyType : `RSA ${modulusLength}`;
}

/** node:crypto throws for keys that it does not know. */
function keyOf(certificate: X509Certificate): string {
  try {
    return keyText(certificate.publicKey);
  } catch {
    return 'unknown';
  }
}
