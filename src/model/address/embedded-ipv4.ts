// An IPv4 address inside an IPv6 one: a router, a translator or a socket may send traffic to it, and a check of the
// IPv6 text does not see it.
import { ipv4Of, type Ip } from './ip.ts';

/**
 * RFC 4291 2.5.5 (mapped ::ffff:0:0/96, compatible ::/96), RFC 2765 2.1 (translated ::ffff:0:0:0/96), RFC 6052 2.1 and
 * RFC 8215 (NAT64), RFC 3056 2 (6to4 2002::/16), RFC 4380 4 (Teredo 2001::/32), RFC 5214 6.1 (ISATAP).
 */
export type EmbeddingForm =
  | 'IPv4-mapped'
  | 'IPv4-compatible'
  | 'IPv4-translated'
  | 'NAT64'
  | '6to4'
  | 'Teredo'
  | 'ISATAP';

export interface EmbeddedIpv4 {
  readonly ip: Ip;
  readonly form: EmbeddingForm;
}

const NONE: readonly EmbeddedIpv4[] = [];

/** The upper half of an ISATAP interface identifier, with the universal bit clear and set (RFC 5214 6.1). */
const ISATAP = 0x00005efe;
const ISATAP_UNIQUE = 0x02005efe;

/**
 * The IPv4 addresses that an IPv6 address may lead to: none for nearly all, several if a form holds several. `::` and
 * `::1` hold none, because they have a meaning of their own.
 */
export function embeddedIpv4s(ip: Ip): readonly EmbeddedIpv4[] {
  if (ip.mapped) return [{ ip, form: 'IPv4-mapped' }];
  if (ip.family === 4) return NONE;
  const [first, second, third, last] = ip.words;
  if (first === 0x20010000) return [embedded(second, 'Teredo'), embedded(~last >>> 0, 'Teredo')];
  if (first === 0x0064ff9b && second >>> 16 === 1) return [embedded(localNat64(second, third, last), 'NAT64')];
  // Any /64 may have such an interface identifier, also one of 6to4.
  const isatap = third === ISATAP || third === ISATAP_UNIQUE ? [embedded(last, 'ISATAP')] : NONE;
  if (first >>> 16 === 0x2002) return [embedded((first & 0xffff) * 0x10000 + (second >>> 16), '6to4'), ...isatap];
  if (second !== 0) return isatap;
  if (first === 0x0064ff9b && third === 0) return [embedded(last, 'NAT64')];
  if (first === 0 && third === 0 && last > 1) return [embedded(last, 'IPv4-compatible')];
  if (first === 0 && third === 0xffff0000) return [embedded(last, 'IPv4-translated')];
  return isatap;
}

function embedded(value: number, form: EmbeddingForm): EmbeddedIpv4 {
  return { ip: ipv4Of(value), form };
}

/**
 * RFC 6052 2.2 in 64:ff9b:1::/48. The prefix of the translator may have 48, 56, 64 or 96 bits, and only its operator
 * knows how many. Behind a shorter prefix, bits 64 to 71 and everything after the IPv4 address are zero. So of the
 * lengths that fit, the shortest one is taken: with each longer one the same zeros would be the end of an IPv4 address
 * (10.127.0.5 behind 48 bits would be 127.0.5.0 behind 56). A reading that begins with 0 is not a host: the zeros
 * belong to the prefix. So an IPv4 address that ends in .0 can be misread; no metadata service has one.
 */
function localNat64(second: number, third: number, last: number): number {
  if (third >>> 24 === 0) {
    const readings = [
      (third & 0xff) === 0 && last === 0 ? (second & 0xffff) * 0x10000 + (third >>> 8) : 0,
      last === 0 ? (second & 0xff) * 0x1000000 + third : 0,
      (last & 0xffffff) === 0 ? third * 0x100 + (last >>> 24) : 0,
    ];
    const likely = readings.find((value) => value >= 0x1000000);
    if (likely !== undefined) return likely;
  }
  return last;
}
