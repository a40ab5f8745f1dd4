import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeRangeTable, parseRanges, prefixOf } from '../../../src/model/address/cidr.ts';
import { formatIp } from '../../../src/model/address/ip.ts';
import { UserError } from '../../../src/model/problem.ts';
import { ip, ipOf, prefix } from './ips.ts';

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
