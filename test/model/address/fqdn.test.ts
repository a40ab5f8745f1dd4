import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isWithin, literalIp, normalizeName } from '../../../src/model/address/fqdn.ts';
import { formatIp, parseIp } from '../../../src/model/address/ip.ts';

function literal(name: string): string | undefined {
  const ip = literalIp(name);
  return ip && formatIp(ip);
}

/** How Kubernetes reads a text that inet_aton refuses. */
function sloppy(text: string): string | undefined {
  const ip = parseIp(text);
  return ip && formatIp(ip);
}

describe('normalizeName', () => {
  it('lower-cases a name and removes one trailing dot', () => {
    expect(['Web.Example.COM', 'web.example.com.', 'web.example.com..'].map(normalizeName)).toEqual([
      'web.example.com',
      'web.example.com',
      'web.example.com.',
    ]);
  });

  it('refuses a name that is empty or longer than DNS allows', () => {
    expect(['', '.', 'a'.repeat(254), `${'a'.repeat(254)}.`].map(normalizeName)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(normalizeName(`${'a'.repeat(253)}.`)).toBe('a'.repeat(253));
  });
});

describe('isWithin', () => {
  it('is the domain or below it', () => {
    expect(
      ['svc.local', 'a.svc.local', 'asvc.local', 'local', 'svc.local.a'].map((name) => isWithin(name, 'svc.local')),
    ).toEqual([true, true, false, false, false]);
  });
});

describe('literalIp', () => {
  it.for([
    ['169.254.169.254', '169.254.169.254'],
    ['10.1', '10.0.0.1'],
    ['127.1', '127.0.0.1'],
    ['10.1.515', '10.1.2.3'],
    ['2852039166', '169.254.169.254'],
    ['0xa9fea9fe', '169.254.169.254'],
    ['0xa9.0xfe.0xa9.0xfe', '169.254.169.254'],
    ['0251.0376.0251.0376', '169.254.169.254'],
    ['025177524776', '169.254.169.254'],
    ['0xa9.0376.43518', '169.254.169.254'],
    // The URL standard agrees: new URL('http://0x7f.0x.0x.1') is http://127.0.0.1.
    ['0x7f.0x.0x.1', '127.0.0.1'],
    ['0x', '0.0.0.0'],
    ['010.0.0.1', '8.0.0.1'],
    ['08.8.8.8', '8.8.8.8'],
    ['0', '0.0.0.0'],
    ['4294967295', '255.255.255.255'],
    ['::1', '::1'],
    ['[::1]', '::1'],
    ['fe80::1%eth0', 'fe80::1'],
    ['::ffff:127.0.0.1', '127.0.0.1'],
  ])('reads %s as %s', ([name = '', address]) => {
    expect(literal(name)).toBe(address);
  });

  it.for([
    'example.com',
    'a9fe.a9fe',
    '10.1.2.3.4',
    '256.1.1.1.example.com',
    '256.1',
    '4294967296',
    '10.16777216',
    '1.2.3.256',
    '0xg.1',
    '-1.2.3.4',
    '+1',
    '1e3',
    '1..2',
    '.1',
    '1.',
    '',
    '9'.repeat(253),
    '1.'.repeat(126),
    '[::1',
    'a:b',
  ])('does not read %s as an address', (name) => {
    expect(literal(name)).toBeUndefined();
  });

  it('reads every address from its own text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const address = literal(text);
        expect(address !== undefined && (isIPv4(address) || isIPv6(address))).toBe(true);
        expect(address && literal(address)).toBe(address);
      }),
    );
  });

  it('reads the notations of inet_aton as the URL standard does', () => {
    // The host parser of the WHATWG URL standard is an independent implementation of the notations of inet_aton.
    const part = fc
      .oneof(fc.nat(300), fc.nat(0xffffffff))
      .chain((value) => fc.constantFrom(String(value), `0x${value.toString(16)}`, `0${value.toString(8)}`));
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        const text = parts.join('.');
        const url = URL.canParse(`http://${text}/`) ? new URL(`http://${text}/`).hostname : undefined;
        // Otherwise Kubernetes reads four decimal numbers with leading zeros.
        const expected = url ?? (/^[0-9]+(\.[0-9]+){3}$/.test(text) ? sloppy(text) : undefined);
        expect([text, literal(text)]).toEqual([text, expected]);
      }),
      { numRuns: 2000 },
    );
  });
});
