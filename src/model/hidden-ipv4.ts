// An IPv4 address inside an IPv6 one: a router, a translator or a socket may send the traffic there, and no check on the IPv6 text sees it.
import { ipv4Of, type Ip } from './ip.ts';

/** RFC 4291 2.5.5 (mapped ::ffff:0:0/96, compatible ::/96), RFC 6052 2.1 (64:ff9b::/96), RFC 3056 2 (2002::/16). */
export type HidingForm = 'IPv4-mapped' | 'IPv4-compatible' | 'NAT64' | '6to4';

export interface HiddenIpv4 {
  readonly ip: Ip;
  readonly form: HidingForm;
}

/** The IPv4 address that an address written as IPv6 leads to. `::` and `::1` hide none: they have a meaning of their own. */
export function hiddenIpv4(ip: Ip): HiddenIpv4 | undefined {
  if (ip.mapped) return { ip, form: 'IPv4-mapped' };
  if (ip.family === 4) return undefined;
  const [first, second, third, last] = ip.words;
  if (first >>> 16 === 0x2002) return { ip: ipv4Of((first & 0xffff) * 0x10000 + (second >>> 16)), form: '6to4' };
  if (second !== 0 || third !== 0) return undefined;
  if (first === 0x0064ff9b) return { ip: ipv4Of(last), form: 'NAT64' };
  if (first === 0 && last > 1) return { ip: ipv4Of(last), form: 'IPv4-compatible' };
  return undefined;
}
