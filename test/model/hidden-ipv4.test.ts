import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hiddenIpv4 } from '../../src/model/hidden-ipv4.ts';
import { formatIp, ipv4Of, parseIp } from '../../src/model/ip.ts';

function hiddenIn(text: string): readonly string[] | undefined {
  const ip = parseIp(text);
  const hidden = ip && hiddenIpv4(ip);
  return hidden && [hidden.form, formatIp(hidden.ip)];
}

describe('hiddenIpv4', () => {
  it('finds every address in every form', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 0xffffffff }), fc.nat(0xffff), (value, rest) => {
        const dotted = formatIp(ipv4Of(value));
        const high = (value >>> 16).toString(16);
        const low = (value & 0xffff).toString(16);
        expect(hiddenIn(`::ffff:${dotted}`)).toEqual(['IPv4-mapped', dotted]);
        expect(hiddenIn(`::${high}:${low}`)).toEqual(['IPv4-compatible', dotted]);
        expect(hiddenIn(`64:ff9b::${dotted}`)).toEqual(['NAT64', dotted]);
        expect(hiddenIn(`2002:${high}:${low}::${rest.toString(16)}`)).toEqual(['6to4', dotted]);
      }),
    );
  });

  it.for(['::', '::1', '10.1.2.3', 'fd00:10:244::5', '64:ff9b:1::a9fe:a9fe', '64:ff9b::1:a9fe:a9fe', '::1:a9fe:a9fe', '2003:a9fe:a9fe::'])(
    'finds none in %s',
    (text) => {
      expect(hiddenIn(text)).toBeUndefined();
    },
  );
});
