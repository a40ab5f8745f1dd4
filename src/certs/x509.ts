// One X.509 v3 certificate: node-forge writes the DER (it cannot sign with EC keys), node:crypto makes keys and
// signatures.
import { createHash, generateKeyPairSync, sign, X509Certificate, type KeyObject } from 'node:crypto';
import forge from 'node-forge';
import { parseIp } from '../model/address/ip.ts';
import {
  childrenOf,
  dateValue,
  explicit,
  extension,
  implicit,
  integer,
  name,
  octets,
  oid,
  readDer,
  sequence,
  toDer,
  type Asn1,
} from './der.ts';

export type Algorithm = 'ecdsa-p256' | 'rsa-2048';

export interface KeyPair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

/** A certificate with its private key: what an issuer needs. */
export interface Identity {
  readonly certificate: X509Certificate;
  readonly keys: KeyPair;
}

export interface CertificateRequest {
  readonly commonName: string;
  readonly keys: KeyPair;
  /** Absent: self-signed. */
  readonly issuer?: Identity;
  readonly role: { readonly ca: true } | { readonly ca: false; readonly names: readonly string[] };
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** 16 random bytes. */
  readonly serial: Uint8Array;
}

const OIDS = {
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectKeyIdentifier: '2.5.29.14',
  authorityKeyIdentifier: '2.5.29.35',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  sha256WithRsa: '1.2.840.113549.1.1.11',
} as const;

const { Class, Type } = forge.asn1;

export function generateKeys(algorithm: Algorithm): KeyPair {
  return algorithm === 'ecdsa-p256'
    ? generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
    : generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** Signs with SHA-256 under the issuer's key, whose kind decides the algorithm. */
export function issue(request: CertificateRequest): X509Certificate {
  const issuerKey = request.issuer?.keys.privateKey ?? request.keys.privateKey;
  const algorithm = signatureAlgorithm(issuerKey);
  const toBeSigned = sequence(
    explicit(0, integer('\x02')),
    integer(positive(request.serial)),
    algorithm,
    request.issuer === undefined ? name(request.commonName) : readDer(subjectOf(request.issuer.certificate)),
    sequence(dateValue(request.notBefore), dateValue(request.notAfter)),
    name(request.commonName),
    readDer(spki(request.keys.publicKey)),
    explicit(3, sequence(...extensions(request))),
  );
  const signature = sign('sha256', Buffer.from(toDer(toBeSigned), 'latin1'), issuerKey);
  const bits = forge.asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, `\x00${signature.toString('latin1')}`);
  return new X509Certificate(Buffer.from(toDer(sequence(toBeSigned, algorithm, bits)), 'latin1'));
}

function extensions(request: CertificateRequest): readonly Asn1[] {
  const issuerPublicKey = request.issuer?.keys.publicKey ?? request.keys.publicKey;
  const common = [
    extension(OIDS.subjectKeyIdentifier, false, octets(keyIdentifier(request.keys.publicKey))),
    extension(OIDS.authorityKeyIdentifier, false, sequence(implicit(0, keyIdentifier(issuerPublicKey)))),
  ];
  if (request.role.ca) {
    const yes = forge.asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, '\xff');
    // keyCertSign and cRLSign, bits 5 and 6; no intermediate below (pathLenConstraint 0).
    return [
      extension(OIDS.basicConstraints, true, sequence(yes, integer('\x00'))),
      extension(OIDS.keyUsage, true, bitString(1, 0x06)),
      ...common,
    ];
  }
  return [
    extension(OIDS.basicConstraints, true, sequence()),
    // digitalSignature, bit 0: all that TLS with ephemeral keys needs.
    extension(OIDS.keyUsage, true, bitString(7, 0x80)),
    extension(OIDS.extendedKeyUsage, false, sequence(oid(OIDS.serverAuth))),
    extension(OIDS.subjectAltName, false, sequence(...request.role.names.map(generalName))),
    ...common,
  ];
}

/** GeneralName: dNSName [2] or iPAddress [7] (RFC 5280, 4.2.1.6). */
function generalName(text: string): Asn1 {
  const ip = parseIp(text);
  if (ip === undefined) return implicit(2, text);
  const bytes = Buffer.alloc(16);
  for (const [index, word] of ip.words.entries()) bytes.writeUInt32BE(word >>> 0, index * 4);
  return implicit(7, bytes.subarray(ip.family === 4 ? 12 : 0).toString('latin1'));
}

function bitString(unusedBits: number, byte: number): Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.BITSTRING, false, String.fromCharCode(unusedBits, byte));
}

/** A name for a key: 160 bits of the SHA-256 of its SubjectPublicKeyInfo (RFC 7093, 2, method 4). */
function keyIdentifier(publicKey: KeyObject): string {
  return createHash('sha256').update(spki(publicKey)).digest().toString('latin1', 0, 20);
}

function spki(publicKey: KeyObject): Buffer {
  return publicKey.export({ type: 'spki', format: 'der' });
}

/** The subject as it is in the certificate, byte for byte: chains are compared by it. */
function subjectOf(certificate: X509Certificate): Buffer {
  const [toBeSigned] = childrenOf(readDer(certificate.raw));
  const subject = toBeSigned === undefined ? undefined : childrenOf(toBeSigned)[5];
  if (subject === undefined) throw new Error('not a version 3 certificate');
  return Buffer.from(toDer(subject), 'latin1');
}

function signatureAlgorithm(key: KeyObject): Asn1 {
  // RFC 5758, 3.2: no parameters with ECDSA; RFC 4055, 5: NULL with RSA.
  if (key.asymmetricKeyType === 'ec') return sequence(oid(OIDS.ecdsaWithSha256));
  return sequence(oid(OIDS.sha256WithRsa), forge.asn1.create(Class.UNIVERSAL, Type.NULL, false, ''));
}

/** A leading bit of 1 would be a negative number, a leading byte of 0 two encodings of one: both are avoided. */
function positive(serial: Uint8Array): string {
  const [first = 0, ...rest] = serial;
  return String.fromCharCode((first & 0x7f) | 0x40, ...rest);
}
