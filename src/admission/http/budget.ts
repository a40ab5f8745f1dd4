// One bound on the bytes of all request bodies held at a time: many large reviews at once are asked to come again
// rather than kept.
//
// A quarter of it is for small bodies, as nearly all reviews are: a client that sends large ones and leaves them
// unfinished blocks only large ones.

/**
 * Bytes. A review of a thousand endpoints, as many as Kubernetes' controllers put into a slice at most, is about as
 * large; most have a hundredth.
 */
export const SMALL_BODY = 256 * 1024;

/** The share of the limit that bodies over SMALL_BODY can have together. */
const LARGE_SHARE = 3 / 4;

/** The largest body that can be kept under a limit when nothing else is; both in bytes. */
export function largestBody(limit: number): number {
  return Math.max(Math.floor(limit * LARGE_SHARE), Math.min(limit, SMALL_BODY));
}

export class Budget {
  readonly #limit: number;
  #held = 0;
  #large = 0;

  /** `limit` in bytes. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get held(): number {
    return this.#held;
  }

  /** For one body. */
  open(): Account {
    return new Account((from, to) => this.#change(from, to));
  }

  /**
   * A body of `from` bytes becomes one of `to`. False, and nothing changed, when it would be too much; never when it
   * becomes smaller.
   */
  #change(from: number, to: number): boolean {
    const held = this.#held + to - from;
    const large = this.#large + largePart(to) - largePart(from);
    if (to > from && (held > this.#limit || (to > SMALL_BODY && large > this.#limit * LARGE_SHARE))) return false;
    this.#held = held;
    this.#large = large;
    return true;
  }
}

function largePart(bytes: number): number {
  return bytes > SMALL_BODY ? bytes : 0;
}

/** What one body has of the budget. */
export class Account {
  readonly #change: (from: number, to: number) => boolean;
  #held = 0;

  constructor(change: (from: number, to: number) => boolean) {
    this.#change = change;
  }

  get held(): number {
    return this.#held;
  }

  /** False, and nothing taken, when it would be too much. */
  take(bytes: number): boolean {
    const isTaken = this.#change(this.#held, this.#held + bytes);
    if (isTaken) this.#held += bytes;
    return isTaken;
  }

  /** Gives back what is over `bytes`. */
  keepOnly(bytes: number): void {
    const kept = Math.min(bytes, this.#held);
    this.#change(this.#held, kept);
    this.#held = kept;
  }

  /** Gives back all. */
  close(): void {
    this.keepOnly(0);
  }
}
