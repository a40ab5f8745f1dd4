// A certificate as an API server sees it: whether its calls to the webhook would succeed, and if not, why.
import type { KeyObject, X509Certificate } from 'node:crypto';
import { plain } from '../model/plain.ts';
import { findChains, isWeaklySigned, linkOf, type ChainSearch, type Link, type Refusal } from './chain.ts';
import { nameBeyond } from './general-names.ts';
import { isForHost } from './host-name.ts';
import { isKeyOf } from './issued-by.ts';
import { issuerText, nameOf, namesText, subjectText } from './names-text.ts';

export interface Presented {
  /** What the webhook serves: its own certificate, then those of authorities between it and the bundle. */
  readonly chain: readonly [X509Certificate, ...X509Certificate[]];
  /** If given, whether it belongs to the certificate is judged too. */
  readonly privateKey?: KeyObject;
  /** The certificates of caBundle. */
  readonly bundle: readonly X509Certificate[];
  /** The name that an API server calls: `web.shop.svc`, or the host of a URL. */
  readonly host: string;
  readonly now: Date;
}

export interface Verdict {
  /** Why an API server refuses it, the plainest reason first. None: it accepts it. */
  readonly faults: readonly string[];
  /** The chain that is accepted, from the certificate to the authority. */
  readonly chain: readonly X509Certificate[];
}

/** Extended key usages (RFC 5280, 4.2.1.12): serverAuth and any. */
const FOR_SERVERS: ReadonlySet<string> = new Set(['1.3.6.1.5.5.7.3.1', '2.5.29.37.0']);

/** How many authorities of a bundle a message names. */
const MAX_SHOWN = 3;

/** Go's TLS refuses smaller and larger keys of servers (crypto/tls, handshake_client.go). */
const [MIN_RSA_BITS, MAX_RSA_BITS] = [1024, 8192];

/**
 * As Go's crypto/x509 and crypto/tls verify it for an API server. One call judges everything, so that a certificate
 * with three faults is not tried three times.
 */
export function verifyAsApiServer({ chain, privateKey, bundle, host, now }: Presented): Verdict {
  const [certificate, ...others] = chain;
  const leaf = linkOf(certificate);
  if (leaf === undefined) return { faults: ['the certificate is not one of RFC 5280; issue a new one'], chain: [] };
  const search = findChains(leaf, links(others), links(bundle), now);
  const accepted = search.chains.find((candidate) => whyNotChain(candidate) === undefined);
  const faults = [
    ...leafFaults(leaf, host, now),
    ...(accepted === undefined ? chainFaults(leaf, search, bundle) : []),
    ...(privateKey === undefined || isKeyOf(privateKey, certificate)
      ? []
      : ['the key does not belong to the certificate; use the one that was made with it']),
  ];
  return { faults, chain: faults.length > 0 ? [] : (accepted ?? []).map((link) => link.certificate) };
}

function links(certificates: readonly X509Certificate[]): readonly Link[] {
  return certificates.flatMap((certificate) => linkOf(certificate) ?? []);
}

function leafFaults(leaf: Link, host: string, now: Date): readonly string[] {
  const { certificate, fields } = leaf;
  const { validFromDate, validToDate } = certificate;
  const faults: string[] = [];
  if (now < validFromDate)
    faults.push(`the certificate is not valid before ${validFromDate.toISOString()}; check the clock, or issue one`);
  if (now > validToDate) faults.push(`the certificate ended at ${validToDate.toISOString()}; issue a new one`);
  const { names } = fields;
  if (names === undefined || names.dns.length + names.ips.length === 0) {
    faults.push(
      `the certificate has no DNS name or IP address as subject alternative name, and an API server ignores the ` +
        `common name; issue one for ${nameOf(host)}`,
    );
  } else if (!isForHost(names, host)) {
    faults.push(`the certificate is for ${namesText(names)}, not for ${nameOf(host)}; issue one for that name`);
  }
  if (!isForServers(leaf))
    faults.push('the certificate is not for TLS servers; issue one with the extended key usage serverAuth');
  if (fields.unknownCritical.length > 0)
    faults.push(`the certificate has a critical extension that no API server knows (${fields.unknownCritical[0]})`);
  const bits = rsaBits(certificate);
  if (bits !== undefined && (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS))
    faults.push(`the RSA key has ${bits} bits, and API servers take ${MIN_RSA_BITS} to ${MAX_RSA_BITS}; issue another`);
  return faults;
}

