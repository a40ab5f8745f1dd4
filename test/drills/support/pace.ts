// An open loop: calls begin at a fixed rate whether or not earlier ones have ended, as many independent clients would.
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  readonly perSecond: number;
  readonly seconds: number;
}

export interface Arrivals {
  readonly count: number;
  /** Per second, as it came out. */
  readonly rate: number;
}

const TICK_MS = 4;

/** Resolves when the last call has ended. `begin` is handed the number of the call, from 0, and must not reject. */
export async function openLoop(
  { perSecond, seconds }: Pace,
  begin: (index: number) => Promise<void>,
): Promise<Arrivals> {
  const start = performance.now();
  const total = Math.round(perSecond * seconds);
  const calls: Promise<void>[] = [];
  while (calls.length < total) {
    const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * perSecond) + 1);
    while (calls.length < due) calls.push(begin(calls.length));
    await sleep(TICK_MS);
  }
  const rate = total / ((performance.now() - start) / 1000);
  await Promise.all(calls);
  return { count: total, rate: Math.round(rate * 10) / 10 };
}
