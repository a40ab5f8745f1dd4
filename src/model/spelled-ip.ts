// Addresses spelled in the labels of a name, as wildcard DNS services read them: dots, dashes, hexadecimal, IPv6 with dashes.
import { parseIp, type Ip } from './ip.ts';

const OCTET = String.raw`(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])`;
const QUAD = new RegExp(String.raw`(?:^|[.-])(${OCTET})([.-])(${OCTET})\2(${OCTET})\2(${OCTET})(?=$|[.-])`);
const HEX = /(?:^|[.-])([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?=$|[.-])/;

/** Between the colons of an IPv6 address: eight groups, or seven and the two ends of a `::` before or behind them. An IPv4 tail has dots, and a label has none. */
const MAX_PIECES = 9;
/** `::1`: two empty pieces and a group. */
const MIN_PIECES = 3;
/** `::` alone. */
const MAX_EMPTY = 3;
const GROUPS = 8;
const GROUP = /^0*[0-9a-f]{1,4}$/;

/** The address that the labels before a service's domain spell, in time linear in their length. `isDotted`: eight groups of IPv6 may stand between dots. */
export function spelledIp(host: string, isDotted = false): Ip | undefined {
  return (isDotted ? spelledGroups(host) : undefined) ?? spelledQuad(host) ?? spelledHex(host) ?? spelledIpv6(host);
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

/** www.2001-db8--1, --1 and app-fe80--1-x: dashes are colons, and others may stand around it in its label. The longest is meant. */
function spelledIpv6(host: string): Ip | undefined {
  for (const label of host.split('.')) {
    const ip = longestIpv6(label.split('-'), MIN_PIECES, MAX_PIECES);
    if (ip !== undefined) return ip;
  }
  return undefined;
}

/** app.2a00.1450.401b.810.0.0.0.200e */
function spelledGroups(host: string): Ip | undefined {
  return longestIpv6(host.split('.'), GROUPS, GROUPS);
}

/**
 * The longest IPv6 address of neighbours among the pieces, the first of equals. Seven lengths are tried at each piece, and text is made only of what
 * may be an address: of groups alone, eight; with empty pieces, a few.
 */
function longestIpv6(pieces: readonly string[], least: number, most: number): Ip | undefined {
  if (pieces.length < least) return undefined;
  const empty = countsOf(pieces, (piece) => piece === '');
  const wrong = countsOf(pieces, (piece) => piece !== '' && !GROUP.test(piece));
  for (let length = Math.min(most, pieces.length); length >= least; length--) {
    for (let from = 0; from + length <= pieces.length; from++) {
      if (between(wrong, from, length) > 0) continue;
      const gaps = between(empty, from, length);
      if (gaps === 0 ? length !== GROUPS : gaps > MAX_EMPTY) continue;
      const ip = parseIp(pieces.slice(from, from + length).join(':'));
      if (ip !== undefined) return ip;
    }
  }
  return undefined;
}

/** How many of the first pieces are such, for none, one and so on up to all. */
function countsOf(pieces: readonly string[], isSuch: (piece: string) => boolean): readonly number[] {
  let count = 0;
  return [0, ...pieces.map((piece) => (isSuch(piece) ? ++count : count))];
}

function between(counts: readonly number[], from: number, length: number): number {
  return (counts[from + length] ?? 0) - (counts[from] ?? 0);
}
