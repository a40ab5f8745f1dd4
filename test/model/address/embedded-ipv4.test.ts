import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedIpv4s } from '../../../src/model/address/embedded-ipv4.ts';
import { formatIp, ipv4Of, parseIp } from '../../../src/model/address/ip.ts';
import { FORMS, localNat64 } from '../embed.ts';

/** `NAT64 10.1.2.3`, one for each embedded address. */
function embeddedIn(text: string): readonly string[] {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is no address`);
  return embeddedIpv4s(ip).map(({ form, ip: found }) => `${form} ${formatIp(found)}`);
}

/** Not in 0.0.0.0/8 and not ending in 0: NAT64 prefixes of unknown length can make another address of those. */
const HOST = fc.integer({ min: 0x01000000, max: 0xffffffff }).filter((value) => (value & 0xff) !== 0);
const REST = fc.nat(0xffff);

describe('embeddedIpv4s', () => {
  it.for(FORMS)('finds every host in $title', ({ title, embed }) => {
    const form = title.replace(/[ ,].*/, '');
    fc.assert(
      fc.property(HOST, REST, (value, rest) => {
        expect(embeddedIn(embed(value, rest))).toContain(`${form} ${formatIp(ipv4Of(value))}`);
      }),
    );
  });

  it('finds exactly one address in forms that hold one, whatever the rest is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 0xffffffff }), REST, (value, rest) => {
        const one = FORMS.filter(({ title }) => !/48|56|64 bits|96|of 6to4|Teredo/.test(title));
        expect(one).toHaveLength(7);
        for (const { title, embed } of one) {
          expect(embeddedIn(embed(value, rest))).toEqual([`${title.replace(/,.*/, '')} ${formatIp(ipv4Of(value))}`]);
        }
      }),
    );
  });

  it.for([
    ['::ffff:10.1.2.3', 'IPv4-mapped 10.1.2.3'],
    ['::10.1.2.3', 'IPv4-compatible 10.1.2.3'],
    ['::ffff:0:10.1.2.3', 'IPv4-translated 10.1.2.3'],
    ['::ffff:0:0:0', 'IPv4-translated 0.0.0.0'],
    ['64:ff9b::10.1.2.3', 'NAT64 10.1.2.3'],
    // RFC 6052 2.4 has examples with the same lengths for another prefix.
    ['64:ff9b:1:c000:2:2100::', 'NAT64 192.0.2.33'],
    ['64:ff9b:1:1c0:0:221::', 'NAT64 192.0.2.33'],
    ['64:ff9b:1:122:c0:2:2100:0', 'NAT64 192.0.2.33'],
    ['64:ff9b:1::192.0.2.33', 'NAT64 192.0.2.33'],
    ['64:ff9b:1:122:344::192.0.2.33', 'NAT64 192.0.2.33'],
    ['64:ff9b:1:a9fe:a9:fe00::', 'NAT64 169.254.169.254'],
    ['64:ff9b:1::a9fe:a9fe', 'NAT64 169.254.169.254'],
    ['64:ff9b:1::', 'NAT64 0.0.0.0'],
    // Not zero after the address or in bits 64 to 71: only the last 32 bits can be the address.
    ['64:ff9b:1:a9fe:a9:fe00::1', 'NAT64 0.0.0.1'],
    ['64:ff9b:1:a9fe:1a9:fe00::', 'NAT64 0.0.0.0'],
    ['64:ff9b:1:a9fe:a9:fe01:a:102', 'NAT64 0.10.1.2'],
    // The zeros before 10.1.2.0 belong to the prefix of 64 bits.
    ['64:ff9b:1::a:102:0:0', 'NAT64 10.1.2.0'],
    ['2002:a01:203::5', '6to4 10.1.2.3'],
    ['fd12::5efe:10.1.2.3', 'ISATAP 10.1.2.3'],
    ['fd12::200:5efe:10.1.2.3', 'ISATAP 10.1.2.3'],
    ['::5efe:10.1.2.3', 'ISATAP 10.1.2.3'],
    ['2002:a01:203::5efe:192.0.2.33', '6to4 10.1.2.3', 'ISATAP 192.0.2.33'],
    // RFC 4380 4: server, flags, port, and the client with every bit inverted.
    ['2001:0:4136:e378:8000:63bf:3fff:fdd2', 'Teredo 65.54.227.120', 'Teredo 192.0.2.45'],
    // The port 0x5efe does not make a Teredo address an ISATAP one.
    ['2001:0:4136:e378:0:5efe:3fff:fdd2', 'Teredo 65.54.227.120', 'Teredo 192.0.2.45'],
  ])('finds in %s', ([text = '', ...found]) => {
    expect(embeddedIn(text)).toEqual(found);
  });

  it.for([
    '::',
    '::1',
    '10.1.2.3',
    'fd00:10:244::5',
    '64:ff9b::1:a9fe:a9fe',
    '64:ff9b:2::a9fe:a9fe',
    '64:ff9b:0:1::a9fe:a9fe',
    '::1:a9fe:a9fe',
    '::ffff:1:a9fe:a9fe',
    '::1:ffff:0:a9fe:a9fe',
    '2003:a9fe:a9fe::',
    '2001:1:a9fe:a9fe::',
    'fd12::100:5efe:a9fe:a9fe',
    'fd12::300:5efe:a9fe:a9fe',
    'fd12::5eff:a9fe:a9fe',
    'fd12:0:0:5efe::a9fe:a9fe',
  ])('finds none in %s', (text) => {
    expect(embeddedIn(text)).toEqual([]);
  });

  it('reads an address with the shortest prefix that fits, although its zeros fit longer ones too', () => {
    fc.assert(
      fc.property(HOST, fc.constantFrom<48 | 56 | 64 | 96>(48, 56, 64, 96), REST, (value, length, subnet) => {
        expect(embeddedIn(localNat64(length, value, subnet))).toEqual([`NAT64 ${formatIp(ipv4Of(value))}`]);
      }),
    );
  });
});
