import { readFileSync } from 'node:fs';
import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { normalizeIp, parseIp as parseBigint } from 'ip-bigint';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { formatIp, ipv4Of, parseIp, type Ip } from '../../../src/model/address/ip.ts';

/** The results of Go netip, written by test/fixtures/netip/main.go. */
const vectors = z
  .array(
    z.strictObject({
      text: z.string(),
      strict: z.string(),
      sloppy: z.string(),
      net: z.string(),
      family: z.union([z.literal(0), z.literal(4), z.literal(6)]),
      is4in6: z.boolean(),
      bytes: z.string(),
    }),
  )
  .parse(JSON.parse(readFileSync(new URL('../../fixtures/netip/vectors.json', import.meta.url), 'utf8')));

describe("Go's netip", () => {
  it('has vectors of every kind', () => {
    expect(vectors.filter(({ family }) => family === 0).length).toBeGreaterThan(300);
    expect(vectors.filter(({ family }) => family === 4).length).toBeGreaterThan(20);
    expect(vectors.filter(({ family }) => family === 6).length).toBeGreaterThan(500);
    expect(vectors.some(({ strict, sloppy }) => strict === '' && sloppy !== '')).toBe(true);
  });

  it('reads the same texts as addresses, to the same values', () => {
    for (const { text, family, bytes, is4in6 } of vectors) {
      const ip = parseIp(text);
      expect([text, ip?.family ?? 0, ip === undefined ? '' : hex(ip), ip?.mapped ?? false]).toEqual([
        text,
        family,
        bytes,
        is4in6,
      ]);
    }
  });

  it('prints the same canonical text', () => {
    for (const { text, sloppy, net } of vectors) {
      const ip = parseIp(text);
      expect([text, ip && formatIp(ip)]).toEqual([text, sloppy === '' ? undefined : sloppy]);
      expect(net).toBe(sloppy);
    }
  });

  it('calls the same texts canonical', () => {
    for (const { text, strict } of vectors)
      expect([text, parseIp(text)?.canonical ?? false]).toEqual([text, text !== '' && text === strict]);
  });
});

describe('node:net', () => {
  /** Texts that are addresses, nearly so, or not at all. */
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.string({ unit: fc.constantFrom('0', '1', '9', 'a', 'F', ':', '.'), maxLength: 45 }),
    fc.string({ maxLength: 45 }),
    fc
      .tuple(fc.oneof(fc.ipV4(), fc.ipV6()), fc.nat(45), fc.constantFrom('', '0', ':', '.', 'g', '::'))
      .map(([text, at, more]) => text.slice(0, at) + more + text.slice(at + 1)),
  );

  it('agrees on which texts are addresses, except for leading zeros', () => {
    fc.assert(
      fc.property(texts, (text) => {
        // node:net refuses zeros before an IPv4 number and a fifth digit of a group, so remove leading zeros as
        // Kubernetes does.
        const stripped = text.replaceAll(/(?<![0-9a-fA-F])0+(?=[0-9a-fA-F])/g, '');
        expect(parseIp(text) !== undefined).toBe(isIPv4(stripped) || (isIPv6(stripped) && !text.includes('%')));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('ip-bigint', () => {
  it('reads the same number and prints the same text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = parseIp(text);
        const { number, version, ipv4mapped } = parseBigint(text);
        expect(ip && BigInt(`0x${hex(ip)}`)).toBe(ipv4mapped === true ? number & 0xffffffffn : number);
        expect(ip?.family).toBe(ipv4mapped === true ? 4 : version);
        expect(ip && formatIp(ip)).toBe(normalizeIp(text, { mapv4: true }));
      }),
      { numRuns: 5000 },
    );
  });
});

describe('parseIp and formatIp', () => {
  const words = fc.oneof(fc.constant(0), fc.nat(0xffff), fc.integer({ min: 0, max: 0xffffffff }));

  it('are inverse to each other, and what is printed is canonical', () => {
    fc.assert(
      fc.property(fc.tuple(words, words, words, words), ([a, b, c, d]) => {
        fc.pre(a !== 0 || b !== 0 || c !== 0xffff);
        const ip: Ip = { family: 6, words: [a, b, c, d], canonical: true, mapped: false };
        expect(parseIp(formatIp(ip))).toEqual(ip);
        expect(parseIp(formatIp(ipv4Of(d)))).toEqual(ipv4Of(d));
      }),
    );
  });

  it('calls a text canonical exactly if it is what would be printed', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
        const ip = parseIp(text);
        expect(ip?.canonical).toBe(ip !== undefined && formatIp(ip) === text);
      }),
    );
  });

  it('refuses a text that is longer than any address, and reads zeros up to that length', () => {
    expect(parseIp(`${'0'.repeat(57)}1.2.3.4`)).toMatchObject({ words: [0, 0, 0, 0x01020304], canonical: false });
    expect(parseIp(`${'0'.repeat(58)}1.2.3.4`)).toBeUndefined();
    expect(parseIp('1'.repeat(1_000_000))).toBeUndefined();
    expect(parseIp(':'.repeat(64))).toBeUndefined();
  });
});

function hex(ip: Ip): string {
  const digits = ip.words.map((word) => word.toString(16).padStart(8, '0')).join('');
  return ip.family === 4 ? digits.slice(24) : digits;
}
