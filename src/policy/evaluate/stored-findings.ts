// What a rule instance found in the stored object. Each of these covers one new finding that is alike and no worse.

export interface Fingerprint {
  /** The endpoint, or the place where there is none, as a number. */
  readonly owner: number;
  /** What was seen, as a number; 0 for a quantity. */
  readonly seen: number;
  /** How much of the fault: a quantity's size, or how visible the endpoint is that has it. */
  readonly level: number;
}

/** Findings that differ only in their level, by level: few, for most differ in what was seen. */
interface Level {
  readonly level: number;
  count: number;
  readonly next: Level | undefined;
}

/** More texts than an object has. */
const STRIDE = 2 ** 26;

export class StoredFindings {
  readonly #byId = new Map<string, Map<number, Level>>();

  add(id: string, { owner, seen, level }: Fingerprint): void {
    const alike = this.#byId.get(id) ?? new Map<number, Level>();
    this.#byId.set(id, alike);
    const key = owner * STRIDE + seen;
    const first = alike.get(key);
    for (let one = first; one !== undefined; one = one.next) {
      if (one.level !== level) continue;
      one.count++;
      return;
    }
    alike.set(key, { level, count: 1, next: first });
  }

  /**
   * Takes the one of the smallest level that is at least as high, which leaves the most for the findings to come. False
   * if there is none.
   */
  take(id: string, { owner, seen, level: wanted }: Fingerprint): boolean {
    let best: Level | undefined;
    for (let one = this.#byId.get(id)?.get(owner * STRIDE + seen); one !== undefined; one = one.next) {
      if (one.count > 0 && one.level >= wanted && (best === undefined || one.level < best.level)) best = one;
    }
    if (best === undefined) return false;
    best.count--;
    return true;
  }
}
