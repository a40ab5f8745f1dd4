// Validates one address of an endpoint, by the type of the slice and the version of the server.
import type { FieldPath } from '../field-path.ts';
import { formatIp, parseIp, type Ip } from '../address/ip.ts';
import { isSince, type KubernetesVersion } from '../kubernetes-version.ts';
import type { Faults } from './fault.ts';
import { MAX_LABEL, refuseSubdomain, tooLong } from './formats.ts';

export const NOT_AN_IP = 'must be an IP address, such as 10.9.8.7 or 2001:db8::ffff';

/** Addresses of an unknown type are not checked: the type is refused. `at` is the path of the list. */
export function checkAddress(
  faults: Faults,
  at: FieldPath,
  index: number,
  text: string,
  type: string,
  version: KubernetesVersion,
): void {
  if (type === 'FQDN') checkName(faults, () => [...at, index], text);
  else if (type === 'IPv4') checkIp(faults, at, index, text, 4, isSince(version, '1.36') ? 'strict' : 'loose');
  else if (type === 'IPv6') checkIp(faults, at, index, text, 6, 'canonical');
}

/**
 * IPv4 slices accept any spelling until 1.35, and since 1.36 none that two programs could read differently (feature
 * gate StrictIPCIDRValidation, https://github.com/kubernetes/enhancements/issues/4858). IPv6 slices accept only the
 * canonical spelling, in all versions, also for an IPv4 address that does not belong there.
 */
export type Strictness = 'loose' | 'strict' | 'canonical';

function checkIp(
  faults: Faults,
  at: FieldPath,
  index: number,
  text: string,
  family: 4 | 6,
  strictness: Strictness,
): void {
  const ip = readIp(text);
  if (ip === undefined) {
    faults.invalid([...at, index], text, [NOT_AN_IP]);
    return;
  }
  const refusal = refuseSpelling(ip, text, strictness);
  if (refusal !== undefined) {
    faults.invalid([...at, index], text, [refusal]);
    return;
  }
  // An address of the wrong family is reported on the list, not on the item.
  if (ip.family !== family) faults.invalid(at, text, [`must be an IPv${family} address`]);
  const range = forbiddenRange(ip);
  if (range !== undefined) faults.invalid([...at, index], text, [`must not be ${range}`]);
}

export function refuseSpelling(ip: Ip, text: string, strictness: Strictness): string | undefined {
  if (ip.canonical || strictness === 'loose') return undefined;
  if (hasLeadingZeros(text)) return 'must not have leading zeros';
  if (ip.mapped) return 'must not be an IPv4-mapped IPv6 address';
  return strictness === 'canonical' ? `must be in canonical form, ${formatIp(ip)}` : undefined;
}

/**
 * A text that is too long for `parseIp` is an address too if zeros fill it. One leading zero is kept: it has the same
 * effect as a million.
 */
export function readIp(text: string): Ip | undefined {
  return parseIp(text.length <= 64 ? text : text.replace(/(^|[.:])0{2,}(?=[0-9a-fA-F])/g, '$10'));
}

/**
 * What netip of Go refuses and the older parser accepts: octets that begin with a zero, and groups of more than four
 * digits.
 */
export function hasLeadingZeros(text: string): boolean {
  return /[0-9a-fA-F]{5}/.test(text) || /(?:^|[.:])0[0-9]+\./.test(text) || /\.0[0-9]+$/.test(text);
}

export function forbiddenRange({ family, words: [first, second, third, last] }: Ip): string | undefined {
  if (family === 4) {
    if (last === 0) return 'the unspecified address';
    if (last >>> 24 === 127) return 'a loopback address (127.0.0.0/8)';
    if (last >>> 16 === 0xa9fe) return 'a link-local address (169.254.0.0/16)';
    return last >>> 8 === 0xe0_00_00 ? 'a link-local multicast address (224.0.0.0/24)' : undefined;
  }
  if (first === 0 && second === 0 && third === 0 && last <= 1)
    return last === 0 ? 'the unspecified address' : 'the loopback address';
  if (first >>> 22 === 0xfe80 >>> 6) return 'a link-local address (fe80::/10)';
  // Go checks only the scope: the flags before it may have any value.
  return first >>> 24 === 0xff && ((first >>> 16) & 0xf) === 2
    ? 'a link-local multicast address (ff02::/16)'
    : undefined;
}

/** Adds at most one fault. One trailing dot is accepted. */
function checkName(faults: Faults, here: () => FieldPath, text: string): void {
  if (text === '') {
    faults.required(here(), 'must be a domain name');
    return;
  }
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  const refusals = refuseSubdomain(name);
  if (refusals.length > 0) {
    faults.invalid(here(), name, [refusals.join(', ')]);
    return;
  }
  // Only the length of the labels is not checked yet.
  const long = name.length > MAX_LABEL ? name.split('.').find((label) => label.length > MAX_LABEL) : undefined;
  if (!name.includes('.')) faults.invalid(here(), name, ['must have at least two labels, such as example.com']);
  else if (long !== undefined) faults.invalid(here(), long, tooLong(long, MAX_LABEL));
}
