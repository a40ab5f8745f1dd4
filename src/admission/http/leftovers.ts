// Garbage of large bodies, collected once they are answered. V8 leaves it until its next collection, and how late that
// comes grows with the size of the heap: three bodies of hundreds of thousands of labels, one after another, left 410
// MiB resident; collected, 290.
import type { Timers } from './patience.ts';

/**
 * Bytes. Larger than any review of a slice as Kubernetes' controllers write them: under ordinary load nothing is
 * collected out of turn.
 */
const LARGE = 2 * 1024 ** 2;
/**
 * Milliseconds between two collections, each of which takes 20 to 50: a flood of large bodies must not spend its time
 * with them. With 500 the third of three bodies that came one after the other found the garbage of the second still
 * there: 387 MiB, with 200 at most 340.
 */
const PAUSE = 200;

type Clock = Pick<Timers, 'now' | 'after'>;

export class Leftovers {
  readonly #collect: () => void;
  readonly #clock: Clock;
  #last = -Infinity;
  #isDue = false;

  constructor(collect: () => void, clock: Clock) {
    this.#collect = collect;
    this.#clock = clock;
  }

  /** To be called for each body that was judged. The collection waits until the answer is on its way. */
  judged(bytes: number): void {
    if (bytes <= LARGE || this.#isDue) return;
    this.#isDue = true;
    this.#clock.after(Math.max(0, this.#last + PAUSE - this.#clock.now()), () => {
      this.#isDue = false;
      this.#collect();
      this.#last = this.#clock.now();
    });
  }
}
