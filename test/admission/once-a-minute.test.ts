import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OnceAMinute } from '../../src/admission/once-a-minute.ts';

function counting() {
  const clock = { now: 0 };
  const lines = new OnceAMinute(() => clock.now);
  const at = (now: number, key = 'a'): number | undefined => {
    clock.now = now;
    return lines.count(key);
  };
  return { at };
}

describe('OnceAMinute', () => {
  it('says the first event at once, whatever the clock shows', () => {
    for (const now of [0, 1, 59_999, 1e12]) expect(counting().at(now)).toBe(1);
  });

  it('says the events of a minute with the first one after it', () => {
    const { at } = counting();
    expect([0, 1, 30_000, 59_999, 60_000, 60_001, 120_000].map((now) => at(now))).toEqual([
      1,
      undefined,
      undefined,
      undefined,
      4,
      undefined,
      2,
    ]);
  });

  it('begins the next minute at the last line, not at the last event', () => {
    const { at } = counting();
    expect([0, 90_000, 149_999, 150_000].map((now) => at(now))).toEqual([1, 1, undefined, 2]);
  });

  it('counts each key by itself', () => {
    const { at } = counting();
    expect(at(0, 'a')).toBe(1);
    expect(at(30_000, 'b')).toBe(1);
    expect(at(60_000, 'a')).toBe(1);
    expect(at(60_000, 'b')).toBeUndefined();
    expect(at(90_000, 'b')).toBe(2);
    expect(at(90_000, '__proto__')).toBe(1);
  });

  it('says every event once, and no key twice within a minute', () => {
    const steps = fc.array(
      fc.record({ passed: fc.integer({ min: 0, max: 70_000 }), key: fc.constantFrom('a', 'b', 'c') }),
    );
    fc.assert(
      fc.property(steps, (events) => {
        const { at } = counting();
        let now = 0;
        const said = new Map<string, { readonly times: number[]; open: number }>();
        for (const { passed, key } of events) {
          now += passed;
          const one = said.get(key) ?? { times: [], open: 0 };
          said.set(key, one);
          one.open++;
          const count = at(now, key);
          if (count === undefined) continue;
          expect(count).toBe(one.open);
          one.open = 0;
          one.times.push(now);
        }
        const pauses = [...said.values()].flatMap(({ times }) =>
          times.slice(1).map((time, index) => time - (times[index] ?? 0)),
        );
        expect(pauses.filter((pause) => pause < 60_000)).toEqual([]);
      }),
    );
  });
});
