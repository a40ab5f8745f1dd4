import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Numbers } from '../../src/model/numbers.ts';

const LONG = 'x'.repeat(16_000);
const texts = fc.array(
  fc.oneof(
    fc.string({ maxLength: 2 }),
    fc
      .tuple(fc.constantFrom('', LONG, LONG + LONG), fc.string({ unit: fc.constantFrom('x', 'y', '0', ','), maxLength: 3 }))
      .map(([head, tail]) => head + tail),
  ),
);

it('gives and finds the same number for equal texts alone, of any length', () => {
  fc.assert(
    fc.property(texts, texts, (given, asked) => {
      const numbers = new Numbers();
      const byText = new Map(given.map((text) => [text, numbers.of(text)] as const));
      expect(new Set(byText.values()).size).toBe(byText.size);
      expect(numbers.size).toBe(byText.size);
      for (const text of given) expect(numbers.of(text)).toBe(byText.get(text));
      // Not even the piece of a long text that was given has a number.
      for (const text of asked) expect(numbers.find(text)).toBe(byText.get(text));
    }),
  );
});
