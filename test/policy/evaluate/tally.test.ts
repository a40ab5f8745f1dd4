// Findings are counted exactly, and of those that are kept each rule gets its share.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Tally, type Effective } from '../../../src/policy/evaluate/tally.ts';
import { finding } from '../fixtures.ts';

const STRENGTH: readonly Effective[] = ['deny', 'warn', 'audit'];

interface Said {
  readonly rule: string;
  readonly action: Effective;
}

const said: fc.Arbitrary<Said> = fc.record({
  rule: fc.constantFrom('a', 'b', 'c'),
  action: fc.constantFrom('deny', 'warn', 'audit'),
});
const all = fc.array(said, { maxLength: 30 });
const max = fc.nat({ max: 12 });

/** As the engine does: a finding is kept if there is room for it. Its id is its number. */
function tally(list: readonly Said[], room: number, from = 0): Tally {
  const result = new Tally(room);
  for (const [index, { rule, action }] of list.entries())
    if (result.count(rule, action)) result.keep(finding({ rule, action, id: String(from + index) }), action);
  return result;
}

function count(list: readonly Said[]): { deny: number; warn: number; audit: number } {
  const of = (wanted: Effective): number => list.filter(({ action }) => action === wanted).length;
  return { deny: of('deny'), warn: of('warn'), audit: of('audit') };
}

describe('a tally', () => {
  it('counts every finding, of all rules and of each', () => {
    fc.assert(
      fc.property(all, max, (list, room) => {
        const { counts, countsByRule } = tally(list, room);
        expect(counts).toEqual(count(list));
        const rules = [...new Set(list.map(({ rule }) => rule))];
        expect([...countsByRule]).toEqual(rules.map((name) => [name, count(list.filter(({ rule }) => rule === name))]));
      }),
    );
  });

  it('keeps as many findings as there is room for, the strongest first and each group in its order', () => {
    fc.assert(
      fc.property(all, max, (list, room) => {
        const { findings } = tally(list, room);
        expect(findings).toHaveLength(Math.min(room, list.length));
        const strengths = findings.map(({ action }) => STRENGTH.findIndex((one) => one === action));
        expect(strengths).toEqual(strengths.toSorted((left, right) => left - right));
        for (const rule of ['a', 'b', 'c'])
          for (const action of STRENGTH) {
            const kept = findings.filter((one) => one.rule === rule && one.action === action).map(({ id }) => id);
            const given = list.flatMap((one, index) =>
              one.rule === rule && one.action === action ? [`${index}`] : [],
            );
            expect(kept).toEqual(given.slice(0, kept.length));
          }
      }),
    );
  });

  it('gives no rule more room than another that has too little, except for a rest that cannot be divided', () => {
    fc.assert(
      fc.property(all, max, (list, room) => {
        const { findings } = tally(list, room);
        const groups = Map.groupBy(list, ({ rule, action }) => `${rule} ${action}`);
        const kept = (group: string): number =>
          findings.filter(({ rule, action }) => `${rule} ${action}` === group).length;
        const most = Math.max(0, ...[...groups.keys()].map(kept));
        const short = [...groups].filter(([group, { length }]) => kept(group) < length).map(([group]) => kept(group));
        expect(short.filter((share) => most - share > 1)).toEqual([]);
      }),
    );
  });

  it('that takes over another is as if all had been counted in one', () => {
    fc.assert(
      fc.property(all, all, max, (first, second, room) => {
        const merged = tally(first, room);
        merged.merge(tally(second, room, first.length));
        const whole = tally([...first, ...second], room);
        expect(merged.counts).toEqual(whole.counts);
        expect(merged.countsByRule).toEqual(whole.countsByRule);
        expect(merged.findings).toEqual(whole.findings);
      }),
    );
  });

  it('has no room beyond its bound for each action of each rule', () => {
    const result = tally([], 2);
    const room = (rule: string, action: Effective): boolean => {
      const isRoom = result.count(rule, action);
      if (isRoom) result.keep(finding({ rule, action }), action);
      return isRoom;
    };
    expect([room('a', 'deny'), room('a', 'deny'), room('a', 'deny')]).toEqual([true, true, false]);
    expect([room('a', 'warn'), room('b', 'deny')]).toEqual([true, true]);
    expect(tally([], 2)).toMatchObject({ counts: { deny: 0, warn: 0, audit: 0 }, findings: [] });
  });
});
