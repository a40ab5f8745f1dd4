import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRangeTable, parseRanges, prefixOf } from '../../../src/model/address/cidr.ts';
import { formatIp, ipv4Of, parseIp, type Ip } from '../../../src/model/address/ip.ts';
import { parsePrefix } from '../../../src/model/address/prefix.ts';
import { UserError } from '../../../src/model/problem.ts';

function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is not an address`);
  return ip;
}

// Few distinct numbers, so that ranges nest and addresses fall on their edges.
const number = fc.oneof(
  fc.constantFrom(0, 1, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const ipv4 = number.map(ipv4Of);
const ipv6 = fc
  .tuple(number, number, number, number)
  .filter(([a, b, c]) => a !== 0 || b !== 0 || c !== 0xffff)
  .map((words): Ip => ({ family: 6, words, canonical: true, mapped: false }));
const ip = fc.oneof(ipv4, ipv6);
const prefix = ip.chain((address) =>
  fc.integer({ min: 0, max: address.family === 4 ? 32 : 128 }).map((bits) => masked(address, bits)),
);

/** Calculates with BigInt, unlike the code under test. */
function masked(address: Ip, bits: number): string {
  const width = address.family === 4 ? 32 : 128;
  const host = BigInt(width - bits);
  const value = (address.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) >> host) << host;
  const words: Ip['words'] = [wordAt(value, 96n), wordAt(value, 64n), wordAt(value, 32n), wordAt(value, 0n)];
  return `${formatIp({ ...address, words })}/${bits}`;
}

function wordAt(value: bigint, shift: bigint): number {
  return Number((value >> shift) & 0xffffffffn);
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

  it('names a masked form that it then accepts', () => {
    fc.assert(
      fc.property(ip, fc.nat(32), (address, bits) => {
        const result = parsePrefix(`${formatIp(address)}/${bits}`);
        expect(result.ok ? result.prefix.text : / write (\S+)$/.exec(result.problem)?.[1]).toBe(masked(address, bits));
      }),
    );
  });
});

describe('parseRanges', () => {
  it('contains what node:net says its ranges contain', () => {
    fc.assert(
      fc.property(
        fc.array(prefix, { maxLength: 12 }),
        fc.array(ip, { minLength: 1, maxLength: 12 }),
        (texts, addresses) => {
          const set = parseRanges(texts);
          // One list for each family: node:net also finds IPv4 addresses in the IPv6 ranges around ::ffff:0:0/96.
          const oracle = { 4: new BlockList(), 6: new BlockList() };
          const firsts = texts.map((text) => text.split('/')[0] ?? '');
          for (const [index, first] of firsts.entries()) {
            const { family, bits } = prefixOf(texts[index] ?? '');
            oracle[family].addSubnet(first, bits, `ipv${family}`);
          }
          for (const address of [...addresses, ...firsts.map(ipOf)]) {
            const text = formatIp(address);
            expect([texts, text, set.contains(address)]).toEqual([
              texts,
              text,
              oracle[address.family].check(text, `ipv${address.family}`),
            ]);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('keeps the families apart', () => {
    const all4 = parseRanges(['0.0.0.0/0']);
    expect([
      all4.contains(ipOf('10.1.2.3')),
      all4.contains(ipOf('::ffff:10.1.2.3')),
      all4.contains(ipOf('::a01:203')),
    ]).toEqual([true, true, false]);
    expect(parseRanges(['::/0']).contains(ipOf('10.1.2.3'))).toBe(false);
  });

  it('contains nothing without ranges', () => {
    expect(parseRanges([]).contains(ipOf('10.1.2.3'))).toBe(false);
  });

  it('names the wrong text and the reason', () => {
    expect(() => parseRanges(['10.0.0.0/8', '10.1.0.0/8'])).toThrow(
      new UserError('"10.1.0.0/8" has bits set after its first 8; write 10.0.0.0/8'),
    );
  });
});

describe('makeRangeTable', () => {
  it('finds the narrowest range, and the first of equal ones', () => {
    fc.assert(
      fc.property(fc.array(prefix, { maxLength: 12 }), ip, (texts, address) => {
        const entries = texts.map((text, value) => ({ prefix: prefixOf(text), value }));
        const holding = entries.filter((entry) => parseRanges([entry.prefix.text]).contains(address));
        const narrowest = holding.toSorted((a, b) => b.prefix.bits - a.prefix.bits || a.value - b.value)[0];
        expect(makeRangeTable(entries).find(address)).toBe(narrowest?.value);
      }),
      { numRuns: 1000 },
    );
  });

  it('looks outwards from a range that ended before the address', () => {
    const table = makeRangeTable(
      ['10.0.0.0/8', '10.1.0.0/16', '10.1.1.0/24', '10.1.1.1'].map((text) => ({ prefix: prefixOf(text), value: text })),
    );
    const found = ['10.1.1.1', '10.1.1.2', '10.1.2.1', '10.2.0.0', '11.0.0.0', '9.255.255.255'].map((text) =>
      table.find(ipOf(text)),
    );
    expect(found).toEqual(['10.1.1.1', '10.1.1.0/24', '10.1.0.0/16', '10.0.0.0/8', undefined, undefined]);
  });
});
