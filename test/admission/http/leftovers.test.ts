import { expect, it } from 'vitest';
import { Leftovers } from '../../../src/admission/http/leftovers.ts';

const LARGE = 2 * 1024 ** 2;

function begin(): { readonly leftovers: Leftovers; readonly collected: number[]; readonly pass: (ms: number) => void } {
  let now = 1000;
  let waiting: { readonly at: number; readonly run: () => void } | undefined;
  const collected: number[] = [];
  const after = (ms: number, run: () => void): void => {
    waiting = { at: now + ms, run };
  };
  const pass = (ms: number): void => {
    now += ms;
    if (waiting === undefined || waiting.at > now) return;
    const { run } = waiting;
    waiting = undefined;
    run();
  };
  return { leftovers: new Leftovers(() => collected.push(now), { now: () => now, after }), collected, pass };
}

it('collects after a large body, and not before its answer can leave', () => {
  const { leftovers, collected, pass } = begin();
  leftovers.judged(LARGE + 1);
  expect(collected).toEqual([]);
  pass(0);
  expect(collected).toEqual([1000]);
});

it('leaves ordinary reviews to V8', () => {
  const { leftovers, collected, pass } = begin();
  for (let count = 0; count < 100; count++) leftovers.judged(LARGE);
  pass(10_000);
  expect(collected).toEqual([]);
});

it('collects five times a second at most, and once more after the last of many', () => {
  const { leftovers, collected, pass } = begin();
  for (let count = 0; count < 20; count++) {
    leftovers.judged(LARGE + 1);
    pass(40);
  }
  pass(200);
  expect(collected).toEqual([1040, 1240, 1440, 1640, 2000]);
  pass(5000);
  expect(collected).toHaveLength(5);
});
