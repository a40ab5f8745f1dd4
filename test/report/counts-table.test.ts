import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Counts } from '../../src/policy/subject.ts';
import { CountsTable, type Row } from '../../src/report/counts-table.ts';

const counts = fc.record({ deny: fc.nat(9), warn: fc.nat(9), audit: fc.nat(9) });
const name = fc.constantFrom<string[]>('a', 'b', 'c', 'd', '', '__proto__', '(others)');
const added = fc.array(fc.tuple(name, counts), { maxLength: 100 });

function table(rows: Iterable<Row>): CountsTable {
  const made = new CountsTable();
  for (const [key, own] of rows) made.add(key, own);
  return made;
}

function sum(rows: readonly Row[], key: keyof Counts): number {
  return rows.reduce((total, [, own]) => total + own[key], 0);
}

describe('CountsTable', () => {
  it('adds up the numbers of each name', () => {
    fc.assert(
      fc.property(added, (rows) => {
        const expected = new Map<string, Counts>();
        for (const [key, own] of Map.groupBy(rows, ([of]) => of))
          expected.set(key, { deny: sum(own, 'deny'), warn: sum(own, 'warn'), audit: sum(own, 'audit') });
        expect(new Map(table(rows).rows())).toEqual(expected);
      }),
    );
  });
  it('puts the worst first, and keeps the order of names that are equally bad', () => {
    fc.assert(
      fc.property(added, (rows) => {
        const order = [...new Set(rows.map(([key]) => key))];
        // Numbers of the same width compare as texts do.
        const badness = ([key, { deny, warn, audit }]: Row): string =>
          [deny, warn, audit, 999 - order.indexOf(key)].map((count) => String(count).padStart(4)).join('');
        const keys = table(rows).rows().map(badness);
        expect(keys).toEqual(keys.toSorted().toReversed());
      }),
    );
  });
  it('does not change rows that were read before, or the numbers it was given', () => {
    const given = { deny: 1, warn: 0, audit: 0 };
    const made = table([['a', given]]);
    made.add('a', given);
    expect(made.rows()).toEqual([['a', { deny: 2, warn: 0, audit: 0 }]]);
    expect(given).toEqual({ deny: 1, warn: 0, audit: 0 });
  });
  it('has one row for all names after the first 10,000, and loses no number', () => {
    const made = table(Array.from({ length: 30_000 }, (_, index) => [`name-${index}`, { deny: 1, warn: 2, audit: 0 }]));
    made.add('name-7', { deny: 1, warn: 0, audit: 0 });
    const rows = made.rows();
    expect(rows).toHaveLength(10_001);
    expect(rows.slice(0, 2)).toEqual([
      ['(others)', { deny: 20_000, warn: 40_000, audit: 0 }],
      ['name-7', { deny: 2, warn: 2, audit: 0 }],
    ]);
    expect([sum(rows, 'deny'), sum(rows, 'warn')]).toEqual([30_001, 60_000]);
  });
});
