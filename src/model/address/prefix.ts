// Address prefixes (10.0.0.0/8), read strictly: a policy must not mean another range than its reader thinks.
import { formatIp, parseIp, type Ip } from './ip.ts';

export interface Prefix {
  readonly family: 4 | 6;
  /** The lowest and the highest address of the range. */
  readonly first: Ip['words'];
  readonly last: Ip['words'];
  /** The length of the prefix: up to 32 or 128. */
  readonly bits: number;
  /** Canonical text: `10.0.0.0/8`. */
  readonly text: string;
}

export type PrefixResult =
  | { readonly ok: true; readonly prefix: Prefix }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads `address/bits`, or a bare address as a range of one. The address must be canonical and have no bits set after
 * the prefix. The problem is one sentence with the text and, if possible, the spelling to use instead.
 */
export function parsePrefix(text: string): PrefixResult {
  const slash = text.indexOf('/');
  const address = slash < 0 ? text : text.slice(0, slash);
  const ip = parseIp(address);
  if (ip === undefined) return wrong(text, 'is not an address range; write one like 10.0.0.0/8 or fd00::/8');
  const width = ip.family === 4 ? 32 : 128;
  const bits = slash < 0 ? width : readBits(text.slice(slash + 1), width);
  if (ip.mapped) return wrong(text, `is an IPv4 range written as IPv6; write the IPv4 range itself`);
  if (bits === undefined) return wrong(text, `needs a prefix length from 0 to ${width}, without leading zeros`);
  if (!ip.canonical)
    return wrong(text, `is not in canonical form; write ${withBits(ip, slash < 0 ? undefined : bits)}`);
  const prefix = makePrefix(ip, bits);
  if (!sameWords(prefix.first, ip.words))
    return wrong(text, `has bits set after its first ${bits}; write ${prefix.text}`);
  return { ok: true, prefix };
}

function wrong(text: string, why: string): PrefixResult {
  // Quoted as JSON, so that a hostile text cannot break the line; cut, so that it cannot fill the terminal.
  return { ok: false, problem: `${JSON.stringify(text.length > 64 ? `${text.slice(0, 64)}…` : text)} ${why}` };
}

function readBits(text: string, width: number): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  const bits = Number(text);
  return bits <= width ? bits : undefined;
}

function makePrefix(ip: Ip, bits: number): Prefix {
  // An IPv4 address is in the last word: the 96 bits before it are fixed.
  const fixed = ip.family === 4 ? bits + 96 : bits;
  const [a, b, c, d] = ip.words;
  const first: Ip['words'] = [lowest(a, fixed), lowest(b, fixed - 32), lowest(c, fixed - 64), lowest(d, fixed - 96)];
  const last: Ip['words'] = [highest(a, fixed), highest(b, fixed - 32), highest(c, fixed - 64), highest(d, fixed - 96)];
  return { family: ip.family, first, last, bits, text: withBits({ ...ip, words: first }, bits) };
}

function withBits(ip: Ip, bits: number | undefined): string {
  return bits === undefined ? formatIp(ip) : `${formatIp(ip)}/${bits}`;
}

function lowest(word: number, fixedBits: number): number {
  return (word & ~hostMask(fixedBits)) >>> 0;
}

function highest(word: number, fixedBits: number): number {
  return (word | hostMask(fixedBits)) >>> 0;
}

/** The bits of a word after its first `fixedBits`, which may be below 0 or above 32. */
function hostMask(fixedBits: number): number {
  if (fixedBits <= 0) return 0xffffffff;
  return fixedBits >= 32 ? 0 : 0xffffffff >>> fixedBits;
}

function sameWords(a: Ip['words'], b: Ip['words']): boolean {
  return a.every((word, index) => word === b[index]);
}
