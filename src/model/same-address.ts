// Which addresses are one and the same, whatever their spelling.
import type { Address } from './address.ts';
import { normalizeName } from './fqdn.ts';
import { formatIp, type Ip } from './ip.ts';
import { Numbers } from './numbers.ts';

/** A run of taken slots this long means equal addresses or somebody who chose them to collide. */
const MAX_PROBES = 64;

/** One text for each address: canonical for an IP address, without case and trailing dot for a name. */
export function addressKey({ text, ip }: Address): string {
  if (ip === undefined) return normalizeName(text) ?? text;
  return ip.canonical ? text : formatIp(ip);
}

/**
 * False if no two of the addresses are the same; true says nothing. Linear, and without anything made for an address: nearly every slice has no
 * two alike, and a thousand keys in a Map cost five times as much as this.
 */
export function mayRepeat(addresses: readonly Address[]): boolean {
  if (addresses.length < 2) return false;
  const bits = Math.ceil(Math.log2(addresses.length)) + 2;
  const slots = new Int32Array(2 ** bits);
  const mask = slots.length - 1;
  let position = 0;
  for (const { ip } of addresses) {
    if (ip === undefined) return mayNamesRepeat(addresses);
    position++;
    let slot = hash(ip) >>> (32 - bits);
    for (let probes = 0; slots[slot] !== 0; slot = (slot + 1) & mask) {
      if (++probes > MAX_PROBES || isSame(ip, addresses[(slots[slot] ?? 0) - 1]?.ip)) return true;
    }
    slots[slot] = position;
  }
  return false;
}

/** Some are names, or no addresses at all. */
function mayNamesRepeat(addresses: readonly Address[]): boolean {
  const numbers = new Numbers();
  for (const address of addresses) numbers.of(addressKey(address));
  return numbers.size < addresses.length;
}

/** Multiplied by 2^32 over the golden ratio, the upper bits of neighbouring addresses lie far apart (Knuth, volume 3, 6.4). */
function hash({ words }: Ip): number {
  return Math.imul(words[0] ^ Math.imul(words[1], 31) ^ Math.imul(words[2], 961) ^ words[3], 0x9e3779b1);
}

function isSame(one: Ip, other: Ip | undefined): boolean {
  if (other === undefined || one.family !== other.family) return false;
  const mine = one.words;
  const others = other.words;
  return mine[3] === others[3] && mine[2] === others[2] && mine[1] === others[1] && mine[0] === others[0];
}
