// SLICEWARD_SEED gives other simulations, SLICEWARD_FULL=1 more of them.
// The property that the plan exists for, on simulated clusters: what any replica serves verifies against what any API
// server has seen, at every instant of three years.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plan } from '../../../src/certs/plan/plan.ts';
import type { Mode } from '../../../src/certs/plan/state.ts';
import { BROKEN_PLANS } from '../rotation/simulation/broken-plans.ts';
import { simulate, type Outcome } from '../rotation/simulation/simulate.ts';
import { SEED } from '../../drills/support/scale.ts';
import { authority, DAY_MS, leafOf, NOW, stateOf } from './states.ts';

const RUNS = process.env['SLICEWARD_FULL'] === '1' ? 300 : 20;

/** Simulations that once found a fault. */
const FOUND = [645_470_086, 1_385_461_670];

function sum(outcomes: readonly Outcome[], read: (outcome: Outcome) => number): number {
  return outcomes.reduce((total, outcome) => total + read(outcome), 0);
}

describe('three years of a cluster in which everything goes wrong', () => {
  it('have no instant at which a replica serves what does not verify', () => {
    const outcomes: Outcome[] = [];
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => {
        const outcome = simulate({ seed });
        outcomes.push(outcome);
        expect({ violations: outcome.violations, isInstalled: outcome.isInstalled }).toEqual({
          violations: [],
          isInstalled: true,
        });
      }),
      { numRuns: RUNS, seed: SEED, examples: FOUND.map((seed) => [seed]) },
    );
    // Nothing of it may have gone right by not having happened.
    const happened = {
      rotations: sum(outcomes, ({ counts }) => counts.promoted),
      dropped: sum(outcomes, ({ counts }) => counts.dropOldCa),
      lost: sum(outcomes, ({ failures }) => failures.lost + failures.unanswered),
      conflicts: sum(outcomes, ({ failures }) => failures.conflict),
      late: sum(outcomes, ({ failures }) => failures.late),
      crashed: sum(outcomes, ({ failures }) => failures.crashed),
      absences: sum(outcomes, ({ disturbances }) => disturbances.absences),
      replaced: sum(outcomes, ({ disturbances }) => disturbances.replaced + disturbances.recreated),
      damaged: sum(outcomes, ({ disturbances }) => disturbances.secretsDamaged + disturbances.secretsDeleted),
      restored: sum(outcomes, ({ disturbances }) => disturbances.secretsRestored),
    };
    expect(Object.entries(happened).filter(([, count]) => count < RUNS / 4)).toEqual([]);
  }, 300_000);

  it('repair a configuration that was replaced within 5 seconds, as long as no request fails', () => {
    fc.assert(
      fc.property(fc.noShrink(fc.nat()), (seed) => {
        const { repairs } = simulate({ seed, days: 365, isLucky: true });
        expect(repairs.filter((time) => time > 5000)).toEqual([]);
      }),
      { numRuns: RUNS / 2, seed: SEED },
    );
  }, 300_000);

  it.each(BROKEN_PLANS)(
    'show a plan that $name',
    ({ planner, timing }) => {
      const setting = { ...(planner === undefined ? {} : { planner }), ...(timing === undefined ? {} : { timing }) };
      const seeds = Array.from({ length: 60 }, (_, index) => index);
      expect(seeds.some((seed) => simulate({ seed, ...setting }).violations.length > 0)).toBe(true);
    },
    120_000,
  );
});

describe('plan', () => {
  const [old, current] = [authority('old', -4000, 3650), authority('current', -300, 3650)];
  const due = stateOf({
    secret: { current: old, next: undefined, previous: [], leaf: leafOf(old, -400, 365) },
    published: [[]],
  });

  it.each<Mode>(['cert-manager', 'own-secret', 'own-files'])('does nothing in the mode %s', (mode) => {
    expect(plan(due, NOW).length).toBeGreaterThan(0);
    expect(plan({ ...due, mode }, NOW)).toEqual([]);
  });

  it('has at most one write for each object, with a reason', () => {
    const steps = plan(
      stateOf({
        secret: { current, next: undefined, previous: [old], leaf: leafOf(current, -300, 365) },
        published: [[old], []],
      }),
      NOW,
    );
    expect(steps.map((step) => [step.kind, 'configuration' in step ? step.configuration : undefined])).toEqual([
      ['publishBundle', 'validating'],
      ['publishBundle', 'mutating'],
      ['waitUntil', undefined],
    ]);
    expect(steps.filter(({ reason }) => reason.length < 10)).toEqual([]);
  });

  it('is the same whatever else the clock of this machine says', () => {
    expect(plan(due, NOW)).toEqual(plan(due, NOW));
    expect(plan(due, NOW + DAY_MS).map(({ kind }) => kind)).toEqual(plan(due, NOW).map(({ kind }) => kind));
  });
});
