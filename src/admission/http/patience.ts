// Time-outs of senders that count only time in which we could read.
//
// libuv runs the timers that are due before it reads the sockets. After a second of judging, a timer for a body finds
// its time over while the whole body waits in the kernel, and the sender gets a 408 for what it sent at once. So a
// limit is waited for in rounds: a timer, and then the end of that turn, when what could be read has been. A round
// counts as one, however long judging has made it.
//
// A sender cannot stretch that: rounds pass whether or not it sends. They are longer only while we are busy, and even
// then `WALL_FACTOR` times the limit is the end; it is then we who were too slow.

/** Where time comes from; tests have their own. */
export interface Timers {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Runs something once, after so many milliseconds. */
  readonly after: (ms: number, run: () => void) => void;
  /** Runs something once the sockets that can be read now have been read. */
  readonly atEndOfTurn: (run: () => void) => void;
}

/** `now` in milliseconds. Nothing that waits keeps the process alive: sockets do. */
export function nodeTimers(now: () => number): Timers {
  return { now, after: (ms, run) => void setTimeout(run, ms).unref(), atEndOfTurn: (run) => void setImmediate(run) };
}

/** Whose fault it is that time is over: the sender had all of its time, or we were busy for the rest of it. */
export type Late = 'sender' | 'us';

/** Rounds in a limit. Each costs a turn of the event loop, all waits of a limit together. */
const ROUNDS = 20;
/** No sender waits longer than so many times the limit, and one turn of the event loop. */
export const WALL_FACTOR = 4;

interface Wait {
  readonly expired: (whose: Late) => void;
  readonly isOn: () => boolean;
  /** Ends of rounds since it began: one more than whole rounds, for it begins within one. */
  rounds: number;
  since: number;
}

/** All waits that have the same limit. */
export class Patience {
  readonly #limitMs: number;
  readonly #roundMs: number;
  readonly #timers: Timers;
  readonly #waits = new Set<Wait>();
  #isRunning = false;

  constructor(limitMs: number, timers: Timers) {
    this.#limitMs = limitMs;
    this.#roundMs = Math.max(1, limitMs / ROUNDS);
    this.#timers = timers;
  }

  /**
   * Calls `expired` once, unless the function that is returned is called before. Whenever `isOn` says no at the end of
   * a round, time begins anew. Without blocks of the event loop this is after the limit and up to a tenth more; with
   * any, at most WALL_FACTOR times the limit and one block.
   */
  begin(expired: (whose: Late) => void, isOn: () => boolean = always): () => void {
    const wait = { expired, isOn, rounds: 0, since: this.#timers.now() };
    this.#waits.add(wait);
    this.#nextRound();
    return () => this.#waits.delete(wait);
  }

  #nextRound(): void {
    if (this.#isRunning || this.#waits.size === 0) return;
    this.#isRunning = true;
    this.#timers.after(this.#roundMs, () => this.#timers.atEndOfTurn(() => this.#endRound()));
  }

  #endRound(): void {
    this.#isRunning = false;
    const now = this.#timers.now();
    for (const wait of this.#waits) {
      if (!wait.isOn()) {
        wait.rounds = 0;
        wait.since = now;
        continue;
      }
      wait.rounds++;
      const isSpent = (wait.rounds - 1) * this.#roundMs >= this.#limitMs;
      if (!isSpent && now - wait.since < this.#limitMs * WALL_FACTOR) continue;
      this.#waits.delete(wait);
      wait.expired(isSpent ? 'sender' : 'us');
    }
    this.#nextRound();
  }
}

function always(): boolean {
  return true;
}
