import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget, largestBody, SMALL_BODY, type Account } from '../../../src/admission/http/budget.ts';

const MIB = 1024 * 1024;
const LIMIT = 8 * MIB;

type Step =
  | { readonly kind: 'open' }
  | { readonly kind: 'take'; readonly body: number; readonly bytes: number }
  | { readonly kind: 'keepOnly'; readonly body: number; readonly bytes: number }
  | { readonly kind: 'close'; readonly body: number };

const bytes = fc.oneof(
  fc.integer({ min: 0, max: 70_000 }),
  fc.integer({ min: 0, max: 4 * MIB }),
  fc.constantFrom(0, 1, SMALL_BODY, SMALL_BODY + 1),
);
const body = fc.nat({ max: 60 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant({ kind: 'open' as const }),
  fc.record({ kind: fc.constant('take' as const), body, bytes }),
  fc.record({ kind: fc.constant('take' as const), body, bytes }),
  fc.record({ kind: fc.constant('keepOnly' as const), body, bytes }),
  fc.record({ kind: fc.constant('close' as const), body }),
);

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
const large = (sizes: readonly number[]): readonly number[] => sizes.filter((size) => size > SMALL_BODY);
const small = (sizes: readonly number[]): readonly number[] => sizes.filter((size) => size <= SMALL_BODY);

function check(holds: boolean): void {
  expect(holds).toBe(true);
}

describe('Budget', () => {
  it('does as a list of sizes says, keeps to its limits, and always has a place for small bodies', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 150 }), (steps) => {
        const budget = new Budget(LIMIT);
        const accounts: Account[] = [];
        // The naive model: the size of each body.
        const sizes: number[] = [];
        for (const one of steps) {
          if (one.kind === 'open') {
            accounts.push(budget.open());
            sizes.push(0);
            continue;
          }
          const index = accounts.length === 0 ? -1 : one.body % accounts.length;
          const account = accounts[index];
          if (account === undefined) continue;
          const before = sizes[index] ?? 0;
          if (one.kind === 'take') {
            const after = sizes.with(index, before + one.bytes);
            const isSmall = before + one.bytes <= SMALL_BODY;
            const fits = sum(after) <= LIMIT && (isSmall || sum(large(after)) <= LIMIT * 0.75);
            const isTaken = account.take(one.bytes);
            check(isTaken === (one.bytes === 0 || fits));
            check(isTaken || !isSmall || sum(small(after)) > LIMIT / 4);
            if (isTaken) sizes[index] = before + one.bytes;
          } else {
            const kept = one.kind === 'close' ? 0 : one.bytes;
            account.keepOnly(kept);
            sizes[index] = Math.min(before, kept);
          }
          check(account.held === sizes[index]);
          check(budget.held === sum(sizes) && budget.held <= LIMIT);
          check(sum(large(sizes)) <= LIMIT * 0.75);
        }
        for (const account of accounts) account.close();
        expect(budget.held).toBe(0);
        expect(budget.open().take(LIMIT * 0.75)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('counts all of a body that outgrows a small one, and gives it back as what it is', () => {
    const budget = new Budget(LIMIT);
    const [first, second] = [budget.open(), budget.open()];
    expect(first.take(6 * MIB - SMALL_BODY)).toBe(true);
    expect(second.take(SMALL_BODY)).toBe(true);
    expect(second.take(1)).toBe(false);
    first.keepOnly(6 * MIB - SMALL_BODY - 1);
    expect(second.take(1)).toBe(true);
  });

  it('has room for one body of three quarters', () => {
    expect([64 * MIB, 1000].map(largestBody)).toEqual([48 * MIB, 1000]);
    expect(new Budget(64 * MIB).open().take(48 * MIB)).toBe(true);
    expect(new Budget(64 * MIB).open().take(48 * MIB + 1)).toBe(false);
  });
});
