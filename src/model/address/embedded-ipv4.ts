// An IPv4 address inside an IPv6 one: a router, a translator or a socket may send the traffic there, and no check on the IPv6 text sees it.
import { ipv4Of, type Ip } from './ip.ts';

/**
 * RFC 4291 2.5.5 (mapped ::ffff:0:0/96, compatible ::/96), RFC 2765 2.1 (translated ::ffff:0:0:0/96), RFC 6052 2.1 and RFC 8215 (NAT64), RFC 3056 2
 * (6to4 2002::/16), RFC 4380 4 (Teredo 2001::/32), RFC 5214 6.1 (ISATAP).
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

/** The upper half of an ISATAP interface id, without and with the bit that says it is unique in the world. */
const ISATAP = 0x00005efe;
const ISATAP_UNIQUE = 0x02005efe;

/**
 * The IPv4 addresses that an address written as IPv6 may lead to: none for nearly all, several where a form holds several. `::` and `::1` hide none:
 * they have a meaning of their own.
 */
export function embeddedIpv4s(ip: Ip): readonly EmbeddedIpv4[] {
  if (ip.mapped) return [{ ip, form: 'IPv4-mapped' }];
  if (ip.family === 4) return NONE;
  const [first, second, third, last] = ip.words;
  if (first === 0x20010000) return [embedded(second, 'Teredo'), embedded(~last >>> 0, 'Teredo')];
  if (first === 0x0064ff9b && second >>> 16 === 1) return [embedded(localNat64(second, third, last), 'NAT64')];
  // Any /64 may have such an interface id, one of 6to4 too.
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
 * RFC 6052 2.2 in 64:ff9b:1::/48, where the translator's prefix may have 48, 56, 64 or 96 bits, which nobody but its operator knows. Behind a shorter
 * prefix bits 64 to 71 and all that follows the IPv4 address are zero, so of the lengths that fit the shortest is meant: under each longer one the same
 * zeros would be the end of an IPv4 address (10.127.0.5 behind 48 bits would be 127.0.5.0 behind 56). One that begins with 0 is no host: the zeros
 * belong to the prefix. An IPv4 address that ends in .0 can therefore be read as another; no metadata service has one.
 */
function localNat64(second: number, third: number, last: number): number {
  if (third >>> 24 === 0) {
    const readings = [
      (third & 0xff) === 0 && last === 0 ? (second & 0xffff) * 0x10000 + (third >>> 8) : 0,
      last === 0 ? (second & 0xff) * 0x1000000 + third : 0,
      (last & 0xffffff) === 0 ? third * 0x100 + (last >>> 24) : 0,
    ];
    const meant = readings.find((value) => value >= 0x1000000);
    if (meant !== undefined) return meant;
  }
  return last;
}
