// IP addresses as numbers, read as Kubernetes reads them (ParseIPSloppy in
// https://github.com/kubernetes/utils/tree/master/net), and their canonical text.

type Words = readonly [number, number, number, number];

/** An address as four 32-bit words, most significant first. An IPv4 address is in the last word; the others are 0. */
export interface Ip {
  readonly family: 4 | 6;
  readonly words: Words;
  /** Whether the text was exactly what `formatIp` writes. */
  readonly canonical: boolean;
  /** An IPv4 address written as IPv6 (::ffff:10.1.2.3). Go and Kubernetes count it as IPv4, and so does this code. */
  readonly mapped: boolean;
}

/**
 * Longer than any usual spelling of an address (45 characters). Only more zeros could fill it, and API servers since
 * 1.36 refuse those.
 */
const MAX_TEXT = 64;

const ZERO = 48;
const DOT = 46;
const COLON = 58;

/**
 * Reads an address as Kubernetes does: leading zeros are decimal, not octal (CVE-2021-29923), `::ffff:10.1.2.3` is
 * IPv4, and a zone (`%eth0`) is refused. Undefined for text that is not an address, and for texts over 64 characters.
 */
export function parseIp(text: string): Ip | undefined {
  if (text.length > MAX_TEXT) return undefined;
  const quad = readQuad(text, 0);
  if (quad === undefined) return parseIpv6(text);
  return { family: 4, words: [0, 0, 0, quad.value], canonical: !quad.padded, mapped: false };
}

/** The IPv4 address of an unsigned 32-bit number. */
export function ipv4Of(value: number): Ip {
  return { family: 4, words: [0, 0, 0, value], canonical: true, mapped: false };
}

/** Canonical text: dotted decimal, or RFC 5952 as Go's netip prints it (never dotted: `::102:304`). */
export function formatIp(ip: Ip): string {
  const { words } = ip;
  if (ip.family === 4)
    return `${words[3] >>> 24}.${(words[3] >>> 16) & 0xff}.${(words[3] >>> 8) & 0xff}.${words[3] & 0xff}`;
  const run = longestZeroRun(words);
  let text = '';
  for (let index = 0; index < 8; index++) {
    if (index === run.start) {
      text += '::';
      index += run.length - 1;
    } else {
      if (text !== '' && !text.endsWith(':')) text += ':';
      text += groupAt(words, index).toString(16);
    }
  }
  return text;
}

/** Four decimal numbers up to the end of the text; `padded` when one of them has leading zeros. */
function readQuad(text: string, from: number): { readonly value: number; readonly padded: boolean } | undefined {
  let value = 0;
  let padded = false;
  let at = from;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== DOT) return undefined;
    const start = at;
    let number = 0;
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - ZERO;
      if (digit < 0 || digit > 9) break;
      number = number * 10 + digit;
      if (number > 255) return undefined;
    }
    if (at === start) return undefined;
    if (at - start > 1 && text.charCodeAt(start) === ZERO) padded = true;
    value = value * 256 + number;
  }
  return at === text.length ? { value, padded } : undefined;
}

function parseIpv6(text: string): Ip | undefined {
  const groups: number[] = [];
  // How many groups are before the `::`; -1 without one.
  let gap = -1;
  // Whether everything so far is what canonical text would have.
  let plain = true;
  let at = 0;
  if (text.startsWith('::')) {
    gap = 0;
    at = 2;
  }
  while (at < text.length) {
    const start = at;
    let group = 0;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const digit = hexDigit(code);
      if (digit < 0) break;
      if (isUpper(code)) plain = false;
      group = group * 16 + digit;
      if (group > 0xffff) return undefined;
    }
    if (at === start) return undefined;
    if (text.charCodeAt(at) === DOT) {
      const quad = readQuad(text, start);
      if (quad === undefined) return undefined;
      groups.push(quad.value >>> 16, quad.value & 0xffff);
      plain = false;
      break;
    }
    if (at - start > 1 && text.charCodeAt(start) === ZERO) plain = false;
    groups.push(group);
    if (at === text.length) break;
    if (text.charCodeAt(at) !== COLON || at + 1 === text.length) return undefined;
    at++;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return undefined;
      gap = groups.length;
      at++;
    }
  }
  const missing = 8 - groups.length;
  // `::` replaces at least one group.
  if (gap < 0 ? missing !== 0 : missing < 1) return undefined;
  return fromGroups(groups, gap, missing, plain);
}

function fromGroups(groups: readonly number[], gap: number, missing: number, plain: boolean): Ip {
  const words: Words = [
    wordAt(0, groups, gap, missing),
    wordAt(2, groups, gap, missing),
    wordAt(4, groups, gap, missing),
    wordAt(6, groups, gap, missing),
  ];
  if (words[0] === 0 && words[1] === 0 && words[2] === 0xffff) {
    return { family: 4, words: [0, 0, 0, words[3]], canonical: false, mapped: true };
  }
  return { family: 6, words, canonical: plain && isShortest(words, gap, missing), mapped: false };
}

function wordAt(index: number, groups: readonly number[], gap: number, missing: number): number {
  return spreadGroup(index, groups, gap, missing) * 0x10000 + spreadGroup(index + 1, groups, gap, missing);
}

/** One of the eight groups, with zeros in place of the `::`. */
function spreadGroup(index: number, groups: readonly number[], gap: number, missing: number): number {
  if (gap < 0 || index < gap) return groups[index] ?? 0;
  return index < gap + missing ? 0 : (groups[index - missing] ?? 0);
}

/** RFC 5952 4.2: `::` shortens the longest run of two or more zero groups, the first one if several are as long. */
function isShortest(words: Words, gap: number, missing: number): boolean {
  const run = longestZeroRun(words);
  return run.start === gap && (gap < 0 || run.length === missing);
}

function longestZeroRun(words: Words): { readonly start: number; readonly length: number } {
  let start = -1;
  let length = 1;
  let current = 0;
  for (let index = 0; index < 8; index++) {
    current = groupAt(words, index) === 0 ? current + 1 : 0;
    if (current > length) {
      length = current;
      start = index - current + 1;
    }
  }
  return { start, length };
}

function groupAt(words: Words, index: number): number {
  const word = words[index >> 1] ?? 0;
  return index % 2 === 0 ? word >>> 16 : word & 0xffff;
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= 57) return code - ZERO;
  // Setting bit 5 turns A-F into a-f.
  const letter = (code | 32) - 97;
  return letter >= 0 && letter < 6 ? letter + 10 : -1;
}

function isUpper(code: number): boolean {
  return code >= 65 && code <= 70;
}
