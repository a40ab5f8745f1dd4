import { expect, it } from 'vitest';
import { isValidAt, momentOf, TIMING } from '../../../src/certs/plan/timing.ts';

const life = { notBefore: 1000, notAfter: 4000 };

it('a certificate is valid from its first moment to before its last one', () => {
  expect([999, 1000, 3999, 4000].map((now) => isValidAt(life, now))).toEqual([false, true, true, false]);
});

it('a share of a life is a moment', () => {
  expect([0, 1 / 3, 2 / 3, 1].map((share) => momentOf(life, share))).toEqual([1000, 2000, 3000, 4000]);
});

it('what is issued outlives every absence of a controller of three months', () => {
  const leaf = { notBefore: 0, notAfter: 365 };
  expect(leaf.notAfter - momentOf(leaf, TIMING.renewLeafAfter)).toBeGreaterThan(90);
});
