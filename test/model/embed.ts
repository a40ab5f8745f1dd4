// Writes an IPv4 address into IPv6 in every form that can lead to it.
import { formatIp } from '../../src/model/address/ip.ts';

export interface Form {
  readonly title: string;
  /** The IPv6 text; `rest` is what an operator or attacker may choose apart from the IPv4 address. */
  readonly embed: (value: number, rest: number) => string;
}

/** RFC 6052 2.2: the IPv4 address after a prefix of 64:ff9b:1::/48 with this many bits, skipping bits 64 to 71. */
export function localNat64(length: 48 | 56 | 64 | 96, value: number, subnet: number): string {
  const bits = value.toString(2).padStart(32, '0');
  const prefix = (0x0064ff9b0001).toString(2).padStart(48, '0') + subnet.toString(2).padStart(16, '0');
  if (length === 96) return fromBits(`${prefix}${'0'.repeat(32)}${bits}`);
  const before = 64 - length;
  return fromBits(`${prefix.slice(0, length)}${bits.slice(0, before)}00000000${bits.slice(before)}`.padEnd(128, '0'));
}

function fromBits(bits: string): string {
  const word = (index: number): number => Number.parseInt(bits.slice(index * 32, index * 32 + 32), 2);
  return formatIp({ family: 6, words: [word(0), word(1), word(2), word(3)], canonical: true, mapped: false });
}

function groups(value: number): string {
  return `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
}

/** The other half of a Teredo address: an ordinary address. */
const ORDINARY = 0x0a010203;

export const FORMS: readonly Form[] = [
  { title: 'IPv4-mapped', embed: (value) => `::ffff:${groups(value)}` },
  { title: 'IPv4-compatible', embed: (value) => `::${groups(value)}` },
  { title: 'IPv4-translated', embed: (value) => `::ffff:0:${groups(value)}` },
  { title: 'NAT64', embed: (value) => `64:ff9b::${groups(value)}` },
  { title: 'NAT64 behind 48 bits', embed: (value) => localNat64(48, value, 0) },
  { title: 'NAT64 behind 56 bits', embed: (value, rest) => localNat64(56, value, rest & 0xff00) },
  { title: 'NAT64 behind 64 bits', embed: (value, rest) => localNat64(64, value, rest) },
  { title: 'NAT64 behind 96 bits', embed: (value, rest) => localNat64(96, value, rest) },
  { title: '6to4', embed: (value, rest) => `2002:${groups(value)}:${rest.toString(16)}::1` },
  { title: 'ISATAP', embed: (value, rest) => `fd12:${rest.toString(16)}::5efe:${groups(value)}` },
  { title: 'ISATAP, unique', embed: (value, rest) => `2606:4700:${rest.toString(16)}:1:200:5efe:${groups(value)}` },
  { title: 'ISATAP of 6to4', embed: (value) => `2002:${groups(ORDINARY)}::5efe:${groups(value)}` },
  {
    title: 'Teredo server',
    embed: (value, rest) => `2001:0:${groups(value)}:0:${rest.toString(16)}:${groups(~ORDINARY >>> 0)}`,
  },
  {
    title: 'Teredo client',
    embed: (value, rest) => `2001:0:${groups(ORDINARY)}:8000:${rest.toString(16)}:${groups(~value >>> 0)}`,
  },
];
