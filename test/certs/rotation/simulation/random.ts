// Random numbers that a seed repeats (mulberry32), and a queue of things to come.

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 to below 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  }

  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** Mostly short, seldom up to `longest`. */
  delay(usual: number, longest: number): number {
    return this.chance(0.9) ? this.between(0, usual) : this.between(usual, longest);
  }

  pick<T>(among: readonly T[]): T {
    const found = among[Math.floor(this.next() * among.length)];
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }

  shuffled<T>(items: readonly T[]): readonly T[] {
    return items
      .map((item) => ({ item, order: this.next() }))
      .toSorted((left, right) => left.order - right.order)
      .map(({ item }) => item);
  }

  bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => Math.floor(this.next() * 256));
}

/** What happens when, in the order of time. */
export class Agenda {
  readonly #entries: { readonly at: number; readonly run: () => void }[] = [];

  add(at: number, run: () => void): void {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      // The latest is first, so that the next is taken from the end.
      if ((this.#entries[middle]?.at ?? 0) > at) low = middle + 1;
      else high = middle;
    }
    this.#entries.splice(low, 0, { at, run });
  }

  take(): { readonly at: number; readonly run: () => void } | undefined {
    return this.#entries.pop();
  }
}
