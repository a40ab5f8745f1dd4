// Names as resolvers read them: what a host name that passes the FQDN check of Kubernetes may really be.
import { ipv4Of, parseIp, type Ip } from './ip.ts';

/** RFC 1035 2.3.4: 255 octets, minus the first length octet and the root. */
const MAX_NAME = 253;

/**
 * Lower case, without the trailing dot that Kubernetes accepts; undefined for a name that no resolver can look up
 * (empty, over 253 characters).
 */
export function normalizeName(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name === '' || name.length > MAX_NAME ? undefined : name.toLowerCase();
}

/** Whether a name may be a Service and its namespace, which the search path of a pod completes: it has two labels. */
export function mayUseSearchPath(name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && !name.includes('.', dot + 1);
}

/** Whether a normalized name is the domain or below it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/**
 * The IP address that a normalized name means: as Kubernetes reads it, in brackets, with a zone, or in the notations of
 * inet_aton (https://pubs.opengroup.org/onlinepubs/9799919799/functions/inet_addr.html), which C resolvers accept
 * without asking DNS: one to four numbers, the last of which fills the rest. Each number is decimal, hexadecimal with
 * 0x, or octal with 0.
 */
export function literalIp(name: string): Ip | undefined {
  // Every address ends like this, unless it has a zone.
  if (!/[0-9a-fx:\]]$/i.test(name) && !name.includes('%')) return undefined;
  if (!name.includes(':')) return parseAton(name) ?? parseIp(name);
  const bare = name.startsWith('[') && name.endsWith(']') ? name.slice(1, -1) : name;
  const zone = bare.indexOf('%');
  return parseIp(zone < 0 ? bare : bare.slice(0, zone));
}

function parseAton(text: string): Ip | undefined {
  const numbers = text.split('.', 5).map(readNumber);
  const last = numbers.pop();
  if (last === undefined || numbers.length > 3 || last >= 256 ** (4 - numbers.length)) return undefined;
  let value = last;
  for (const [index, number] of numbers.entries()) {
    if (number === undefined || number > 255) return undefined;
    value += number * 256 ** (3 - index);
  }
  return ipv4Of(value);
}

function readNumber(text: string): number | undefined {
  // URL parsers read 0x alone as 0.
  if (/^0x[0-9a-f]*$/.test(text)) return Number(text.replace('0x', '0x0'));
  if (/^0[0-7]+$/.test(text)) return Number(`0o${text}`);
  return /^(?:0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
}
