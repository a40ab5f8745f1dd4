// Addresses and prefixes for property tests.
import fc from 'fast-check';
import { formatIp, ipv4Of, parseIp, type Ip } from '../../../src/model/address/ip.ts';

export function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is not an address`);
  return ip;
}

// Few distinct numbers, so that ranges nest and addresses fall on their edges.
const number = fc.oneof(
  fc.constantFrom(0, 1, 0xff, 0x100, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xffffffff),
  fc.integer({ min: 0, max: 0xffffffff }),
);
const ipv4 = number.map(ipv4Of);
const ipv6 = fc
  .tuple(number, number, number, number)
  .filter(([a, b, c]) => a !== 0 || b !== 0 || c !== 0xffff)
  .map((words): Ip => ({ family: 6, words, canonical: true, mapped: false }));
export const ip = fc.oneof(ipv4, ipv6);
export const prefix = ip.chain((address) =>
  fc.integer({ min: 0, max: address.family === 4 ? 32 : 128 }).map((bits) => masked(address, bits)),
);

/** Calculates with BigInt, unlike the code under test. */
export function masked(address: Ip, bits: number): string {
  const width = address.family === 4 ? 32 : 128;
  const host = BigInt(width - bits);
  const value = (address.words.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) >> host) << host;
  const words: Ip['words'] = [wordAt(value, 96n), wordAt(value, 64n), wordAt(value, 32n), wordAt(value, 0n)];
  return `${formatIp({ ...address, words })}/${bits}`;
}

function wordAt(value: bigint, shift: bigint): number {
  return Number((value >> shift) & 0xffffffffn);
}
