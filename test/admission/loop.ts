// An event loop whose time a test makes: timers that are due run before the sockets are read, as in libuv.
import type { Timers } from '../../src/admission/http/patience.ts';

export class Loop implements Timers {
  time = 1000;
  #timers: { readonly at: number; readonly run: () => void }[] = [];
  #ends: (() => void)[] = [];

  readonly now = (): number => this.time;
  readonly after = (ms: number, run: () => void): void => void this.#timers.push({ at: this.time + ms, run });
  readonly atEndOfTurn = (run: () => void): void => void this.#ends.push(run);

  get isIdle(): boolean {
    return this.#timers.length === 0 && this.#ends.length === 0;
  }

  /** The work that waits for the end of this turn. */
  endTurn(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  /** One turn: the timers that are due, then `read` in place of the sockets, then what waits for the end. */
  turn(read: () => void = () => {}): void {
    const due = this.#timers.filter(({ at }) => at <= this.time);
    this.#timers = this.#timers.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
    read();
    this.endTurn();
  }

  /** Turns of a millisecond, in which nothing else happens. */
  pass(ms: number, read?: () => void): void {
    for (let passed = 0; passed < ms; passed++) {
      this.time++;
      this.turn(read);
    }
  }
}
