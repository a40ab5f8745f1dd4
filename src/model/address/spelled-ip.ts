// Addresses spelled in the labels of a name, as wildcard DNS services read them: with dots, with dashes, in
// hexadecimal, or as IPv6 with dashes.
import { parseIp, type Ip } from './ip.ts';
import { GROUPS, Ipv6Pieces, isHexDigit } from './ipv6-pieces.ts';

const [DASH, DOT] = [0x2d, 0x2e];

const OCTET = String.raw`(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])`;
const QUAD = new RegExp(String.raw`(?:^|[.-])(${OCTET})([.-])(${OCTET})\2(${OCTET})\2(${OCTET})(?=$|[.-])`);
const HEX = /(?:^|[.-])([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?=$|[.-])/;

/**
 * The address that a name spells in its first `length` characters, those before the domain of the service. Takes linear
 * time. `isDotted`: the eight groups of an IPv6 address may be separated by dots.
 */
export function spelledIp(name: string, length = name.length, isDotted = false): Ip | undefined {
  const host = name.slice(0, length);
  const ip = (isDotted ? spelledGroups(host) : undefined) ?? spelledQuad(host) ?? spelledHex(host);
  return ip ?? (maySpellIpv6(name, length) ? spelledIpv6(host) : undefined);
}

/** app.10.8.0.1, app-10-8-0-1 */
function spelledQuad(host: string): Ip | undefined {
  const match = QUAD.exec(host);
  return match === null ? undefined : parseIp(`${match[1]}.${match[3]}.${match[4]}.${match[5]}`);
}

/** app-0a080001 */
function spelledHex(host: string): Ip | undefined {
  const match = HEX.exec(host);
  return match === null
    ? undefined
    : parseIp(
        match
          .slice(1)
          .map((octet) => Number.parseInt(octet, 16))
          .join('.'),
      );
}

/**
 * www.2001-db8--1, --1 and app-fe80--1-x: dashes replace colons, and other pieces may surround the address in its
 * label. The longest address counts.
 */
function spelledIpv6(host: string): Ip | undefined {
  for (const label of host.split('.')) {
    const ip = longestIpv6(label);
    if (ip !== undefined) return ip;
  }
  return undefined;
}

/**
 * Whether there is a gap, which may be at an end, or eight groups. A loop instead of a pattern, because a hundred
 * thousand names may have 250 letters each. It reads the whole name, because V8 takes twice as long for the letters of
 * a sliced string.
 */
function maySpellIpv6(name: string, length: number): boolean {
  let groups = 0;
  let isGroup = false;
  let before = DOT;
  for (let at = 0; at < length; at++) {
    const code = name.charCodeAt(at);
    if (code === DASH) {
      if (before === DASH) return true;
      groups = isGroup ? groups + 1 : 0;
      isGroup = false;
    } else if (code === DOT) {
      groups = 0;
      isGroup = false;
    } else {
      isGroup = isHexDigit(code) && (isGroup || before === DASH || before === DOT);
      if (isGroup && groups === GROUPS - 1) return true;
    }
    before = code;
  }
  return false;
}

/** app.2a00.1450.401b.810.0.0.0.200e */
function spelledGroups(host: string): Ip | undefined {
  const pieces = new Ipv6Pieces(host, '.');
  const eight = pieces.findEight();
  return eight && parseIp(pieces.text(eight));
}

/** The longest IPv6 address among neighbouring pieces of a label, the first one of equals. */
function longestIpv6(label: string): Ip | undefined {
  const pieces = new Ipv6Pieces(label, '-');
  const longest = pieces.findLongest();
  return longest && parseIp(pieces.text(longest));
}
