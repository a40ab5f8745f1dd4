import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listAddresses, type Address } from '../../../src/model/address/address.ts';
import { addressKey, mayHaveDuplicates } from '../../../src/model/address/same-address.ts';

function list(texts: readonly string[]): readonly Address[] {
  return listAddresses(texts.map((text) => ({ addresses: [text] })));
}

describe('addressKey', () => {
  it('is one text for all spellings of an address or a name', () => {
    const spellings = [
      ['10.1.2.3', '010.1.2.03', '::ffff:10.1.2.3', '::ffff:a01:203'],
      ['fd00::a', 'FD00::A', 'fd00:0:0:0:0:0:0:000a', 'fd00::0.0.0.10'],
      ['web.example.com', 'WEB.Example.com', 'web.example.com.'],
    ];
    const keys = spellings.map((texts) => new Set(list(texts).map(addressKey)));
    expect(keys.map((set) => [...set])).toEqual([['10.1.2.3'], ['fd00::a'], ['web.example.com']]);
  });
});

describe('mayHaveDuplicates', () => {
  it('never misses two equal addresses', () => {
    const name = fc.oneof(fc.domain(), fc.string({ unit: 'binary', maxLength: 60 }));
    const texts = fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), name), { minLength: 1, maxLength: 300 });
    const spelled = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => `${text}.`,
    );
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat(), spelled, (others, from, to, spell) => {
        const all = others.toSpliced(to % (others.length + 1), 0, spell(others[from % others.length] ?? ''));
        const keys = list(all).map(addressKey);
        fc.pre(new Set(keys).size < keys.length);
        expect(mayHaveDuplicates(list(all), false)).toBe(true);
      }),
    );
  });

  it.for([
    ['IPv4 addresses in a row', (index: number) => `10.1.${index >> 8}.${index & 255}`],
    ['IPv4 networks in a row', (index: number) => `10.${index >> 8}.${index & 255}.7`],
    ['IPv6 addresses in a row', (index: number) => `fd00:10:244::${index.toString(16)}`],
    ['IPv6 networks in a row', (index: number) => `fd00:10:${index.toString(16)}::1`],
    ['names in a row', (index: number) => `web-${index}.example.com`],
    ['names that begin alike', (index: number) => `${'a.'.repeat(90)}x${index}`],
    [
      'both families',
      (index: number) => (index % 2 === 0 ? `10.1.${index >> 8}.${index & 255}` : `fd00::${index.toString(16)}`),
    ],
  ] as const)('finds no duplicates in a thousand %s', ([, textOf]) => {
    for (const length of [0, 1, 2, 3, 7, 100, 1000])
      expect(mayHaveDuplicates(list(Array.from({ length }, (_, index) => textOf(index))), false)).toBe(false);
  });

  it('gives up early on addresses that were chosen to collide', () => {
    // In a hash that is an exclusive or, the first and the last word cancel each other out.
    const words = Array.from(
      { length: 100_000 },
      (_, index) => `${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}`,
    );
    const chosen = list(words.map((word) => `${word}:0:1:0:1:${word}`));
    const from = performance.now();
    expect(mayHaveDuplicates(chosen, true)).toBe(true);
    expect(performance.now() - from).toBeLessThan(100);
  });
});
