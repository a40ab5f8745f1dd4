// The few ASN.1 values that certificates are made of, on node-forge's DER writer. Bytes are "binary strings", as forge
// has them.
import forge from 'node-forge';

export type Asn1 = forge.asn1.Asn1;

const { Class, Type } = forge.asn1;

export function sequence(...parts: readonly Asn1[]): Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, [...parts]);
}

/** `[tag] EXPLICIT`. */
export function explicit(tag: number, value: Asn1): Asn1 {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- forge types every tag as a universal one
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag, true, [value]);
}

/** `[tag] IMPLICIT` of a primitive value. */
export function implicit(tag: number, bytes: string): Asn1 {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- as above
  return forge.asn1.create(Class.CONTEXT_SPECIFIC, tag, false, bytes);
}

/** Big-endian two's complement bytes. */
export function integer(bytes: string): Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.INTEGER, false, bytes);
}

export function oid(dotted: string): Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(dotted).getBytes());
}

export function octets(bytes: string): Asn1 {
  return forge.asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, bytes);
}

/** A distinguished name of one commonName. */
export function name(commonName: string): Asn1 {
  const value = forge.asn1.create(Class.UNIVERSAL, Type.UTF8, false, forge.util.encodeUtf8(commonName));
  return sequence(forge.asn1.create(Class.UNIVERSAL, Type.SET, true, [sequence(oid('2.5.4.3'), value)]));
}

/** UTCTime until 2049, GeneralizedTime after (RFC 5280, 4.1.2.5). */
export function dateValue(date: Date): Asn1 {
  return date.getUTCFullYear() < 2050
    ? forge.asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, forge.asn1.dateToUtcTime(date))
    : forge.asn1.create(Class.UNIVERSAL, Type.GENERALIZEDTIME, false, forge.asn1.dateToGeneralizedTime(date));
}

export function extension(id: string, critical: boolean, value: Asn1): Asn1 {
  // FALSE is the default of `critical`, and DER leaves defaults out.
  const flag = critical ? [forge.asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, '\xff')] : [];
  return sequence(oid(id), ...flag, octets(toDer(value)));
}

export function toDer(value: Asn1): string {
  return forge.asn1.toDer(value).getBytes();
}

export function readDer(bytes: Uint8Array): Asn1 {
  return forge.asn1.fromDer(Buffer.from(bytes).toString('latin1'));
}

/** The parts of a constructed value; none of a primitive one. */
export function childrenOf(value: Asn1): readonly Asn1[] {
  return typeof value.value === 'string' ? [] : value.value;
}

/** The tag: for a context-specific value its number. */
export function tagOf(value: Asn1): number {
  return value.type;
}
