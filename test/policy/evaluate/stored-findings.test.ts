// Each stored finding covers one new finding that is alike and no worse.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { StoredFindings, type Fingerprint } from '../../../src/policy/evaluate/stored-findings.ts';
import { pairEach } from './support.ts';

interface Named {
  readonly id: string;
  readonly print: Fingerprint;
}

const named = fc.record({
  id: fc.constantFrom('a', 'b'),
  print: fc.record({
    owner: fc.constantFrom(0, 1),
    seen: fc.constantFrom(0, 1),
    level: fc.nat({ max: 3 }),
  }),
});

function takeAll(stored: readonly Named[], taken: readonly Named[]): readonly boolean[] {
  const findings = new StoredFindings();
  for (const { id, print } of stored) findings.add(id, print);
  return taken.map(({ id, print }) => findings.take(id, print));
}

function covers({ id, print }: Named, stored: Named): boolean {
  return (
    id === stored.id &&
    print.owner === stored.print.owner &&
    print.seen === stored.print.seen &&
    print.level <= stored.print.level
  );
}

it('covers a new finding if and only if that is possible beside those that are covered already', () => {
  let covered = 0;
  fc.assert(
    fc.property(fc.array(named, { maxLength: 8 }), fc.array(named, { maxLength: 8 }), (stored, taken) => {
      const result = takeAll(stored, taken);
      expect(result).toEqual(pairEach(taken, stored, covers));
      covered += result.filter(Boolean).length;
    }),
    { numRuns: 1000 },
  );
  expect(covered).toBeGreaterThan(200);
});

it('does not depend on the order in which findings were stored', () => {
  fc.assert(
    fc.property(fc.array(named, { maxLength: 8 }), fc.array(named, { maxLength: 8 }), (stored, taken) => {
      expect(takeAll(stored.toReversed(), taken)).toEqual(takeAll(stored, taken));
    }),
  );
});

it('distinguishes owners and texts of an object with tens of millions of them', () => {
  for (let bits = 0; bits < 26; bits++) {
    const findings = new StoredFindings();
    findings.add('a', { owner: 2 ** bits, seen: 2 ** bits, level: 1 });
    expect(findings.take('a', { owner: 2 ** bits + 1, seen: 0, level: 1 })).toBe(false);
    expect(findings.take('a', { owner: 2 ** bits, seen: 2 ** bits - 1, level: 1 })).toBe(false);
    expect(findings.take('a', { owner: 2 ** bits, seen: 2 ** bits, level: 1 })).toBe(true);
  }
});
