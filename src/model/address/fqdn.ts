// Names as resolvers take them: what a host name that passes Kubernetes' FQDN check may really be.
import { ipv4Of, parseIp, type Ip } from './ip.ts';

/** RFC 1035 2.3.4, less the length and root octets. */
const MAX_NAME = 253;

/** Lower case, without the trailing dot that Kubernetes tolerates; undefined for what no resolver can ask for (empty, over 253 characters). */
export function normalizeName(text: string): string | undefined {
  const name = text.endsWith('.') ? text.slice(0, -1) : text;
  return name === '' || name.length > MAX_NAME ? undefined : name.toLowerCase();
}

/** Whether a name may be that of a Service and its namespace, which a pod's search path completes: it has two labels. */
export function mayUseSearchPath(name: string): boolean {
  const dot = name.indexOf('.');
  return dot > 0 && !name.includes('.', dot + 1);
}

/** Whether a normalized name is the domain or in it. */
export function isWithin(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}

/**
 * The address that a normalized name is: as Kubernetes reads it, in brackets, with a zone, or in the notations of inet_aton (POSIX), which C
 * resolvers take without asking DNS: one to four numbers, the last of which fills the rest, each decimal, 0x hexadecimal or 0 octal.
 */
export function literalIp(name: string): Ip | undefined {
  // Whatever is an address ends so, unless it has a zone.
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
  // URL parsers take 0x alone for 0.
  if (/^0x[0-9a-f]*$/.test(text)) return Number(text.replace('0x', '0x0'));
  if (/^0[0-7]+$/.test(text)) return Number(`0o${text}`);
  return /^(?:0|[1-9][0-9]*)$/.test(text) ? Number(text) : undefined;
}
