// Log lines about reviews that are nothing of ours: a registration that matches everything sends one for each lease of each node, so a line a minute tells of
// all of them.
import type { RequestFacts } from './review/ask.ts';
import { requestFields } from './decision-log.ts';
import type { Log } from './log.ts';

const EVERY_MS = 60_000;

export interface NotJudged {
  readonly uid: string;
  readonly facts: RequestFacts;
  readonly refusal: string | undefined;
}

export class NotJudgedLog {
  readonly #monotonic: () => number;
  #told: number | undefined;
  #suppressed = 0;

  /** `monotonic` in milliseconds. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /** Each is counted in sliceward_errors_total; a line tells how many before it got none. */
  warn(log: Log, { uid, facts, refusal }: NotJudged): void {
    const now = this.#monotonic();
    if (this.#told !== undefined && now - this.#told < EVERY_MS) {
      this.#suppressed++;
      return;
    }
    const line = { uid, ...requestFields(facts), refusal };
    log.warn(this.#suppressed === 0 ? line : { ...line, suppressed: this.#suppressed }, 'not judged');
    [this.#told, this.#suppressed] = [now, 0];
  }
}