function isForServers({ fields: { extendedKeyUsage } }: Link): boolean {
  return extendedKeyUsage === undefined || extendedKeyUsage.some((usage) => FOR_SERVERS.has(usage));
}

/** What is wrong with a chain whose signatures and times are right; undefined if nothing is. */
function whyNotChain(chain: readonly Link[]): string | undefined {
  const other = chain.find((link, index) => index > 0 && !isForServers(link));
  if (other !== undefined) return `${subjectText(other.certificate)} may not issue for TLS servers`;
  const names = chain[0]?.fields.names;
  for (const { certificate, fields } of names === undefined ? [] : chain.slice(1)) {
    if (fields.nameConstraints === undefined || names === undefined) continue;
    const beyond = nameBeyond(fields.nameConstraints, names);
    if (beyond !== undefined) return `${subjectText(certificate)} may not issue for ${plain(beyond, 100)}`;
  }
  return undefined;
}

function chainFaults(leaf: Link, { chains, refused }: ChainSearch, bundle: Presented['bundle']): readonly string[] {
  const [first] = chains;
  if (first !== undefined) return [`${whyNotChain(first) ?? 'no chain is accepted'}; use another authority`];
  const isWeak = isWeaklySigned(leaf);
  const weak = isWeak
    ? ['the certificate is signed with SHA-1 or MD5, which API servers refuse; issue one signed with SHA-256']
    : [];
  // What came closest is the reason: a right signature before a wrong one.
  const refusal = refused.find(({ why }) => why !== 'signature') ?? refused[0];
  if (refusal === undefined) return [...weak, unknownText(leaf, bundle)];
  return isWeak && refusal.why === 'weakSignature' ? weak : [...weak, refusalText(refusal)];
}

function unknownText(leaf: Link, bundle: Presented['bundle']): string {
  const shown = bundle.slice(0, MAX_SHOWN).map((certificate) => `"${subjectText(certificate)}"`);
  const held = bundle.length === 0 ? 'no certificate' : shown.join(', ');
  const more = bundle.length > MAX_SHOWN ? ` and ${bundle.length - MAX_SHOWN} more` : '';
  return (
    `the certificate was issued by ${issuerText(leaf.certificate)}, which the bundle does not hold; put that authority ` +
    `into the bundle (it holds ${held}${more})`
  );
}

function refusalText({ candidate: { certificate, fields }, why }: Refusal): string {
  const who = subjectText(certificate);
  const texts: Readonly<Record<Refusal['why'], string>> = {
    signature: `${who} has the name of the issuer and another key; put the authority into the bundle that signed`,
    notAuthority: `${who} is not an authority (basic constraints lack CA); issue from one that is`,
    keyUsage: `${who} may not sign certificates (its key usage lacks keyCertSign); issue from one that may`,
    weakSignature: `a certificate below ${who} is signed with SHA-1 or MD5, which API servers refuse; issue it again`,
    notYet: `${who} is not valid before ${certificate.validFromDate.toISOString()}; check the clock`,
    ended: `${who} ended at ${certificate.validToDate.toISOString()}; publish a new authority and issue from it`,
    pathLength: `${who} allows ${fields.pathLength} authorities below it; issue from it directly`,
    critical: `${who} has a critical extension that no API server knows (${fields.unknownCritical[0]}); use another`,
  };
  return texts[why];
}

function rsaBits(certificate: X509Certificate): number | undefined {
  try {
    return certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  } catch {
    return undefined;
  }
}
