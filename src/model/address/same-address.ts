// Which addresses are the same, whatever their spelling.
import type { Address } from './address.ts';
import { normalizeName } from './fqdn.ts';
import { formatIp, type Ip } from './ip.ts';

/** A longer run of used slots means equal addresses, or addresses that were chosen to collide. */
const MAX_PROBES = 64;

/** One text for each address: canonical for an IP address, lower case without a trailing dot for a name. */
export function addressKey({ text, ip }: Address): string {
  if (ip === undefined) return normalizeName(text) ?? text;
  return ip.canonical ? text : formatIp(ip);
}

/**
 * False if no two of the addresses are the same; true means that two may be. Linear, and allocates nothing for an
 * address: nearly every slice has no duplicates, and a Map with a thousand keys took five times as long. `areAscii`:
 * the texts are known to be ASCII.
 */
export function mayHaveDuplicates(addresses: readonly Address[], areAscii: boolean): boolean {
  if (addresses.length < 2) return false;
  const bits = Math.ceil(Math.log2(addresses.length)) + 2;
  const slots = new Int32Array(2 ** bits);
  const mask = slots.length - 1;
  const areNames = addresses[0]?.ip === undefined;
  let position = 0;
  for (const address of addresses) {
    const isName = address.ip === undefined;
    // A name may be an address followed by a dot. Beyond ASCII, different texts can have the same key, and lower-casing
    // can change the length of a text.
    if (isName !== areNames || (isName && !areAscii && BEYOND_ASCII.test(address.text))) return true;
    position++;
    let slot = (address.ip === undefined ? hashName(address.text) : hash(address.ip)) >>> (32 - bits);
    for (let probes = 0; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (++probes > MAX_PROBES || isSameAddress(address, addresses[(slots[slot] ?? 0) - 1])) return true;
    }
    slots[slot] = position;
  }
  return false;
}

function isSameAddress(one: Address, other: Address | undefined): boolean {
  if (one.ip !== undefined) return isSame(one.ip, other?.ip);
  return other !== undefined && other.ip === undefined && addressKey(one) === addressKey(other);
}

/** Hashes both ends of a name, ignoring case and a trailing dot; names in a slice differ there. */
function hashName(text: string): number {
  const end = text.endsWith('.') ? text.length - 1 : text.length;
  let value = end;
  for (let at = 0; at < end; at = at === ENDS ? Math.max(at + 1, end - ENDS) : at + 1)
    value = Math.imul(value ^ (text.charCodeAt(at) | CASE), FNV);
  return Math.imul(value, GOLDEN);
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
/** How many letters are hashed at each end. */
const ENDS = 16;
/** The bit that is different in a lower-case and an upper-case letter. */
const CASE = 0x20;
/** The prime of the FNV hash. */
const FNV = 0x01000193;
/**
 * 2^32 divided by the golden ratio. Multiplication by it spreads the upper bits of neighbouring numbers (Knuth, The Art
 * of Computer Programming, volume 3, 6.4).
 */
const GOLDEN = 0x9e3779b1;

function hash({ words }: Ip): number {
  return Math.imul(words[0] ^ Math.imul(words[1], 31) ^ Math.imul(words[2], 961) ^ words[3], GOLDEN);
}

function isSame(one: Ip, other: Ip | undefined): boolean {
  if (other === undefined || one.family !== other.family) return false;
  const mine = one.words;
  const others = other.words;
  return mine[3] === others[3] && mine[2] === others[2] && mine[1] === others[1] && mine[0] === others[0];
}
