// Numbers in place of texts: correct for any text, in a time that untrusted texts cannot make long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeObject, decodeStored } from '../../src/model/decode/decode-object.ts';
import { Numbers } from '../../src/model/numbers.ts';
import { onlyRemoves } from '../../src/policy/evaluate/taking-away.ts';
import { many } from './many.ts';

const LONG = 17_000;
/** Equally long, and different only at the end, which is not hashed. */
const alike = (index: number): string => `${'x'.repeat(LONG)}${String(index).padStart(6, '0')}`;

describe('Numbers', () => {
  const text = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc
      .tuple(fc.constantFrom(15_999, 16_000, 16_001, 32_000, 33_000), fc.constantFrom('x', 'y'))
      .map(([length, unit]) => unit.repeat(length)),
    fc
      .tuple(fc.constantFrom(15_999, 16_000), fc.string({ maxLength: 3 }))
      .map(([length, end]) => `${'x'.repeat(length)}${end}`),
    fc.constantFrom('0,1', '0', '1,0', ''),
  );

  it('numbers different texts from 0, and finds exactly those', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), text, (texts, other) => {
        const numbers = new Numbers();
        const order = [...new Set(texts)];
        expect(texts.map((each) => numbers.of(each))).toEqual(texts.map((each) => order.indexOf(each)));
        expect(numbers.size).toBe(order.length);
        expect(texts.map((each) => numbers.find(each))).toEqual(texts.map((each) => order.indexOf(each)));
        expect(numbers.find(other)).toBe(order.includes(other) ? order.indexOf(other) : undefined);
        expect(numbers.size).toBe(order.length);
      }),
      { numRuns: 500 },
    );
  });
});

describe('long texts that are alike', () => {
  const port = { name: 'http', port: 80 };
  const cpu = (run: () => void): number => {
    const begin = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };

  // With a Map that has them as keys, 800 would take 64 times as long as 100: seconds.
  it.each<[string, (index: number) => object, (index: number) => object]>([
    ['uids', (index) => ({ ip: '10.0.0.1', targetRef: { uid: alike(index) } }), () => port],
    ['addresses', (index) => ({ ip: alike(index) }), () => port],
    ['port names', () => ({ ip: '10.0.0.1' }), (index) => ({ name: alike(index), port: 80 })],
    ['protocols', () => ({ ip: '10.0.0.1' }), (index) => ({ protocol: alike(index), port: 80 })],
  ])('cost no more for each than few of them: %s', (_, address, portAt) => {
    const subsets = (count: number): readonly object[] =>
      many(count, (index) => ({ addresses: [address(index)], ports: [portAt(index)] }));
    const run = (count: number): number => {
      const value = { metadata: { name: 'web' }, subsets: subsets(count) };
      // Parsed strings are flat.
      const [old, now]: readonly unknown[] = JSON.parse(
        JSON.stringify([value, { ...value, subsets: subsets(count - 1) }]),
      );
      return cpu(() => {
        const before = decodeStored('endpoints', old);
        const after = decodeObject('endpoints', now);
        expect([before.ok, onlyRemoves(before.value, after.value)]).toEqual([true, true]);
      });
    };
    run(10);
    expect(Math.min(run(800), run(800))).toBeLessThan(8 * Math.max(run(100), 50));
  });
});
