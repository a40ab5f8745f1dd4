// What a certificate says that node:crypto does not show, or shows only as text: names, constraints and usages as data.
import type { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import { childrenOf, readDer, tagOf, toDer, type Asn1 } from './der.ts';
import { namesIn, subtreesIn, type Names, type NameConstraints } from './general-names.ts';

export interface Fields {
  /** DER: chains are compared by it, byte for byte. */
  readonly issuer: string;
  readonly subject: string;
  /** Subject alternative names. Undefined without that extension. */
  readonly names: Names | undefined;
  readonly isCa: boolean;
  /** How many authorities may be between this one and a leaf; undefined: any number. */
  readonly pathLength: number | undefined;
  /** Undefined: every usage. */
  readonly keyUsage: readonly KeyUsage[] | undefined;
  /** Object identifiers; undefined: every usage. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly nameConstraints: NameConstraints | undefined;
  /** Critical extensions that Go does not know: it refuses such a certificate. */
  readonly unknownCritical: readonly string[];
}

/** The bits of a key usage in their order (RFC 5280, 4.2.1.3). */
const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

const ID = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** Extensions that Go's crypto/x509 handles (parser.go, processExtensions). */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.values(ID),
  '2.5.29.14',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.35',
  '2.5.29.36',
  '2.5.29.54',
]);

/** Undefined for a certificate whose structure is not that of RFC 5280. */
export function readFields(certificate: X509Certificate): Fields | undefined {
  try {
    return fieldsOf(readDer(certificate.raw));
  } catch {
    return undefined;
  }
}

function fieldsOf(certificate: Asn1): Fields | undefined {
  const [toBeSigned] = childrenOf(certificate);
  const parts = toBeSigned === undefined ? [] : [...childrenOf(toBeSigned)];
  // Version 1 has no number of its version.
  if (isTagged(parts[0], 0)) parts.shift();
  const [, , issuer, , subject] = parts;
  if (issuer === undefined || subject === undefined) return undefined;
  const extensions = extensionsOf(parts.find((part) => isTagged(part, 3)));
  const value = (id: string): Asn1 | undefined => extensions.find((one) => one.id === id)?.value;
  const constraints = basicConstraints(value(ID.basicConstraints));
  const subjectAltName = value(ID.subjectAltName);
  const nameConstraints = value(ID.nameConstraints);
  return {
    issuer: toDer(issuer),
    subject: toDer(subject),
    names: subjectAltName === undefined ? undefined : namesIn(childrenOf(subjectAltName)),
    ...constraints,
    keyUsage: keyUsage(value(ID.keyUsage)),
    extendedKeyUsage: identifiers(value(ID.extendedKeyUsage)),
    nameConstraints: nameConstraints === undefined ? undefined : subtreesIn(childrenOf(nameConstraints)),
    unknownCritical: extensions.filter(({ id, isCritical }) => isCritical && !KNOWN.has(id)).map(({ id }) => id),
  };
}

interface Extension {
  readonly id: string;
  readonly isCritical: boolean;
  readonly value: Asn1 | undefined;
}

/** `[3] EXPLICIT SEQUENCE OF SEQUENCE {OID, BOOLEAN DEFAULT FALSE, OCTET STRING}`. */
function extensionsOf(tagged: Asn1 | undefined): readonly Extension[] {
  const [list] = tagged === undefined ? [] : childrenOf(tagged);
  return (list === undefined ? [] : childrenOf(list)).map((extension) => {
    const parts = childrenOf(extension);
    const bytes = textOf(parts.at(-1));
    return {
      id: oidOf(parts[0]),
      isCritical: parts.length > 2 && textOf(parts[1]) !== '\x00',
      value: bytes === '' ? undefined : readDer(Buffer.from(bytes, 'latin1')),
    };
  });
}

/** `SEQUENCE {BOOLEAN DEFAULT FALSE, INTEGER OPTIONAL}`. */
function basicConstraints(value: Asn1 | undefined): Pick<Fields, 'isCa' | 'pathLength'> {
  const parts = value === undefined ? [] : childrenOf(value);
  const isCa = parts[0]?.type === forge.asn1.Type.BOOLEAN && textOf(parts[0]) !== '\x00';
  const length = parts.find((part) => part.type === forge.asn1.Type.INTEGER);
  return {
    isCa,
    pathLength:
      length === undefined ? undefined : Number(`0x0${Buffer.from(textOf(length), 'latin1').toString('hex')}`),
  };
}

function keyUsage(value: Asn1 | undefined): readonly KeyUsage[] | undefined {
  if (value === undefined) return undefined;
  // The first byte says how many bits of the last one are unused.
  const [, ...bytes] = Buffer.from(textOf(value), 'latin1');
  return KEY_USAGES.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

function identifiers(value: Asn1 | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : childrenOf(value).map(oidOf);
}

function oidOf(value: Asn1 | undefined): string {
  return forge.asn1.derToOid(textOf(value));
}

function textOf(value: Asn1 | undefined): string {
  return typeof value?.value === 'string' ? value.value : '';
}

function isTagged(value: Asn1 | undefined, tag: number): boolean {
  return value !== undefined && value.tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && tagOf(value) === tag;
}
