import { isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Ipv6Pieces, isHexDigit, type Stretch } from '../../../src/model/address/ipv6-pieces.ts';

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('0', '1', 'fe80', '0db8', '2001') },
  { weight: 2, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constantFrom('www', '12345', 'g') },
);
const text = fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join('-'));

/** Asks Node about every stretch of pieces, longest first. */
function search(of: string): Stretch | undefined {
  const pieces = of.split('-');
  for (let length = pieces.length; length > 0; length--) {
    for (let from = 0; from + length <= pieces.length; from++) {
      if (isIPv6(pieces.slice(from, from + length).join(':'))) return { from, length };
    }
  }
  return undefined;
}

describe('Ipv6Pieces', () => {
  it.each([
    ['2001-db8--1', '2001:db8::1'],
    ['app-fe80--1-x', 'fe80::1'],
    ['--', '::'],
    ['--1', '::1'],
    ['1--', '1::'],
    ['1-2-3-4-5-6-7-8-9', '1:2:3:4:5:6:7:8'],
    ['1--2--3', '1::2'],
    ['1-2-3', undefined],
    ['www', undefined],
    ['', undefined],
  ])('%s has the longest address %s', (of, expected) => {
    const pieces = new Ipv6Pieces(of, '-');
    const found = pieces.findLongest();
    expect(found && pieces.text(found)).toBe(expected);
  });

  it('finds the first of the longest stretches that Node reads as an address', () => {
    fc.assert(
      fc.property(text, (of) => {
        expect(new Ipv6Pieces(of, '-').findLongest()).toEqual(search(of));
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the first eight groups in a row, and counts leading zeros as no digits', () => {
    const eight = (of: string): string | undefined => {
      const pieces = new Ipv6Pieces(of, '.');
      const found = pieces.findEight();
      return found && pieces.text(found);
    };
    expect(eight('app.2a00.1450.401b.810.0.0.0.200e')).toBe('2a00:1450:401b:810:0:0:0:200e');
    expect(eight('1.2.3.4.5.6.7.00008.9')).toBe('1:2:3:4:5:6:7:00008');
    expect(eight('1.2.3.4.5.6.7.12345')).toBeUndefined();
    expect(eight('1.2.3.4..5.6.7.8')).toBeUndefined();
  });
});

it('knows the lower-case hexadecimal digits', () => {
  const digits = Array.from({ length: 128 }, (_, code) => code).filter(isHexDigit);
  expect(String.fromCharCode(...digits)).toBe('0123456789abcdef');
});
