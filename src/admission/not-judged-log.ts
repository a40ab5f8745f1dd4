// Log lines about reviews of other kinds than slices and Endpoints. A registration that matches everything sends one
// for each lease of each node, so there is one line a minute for all of them.
import { requestFields } from './decision-log.ts';
import type { Log } from './log.ts';
import { OnceAMinute } from './once-a-minute.ts';
import type { RequestFacts } from './review/ask.ts';

export interface NotJudged {
  readonly uid: string;
  readonly facts: RequestFacts;
  readonly refusal: string | undefined;
}

export class NotJudgedLog {
  readonly #lines: OnceAMinute;

  /** `monotonic` in milliseconds. */
  constructor(monotonic: () => number) {
    this.#lines = new OnceAMinute(monotonic);
  }

  /** Each review is counted in sliceward_errors_total; `suppressed` is how many had no line since the last one. */
  warn(log: Log, { uid, facts, refusal }: NotJudged): void {
    const count = this.#lines.count('');
    if (count === undefined) return;
    const line = { uid, ...requestFields(facts), refusal };
    log.warn(count === 1 ? line : { ...line, suppressed: count - 1 }, 'not judged');
  }
}
