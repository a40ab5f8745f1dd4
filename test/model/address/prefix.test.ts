import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp, type Ip } from '../../../src/model/address/ip.ts';
import { parsePrefix, type Prefix } from '../../../src/model/address/prefix.ts';
import { ip, masked, prefix } from './ips.ts';

function prefixOf(text: string): Prefix {
  const result = parsePrefix(text);
  if (!result.ok) throw new Error(result.problem);
  return result.prefix;
}

function numberOf(words: Ip['words']): bigint {
  return words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n);
}

describe('parsePrefix', () => {
  it.for([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['10.1.2.3', '10.1.2.3/32'],
    ['fd00::/8', 'fd00::/8'],
    ['::/0', '::/0'],
    ['::1', '::1/128'],
    ['2001:db8::/33', '2001:db8::/33'],
  ])('reads %s', ([text = '', canonical]) => {
    expect(parsePrefix(text)).toMatchObject({ ok: true, prefix: { text: canonical } });
  });

  it.for([
    ['', '"" is not an address range; write one like 10.0.0.0/8 or fd00::/8'],
    ['pods', '"pods" is not an address range; write one like 10.0.0.0/8 or fd00::/8'],
    ['10/8', '"10/8" is not an address range; write one like 10.0.0.0/8 or fd00::/8'],
    ['10.0.0.0/8 ', '"10.0.0.0/8 " needs a prefix length from 0 to 32, without leading zeros'],
    ['10.0.0.0/08', '"10.0.0.0/08" needs a prefix length from 0 to 32, without leading zeros'],
    ['10.0.0.0/', '"10.0.0.0/" needs a prefix length from 0 to 32, without leading zeros'],
    ['10.0.0.0/33', '"10.0.0.0/33" needs a prefix length from 0 to 32, without leading zeros'],
    ['10.0.0.0/-1', '"10.0.0.0/-1" needs a prefix length from 0 to 32, without leading zeros'],
    ['10.0.0.0/8/8', '"10.0.0.0/8/8" needs a prefix length from 0 to 32, without leading zeros'],
    ['::/129', '"::/129" needs a prefix length from 0 to 128, without leading zeros'],
    ['10.1.0.0/8', '"10.1.0.0/8" has bits set after its first 8; write 10.0.0.0/8'],
    ['fd00::1/64', '"fd00::1/64" has bits set after its first 64; write fd00::/64'],
    ['010.0.0.0/8', '"010.0.0.0/8" is not in canonical form; write 10.0.0.0/8'],
    ['FD00::/8', '"FD00::/8" is not in canonical form; write fd00::/8'],
    ['FD00::1', '"FD00::1" is not in canonical form; write fd00::1'],
    ['::ffff:10.0.0.0/104', '"::ffff:10.0.0.0/104" is an IPv4 range written as IPv6; write the IPv4 range itself'],
    ['fe80::1%eth0', '"fe80::1%eth0" is not an address range; write one like 10.0.0.0/8 or fd00::/8'],
    [
      `1\n${'x'.repeat(1000)}`,
      `"1\\n${'x'.repeat(62)}…" is not an address range; write one like 10.0.0.0/8 or fd00::/8`,
    ],
  ])('refuses %s', ([text = '', problem]) => {
    expect(parsePrefix(text)).toEqual({ ok: false, problem });
  });

  it('suggests the masked form of a range with more bits set', () => {
    fc.assert(
      fc.property(ip, fc.nat(32), (address, bits) => {
        const result = parsePrefix(`${formatIp(address)}/${bits}`);
        expect(result.ok ? result.prefix.text : / write (\S+)$/.exec(result.problem)?.[1]).toBe(masked(address, bits));
      }),
    );
  });

  it('contains an address exactly if the first bits of both are equal', () => {
    fc.assert(
      fc.property(prefix, ip, (text, address) => {
        const { family, first, last, bits } = prefixOf(text);
        fc.pre(address.family === family);
        const number = numberOf(address.words);
        const host = BigInt((family === 4 ? 32 : 128) - bits);
        expect(numberOf(first) <= number && number <= numberOf(last)).toBe(number >> host === numberOf(first) >> host);
      }),
      { numRuns: 1000 },
    );
  });

  it('has as many addresses as its host bits can count', () => {
    fc.assert(
      fc.property(prefix, (text) => {
        const { family, first, last, bits } = prefixOf(text);
        expect(numberOf(last) - numberOf(first) + 1n).toBe(2n ** BigInt((family === 4 ? 32 : 128) - bits));
      }),
    );
  });
});
