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

/** Ten years and one year, in milliseconds. */
export const LIFETIMES = { authority: 3652 * DAY_MS, leaf: 365 * DAY_MS } as const;

/** A common name may have 64 characters (RFC 5280, A.1, ub-common-name); the name of a Service up to 131. */
const MAX_COMMON_NAME = 64;

/** A self-signed authority that may sign leaves only. Its life is in milliseconds. */
export function createAuthority(commonName: string, means: Means, life: number = LIFETIMES.authority): Identity {
  const keys = generateKeys(means.algorithm);
  const certificate = issue({
    commonName,
    keys,
    role: { ca: true },
    ...validity(life, means),
    serial: means.randomBytes(16),
  });
  return { certificate, keys };
}

/**
 * A server certificate with a new key, for the given DNS names and IP addresses. Its life is in milliseconds; it ends
 * with its issuer at the latest.
 */
export function createLeaf(
  names: readonly [string, ...string[]],
  issuer: Identity,
  means: Means,
  life: number = LIFETIMES.leaf,
): Identity {
  const { notBefore, notAfter } = validity(life, means);
  const { validToDate } = issuer.certificate;
  const keys = generateKeys(means.algorithm);
  const certificate = issue({
    commonName: names[0].length <= MAX_COMMON_NAME ? names[0] : 'sliceward',
    keys,
    issuer,
    role: { ca: false, names },
    notBefore,
    notAfter: validToDate < notAfter ? validToDate : notAfter,
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

function validity(life: number, { now }: Means): { notBefore: Date; notAfter: Date } {
  const start = now.getTime() - BACK_DATED_MS;
  return { notBefore: new Date(start), notAfter: new Date(start + life) };
}
