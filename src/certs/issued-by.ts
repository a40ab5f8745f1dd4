// Who signed a certificate, and whether a key belongs to it, for input that may be anything: node:crypto throws for
// keys that it does not know.
import type { KeyObject, X509Certificate } from 'node:crypto';

/** Whether the issuer's names, key usage and key fit, and its signature is on the certificate. */
export function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return attempt(() => certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey));
}

export function isKeyOf(privateKey: KeyObject, certificate: X509Certificate): boolean {
  return attempt(() => certificate.checkPrivateKey(privateKey));
}

function attempt(check: () => boolean): boolean {
  try {
    return check();
  } catch {
    return false;
  }
}
