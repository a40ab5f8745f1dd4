// How much of a drill runs: a tenth, or all of it with SLICEWARD_FULL=1. What is random comes from SLICEWARD_SEED, which every drill prints.

export const FULL = process.env['SLICEWARD_FULL'] === '1';

export const SEED = Number(process.env['SLICEWARD_SEED'] ?? 20_250_101);

/** `full`, or a tenth of it. */
export function scaled(full: number): number {
  return FULL ? full : Math.ceil(full / 10);
}

export type Random = () => number;

/** Numbers from 0, below 1, the same for the same seed (mulberry32). */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function pick<Item>(next: Random, items: readonly [Item, ...Item[]]): Item {
  return items[Math.floor(next() * items.length)] ?? items[0];
}
