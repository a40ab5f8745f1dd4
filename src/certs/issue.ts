// The two kinds of certificate there are: an authority of ten years and a server certificate of one.
import type { Algorithm, Identity } from './x509.ts';
import { generateKeys, issue } from './x509.ts';

export interface Means {
  readonly now: Date;
  readonly randomBytes: (count: number) => Uint8Array;
  readonly algorithm: Algorithm;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Certificates are back-dated, so that a client whose clock is behind accepts a fresh one. */
const BACK_DATED_MS = HOUR_MS;
const AUTHORITY_DAYS = 3652;
const LEAF_DAYS = 365;

/** A self-signed authority that may sign leaves only. */
export function createAuthority(commonName: string, means: Means): Identity {
  const keys = generateKeys(means.algorithm);
  const certificate = issue({
    commonName,
    keys,
    role: { ca: true },
    ...validity(AUTHORITY_DAYS, means),
    serial: means.randomBytes(16),
  });
  return { certificate, keys };
}

/** A server certificate for the given DNS names and IP addresses. */
export function createLeaf(names: readonly [string, ...string[]], issuer: Identity, means: Means): Identity {
  const keys = generateKeys(means.algorithm);
  const certificate = issue({
    commonName: names[0],
    keys,
    issuer,
    role: { ca: false, names },
    ...validity(LEAF_DAYS, means),
    serial: means.randomBytes(16),
  });
  return { certificate, keys };
}

/** PKCS#8, LF line ends. */
export function privateKeyPem(identity: Identity): string {
  return identity.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

/** LF line ends, one at the end. */
export function certificatePem(identity: Identity): string {
  return `${identity.certificate.toString().trimEnd()}\n`;
}

function validity(days: number, { now }: Means): { notBefore: Date; notAfter: Date } {
  const start = now.getTime() - BACK_DATED_MS;
  return { notBefore: new Date(start), notAfter: new Date(start + days * DAY_MS) };
}
