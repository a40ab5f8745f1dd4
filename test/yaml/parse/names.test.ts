import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Names } from '../../../src/yaml/parse/names.ts';

it('is String.slice, whatever it remembers of other texts', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\ud83d', '\n'), maxLength: 90 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat(90), fc.nat(90)), { maxLength: 40 }), (parts) => {
      const names = new Names();
      for (const [all, one, other] of parts) {
        const from = Math.min(one, other, all.length);
        const to = Math.min(Math.max(one, other), all.length);
        expect(names.slice(all, from, to)).toBe(all.slice(from, to));
      }
    }),
  );
});

it('tells apart texts with the same ends and length, which have one place', () => {
  const names = new Names();
  expect(['axxb', 'ayyb', 'axxb'].map((text) => names.slice(text, 0, 4))).toEqual(['axxb', 'ayyb', 'axxb']);
});
