// Log lines about requests that were refused, at most so many a second: a flood of them must not become a flood of the
// log.

interface Log {
  readonly warn: (line: object, message: string) => void;
}

const LINES_A_SECOND = 10;

export class RefusalLog {
  readonly #monotonic: () => number;
  #second = 0;
  #lines = 0;
  #suppressed = 0;

  /** `monotonic` in milliseconds. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Every refusal is counted in sliceward_errors_total; `suppressed` is how many had no line since the last one. */
  warn(log: Log, line: object): void {
    const second = Math.floor(this.#monotonic() / 1000);
    if (second !== this.#second) [this.#second, this.#lines] = [second, 0];
    if (++this.#lines > LINES_A_SECOND) {
      this.#suppressed++;
      return;
    }
    log.warn(this.#suppressed === 0 ? line : { ...line, suppressed: this.#suppressed }, 'request refused');
    this.#suppressed = 0;
  }
}
