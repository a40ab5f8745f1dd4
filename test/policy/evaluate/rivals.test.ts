// What several instances of one rule say of one place, against a naive model that keeps all and looks up the strongest.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStronger } from '../../../src/policy/policy-set.ts';
import { addressPlace, Rivals } from '../../../src/policy/evaluate/rivals.ts';
import type { Effective } from '../../../src/policy/evaluate/tally.ts';
import type { FieldPath } from '../../../src/model/field-path.ts';

interface Saying {
  readonly id: string;
  readonly at: FieldPath;
  readonly action: Effective;
}

interface Speaker {
  readonly sayings: readonly Saying[];
  /** It breaks at the end, and counts for nothing. */
  readonly isDropped: boolean;
}

const saying: fc.Arbitrary<Saying> = fc.record({
  id: fc.constantFrom('a', 'b'),
  at: fc.constantFrom<FieldPath>(
    ['ports'],
    ['ports', 0],
    ['endpoints', 0, 'addresses', 0],
    ['endpoints', 0, 'addresses', 1],
  ),
  action: fc.constantFrom('deny', 'warn', 'audit'),
});
const speakers = fc.array(
  fc.record({
    sayings: fc.array(saying, { maxLength: 8 }),
    isDropped: fc.boolean(),
  }),
  { maxLength: 4 },
);

interface Kept {
  readonly place: string;
  readonly action: Effective;
  readonly detail: string | undefined;
}

function run(all: readonly Speaker[], max: number): readonly Kept[] {
  const rivals = new Rivals<string>(max);
  const places = new Map<string, string>();
  for (const [speaker, { sayings, isDropped }] of all.entries()) {
    rivals.nextInstance();
    for (const [index, { id, at, action }] of sayings.entries()) {
      const name = `${speaker}.${index}`;
      places.set(name, `${id} ${JSON.stringify(at)}`);
      const room = rivals.say(id, at, action);
      if (room !== undefined) room.detail = name;
    }
    if (isDropped) rivals.drop();
  }
  return [...rivals.winners()].map(({ action, detail }) => ({ place: places.get(detail ?? '') ?? '', action, detail }));
}

/** The first of the strongest that the speakers said n-th of a place, for each n. */
function model(all: readonly Speaker[]): readonly Kept[] {
  const best = new Map<string, Kept>();
  for (const [speaker, { sayings, isDropped }] of all.entries()) {
    if (isDropped) continue;
    const times = new Map<string, number>();
    for (const [index, { id, at, action }] of sayings.entries()) {
      const place = `${id} ${JSON.stringify(at)}`;
      const time = times.get(place) ?? 0;
      times.set(place, time + 1);
      const known = best.get(`${time} ${place}`);
      if (known === undefined || isStronger(action, known.action))
        best.set(`${time} ${place}`, { place, action, detail: `${speaker}.${index}` });
    }
  }
  return [...best.values()];
}

const byDetail = (left: Kept, right: Kept): number => ((left.detail ?? '') < (right.detail ?? '') ? -1 : 1);

describe('the findings of several instances', () => {
  it('are the strongest of each place, and of two as strong the first', () => {
    fc.assert(
      fc.property(speakers, (all) => {
        expect(run(all, 100).toSorted(byDetail)).toEqual(model(all).toSorted(byDetail));
      }),
      { numRuns: 2000 },
    );
  });

  it('come in the order in which their places were first named', () => {
    fc.assert(
      fc.property(speakers, (all) => {
        const whole = all.map(({ sayings }) => ({ sayings, isDropped: false }));
        expect(run(whole, 100)).toEqual(model(whole));
      }),
    );
  });

  it('are counted exactly, with few details kept of each action', () => {
    fc.assert(
      fc.property(speakers, fc.nat({ max: 3 }), (all, max) => {
        const kept = run(all, max);
        const actions = (of: readonly Kept[]): readonly Effective[] => of.map(({ action }) => action).toSorted();
        expect(actions(kept)).toEqual(actions(model(all)));
        for (const action of ['deny', 'warn', 'audit'])
          expect(kept.filter((one) => one.action === action && one.detail !== undefined).length).toBeLessThanOrEqual(
            max,
          );
      }),
    );
  });

  it('of an instance that breaks take no room from the others', () => {
    fc.assert(
      fc.property(
        fc.array(saying, { maxLength: 8 }),
        fc.array(saying, { maxLength: 8 }),
        fc.nat({ max: 3 }),
        (...args) => {
          const [broken, sayings, max] = args;
          const details = (all: readonly Speaker[]): number =>
            run(all, max).filter(({ detail }) => detail !== undefined).length;
          const good = { sayings, isDropped: false };
          expect(details([{ sayings: broken, isDropped: true }, good])).toBe(details([good]));
        },
      ),
    );
  });
});

it('treats the two numbers of an address as the same place as its path', () => {
  const rivals = new Rivals<string>(10);
  rivals.nextInstance();
  expect(rivals.say('a', ['endpoints', 3, 'addresses', 7], 'warn')).toBeDefined();
  rivals.nextInstance();
  // What is below an address is another place.
  expect(rivals.say('a', ['endpoints', 3, 'addresses', 7, 'x'], 'warn')).toBeDefined();
  expect(rivals.say('a', addressPlace(3, 7), 'warn')).toBeUndefined();
  expect(rivals.say('a', addressPlace(7, 3), 'warn')).toBeDefined();
  // These are other places.
  expect(rivals.say('a', ['endpoints', 3, 'addresses'], 'warn')).toBeDefined();
  expect(rivals.say('b', addressPlace(3, 7), 'warn')).toBeDefined();
  expect([...rivals.winners()]).toHaveLength(5);
});

it('gives each of a hundred addresses of a thousand endpoints a place of its own', () => {
  const places = new Set<number>();
  for (let endpoint = 0; endpoint < 1000; endpoint++)
    for (let index = 0; index < 100; index++) places.add(addressPlace(endpoint, index));
  expect(places.size).toBe(100_000);
});
