import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
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
} from '../../src/certs/der.ts';

function hex(value: Asn1): string {
  return Buffer.from(toDer(value), 'latin1').toString('hex');
}

/** Tag and length by ITU-T X.690, 8.1.3 and 10.1: short up to 127, then the fewest bytes that hold the length. */
function header(tag: number, length: number): Buffer {
  if (length < 128) return Buffer.from([tag, length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.from([tag, 0x80 | bytes.length]), bytes]);
}

describe('a length', () => {
  const content = fc.oneof(
    fc.integer({ min: 0, max: 70_000 }),
    fc.constantFrom(0, 1, 126, 127, 128, 129, 254, 255, 256, 257, 65_535, 65_536, 65_537),
  );

  it('has as few bytes as it needs, and is read again', () => {
    fc.assert(
      fc.property(content, fc.integer({ min: 0, max: 255 }), (length, byte) => {
        const bytes = Buffer.alloc(length, byte);
        const value = octets(bytes.toString('latin1'));
        const written = Buffer.from(toDer(value), 'latin1');
        expect(written.equals(Buffer.concat([header(0x04, length), bytes]))).toBe(true);
        expect(toDer(readDer(written))).toBe(toDer(value));
        const outer = Buffer.from(toDer(sequence(value)), 'latin1');
        expect(outer.equals(Buffer.concat([header(0x30, written.length), written]))).toBe(true);
      }),
    );
  });

  it('that says more than there is cannot be read', () => {
    for (const bytes of ['0405aabb', '3003020101ff', '04', '']) {
      const read = (): Asn1 => readDer(Buffer.from(bytes, 'hex'));
      expect(read).toThrow(/DER|ASN\.1/);
    }
  });
});

describe('values', () => {
  it.each<[string, Asn1, string]>([
    ['an identifier of an extension', oid('2.5.29.19'), '0603551d13'],
    ['an identifier of a signature', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
    ['an integer', integer('\x00\xff'), '020200ff'],
    ['an empty sequence', sequence(), '3000'],
    ['a sequence in its order', sequence(integer('\x01'), integer('\x02')), '3006020101020102'],
    ['an explicit tag', explicit(3, sequence()), 'a3023000'],
    ['an implicit tag', implicit(7, '\x7f\x00\x00\x01'), '87047f000001'],
    // commonName, 2.5.4.3, as UTF8String (RFC 5280, 4.1.2.4).
    ['a name', name('é'), '300d310b300906035504030c02c3a9'],
  ])('are written as DER: %s', (_, value, expected) => {
    expect(hex(value)).toBe(expected);
  });

  it.each([
    ['2026-01-02T03:04:05Z', '170d', '260102030405Z'],
    ['2049-12-31T23:59:59Z', '170d', '491231235959Z'],
    ['2050-01-01T00:00:00Z', '180f', '20500101000000Z'],
  ])('are dates of two digits for the year until 2049, and of four after: %s', (date, tag, text) => {
    expect(hex(dateValue(new Date(date)))).toBe(tag + Buffer.from(text).toString('hex'));
  });

  it('are extensions, critical ones with a mark and others without', () => {
    // DER omits FALSE, which is the default (X.690, 11.5).
    expect(hex(extension('2.5.29.19', false, sequence()))).toBe('30090603551d1304023000');
    expect(hex(extension('2.5.29.19', true, sequence()))).toBe('300c0603551d130101ff04023000');
  });
});
