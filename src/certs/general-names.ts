// The names that a certificate is for, and those that an authority may issue for (RFC 5280, 4.2.1.6 and 4.2.1.10).
import { childrenOf, tagOf, type Asn1 } from './der.ts';

export interface Names {
  readonly dns: readonly string[];
  /** Each of 4 or 16 bytes. */
  readonly ips: readonly Buffer[];
  /** How many of other kinds: mail addresses, URIs, and the like. */
  readonly others: number;
}

export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
}

export interface Subtrees {
  /** A domain and all below it; the empty one is every name. */
  readonly dns: readonly string[];
  /** Address and mask, each of 8 or 32 bytes together. */
  readonly ips: readonly Buffer[];
  readonly others: number;
}

/** Context-specific tags of a GeneralName. */
const [DNS, IP] = [2, 7];

export function namesIn(generalNames: readonly Asn1[]): Names {
  const of = (tag: number): readonly string[] =>
    generalNames.flatMap((name) => (tagOf(name) === tag ? text(name) : []));
  const [dns, ips] = [of(DNS), of(IP)];
  return {
    dns,
    ips: ips.map((bytes) => Buffer.from(bytes, 'latin1')),
    others: generalNames.length - dns.length - ips.length,
  };
}

/** `SEQUENCE {[0] permittedSubtrees, [1] excludedSubtrees}`, each of `SEQUENCE {base GeneralName, …}`. */
export function subtreesIn(parts: readonly Asn1[]): NameConstraints {
  const of = (tag: number): Subtrees => {
    const subtrees = parts.filter((part) => tagOf(part) === tag).flatMap(childrenOf);
    return namesIn(subtrees.flatMap((subtree) => childrenOf(subtree).slice(0, 1)));
  };
  return { permitted: of(0), excluded: of(1) };
}

/** Why an authority may not issue for one of these names, as the name; undefined if it may for all. */
export function nameBeyond({ permitted, excluded }: NameConstraints, { dns, ips }: Names): string | undefined {
  const domain = dns.find(
    (name) =>
      excluded.dns.some((tree) => isBelow(name, tree) || coversTree(name, tree)) ||
      (permitted.dns.length > 0 && !permitted.dns.some((tree) => isBelow(name, tree))),
  );
  if (domain !== undefined) return domain;
  const ip = ips.find(
    (address) =>
      excluded.ips.some((range) => isWithin(address, range)) ||
      (permitted.ips.length > 0 && !permitted.ips.some((range) => isWithin(address, range))),
  );
  return ip === undefined ? undefined : ipText(ip);
}

/** `10.0.0.1`, and IPv6 in eight groups without abbreviation. */
export function ipText(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: bytes.length >> 1 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return groups.join(':');
}

/** With a leading dot only what is below (Go, crypto/x509/constraints.go). */
function isBelow(name: string, tree: string): boolean {
  const [own, domain] = [name.toLowerCase(), tree.toLowerCase()];
  return domain === '' || own === domain || own.endsWith(domain.startsWith('.') ? domain : `.${domain}`);
}

/** A wildcard may also not be for one single name that is excluded. */
function coversTree(name: string, tree: string): boolean {
  return (
    name.startsWith('*.') &&
    tree.toLowerCase().endsWith(name.slice(1).toLowerCase()) &&
    tree.split('.').length === name.split('.').length
  );
}

function isWithin(address: Buffer, range: Buffer): boolean {
  if (range.length !== address.length * 2) return false;
  const mask = range.subarray(address.length);
  return address.every((byte, index) => (byte & (mask[index] ?? 0)) === ((range[index] ?? 0) & (mask[index] ?? 0)));
}

function text({ value }: Asn1): readonly string[] {
  return typeof value === 'string' ? [value] : [];
}
