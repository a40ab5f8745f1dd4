// A line on standard error with the progress of a long run: on a terminal only, and never in CI.
import type { Io } from '../io.ts';

/** Terminals blink when written to more often. */
const INTERVAL_MS = 100;
/** Shorter runs print no line. */
const DELAY_MS = 500;
/** Goes to the start of the line and erases it (ECMA-48: EL). */
const ERASE = '\r\u001b[K';

export class ProgressLine {
  readonly #io: Io;
  readonly #enabled: boolean;
  #nextAt: number;
  #visible = false;

  constructor(io: Io) {
    this.#io = io;
    this.#nextAt = io.now().getTime() + DELAY_MS;
    this.#enabled = io.isErrorTerminal === true && (io.env['CI'] ?? '') === '' && io.env['TERM'] !== 'dumb';
  }

  /** The text is made only when it is shown: this may be called for every file. */
  show(text: () => string): void {
    if (!this.#enabled) return;
    const now = this.#io.now().getTime();
    if (now < this.#nextAt) return;
    this.#nextAt = now + INTERVAL_MS;
    this.#visible = true;
    this.#io.stderr(`${ERASE}${text()}`);
  }

  /** Before anything else is printed. */
  clear(): void {
    if (!this.#visible) return;
    this.#visible = false;
    this.#io.stderr(ERASE);
  }
}
