// Public DNS services that answer with an address spelled in the name, or always with loopback: an address by another name.
import { isWithin } from './fqdn.ts';
import { parseIp, type Ip } from './ip.ts';

/** Any name in these domains that spells an address resolves to it (nip.io and sslip.io: dots, dashes, hexadecimal, IPv6 with dashes). */
const SPELLING: readonly string[] = ['nip.io', 'sslip.io', 'xip.io', 'traefik.me', 'backname.io'];

/** These domains and every name in them resolve to 127.0.0.1. */
const LOOPBACK: readonly string[] = ['localtest.me', 'lvh.me', 'vcap.me', 'lacolhost.com', 'localho.st'];

const OCTET = String.raw`(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])`;
const QUAD = new RegExp(String.raw`(?:^|[.-])(${OCTET})([.-])(${OCTET})\2(${OCTET})\2(${OCTET})(?=$|[.-])`);
const HEX = /(?:^|[.-])([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})(?=$|[.-])/;

/** The address that such a name means; the name is normalized (and so at most 253 characters). */
export function wildcardDnsIp(name: string): Ip | undefined {
  if (LOOPBACK.some((domain) => isWithin(name, domain))) return parseIp('127.0.0.1');
  const domain = SPELLING.find((candidate) => name.endsWith(`.${candidate}`));
  if (domain === undefined) return undefined;
  const host = name.slice(0, -domain.length - 1);
  return spelledQuad(host) ?? spelledHex(host) ?? spelledIpv6(host) ?? (domain === 'traefik.me' ? parseIp('127.0.0.1') : undefined);
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
    const pieces = label.split('-');
    for (let length = pieces.length; length > 2; length--) {
      for (let from = 0; from + length <= pieces.length; from++) {
        const ip = parseIp(pieces.slice(from, from + length).join(':'));
        if (ip !== undefined) return ip;
      }
    }
  }
  return undefined;
}
