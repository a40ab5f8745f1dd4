// Log lines about something that may happen with every review: one line a minute, with how often it happened.

const MINUTE_MS = 60_000;

interface Series {
  loggedAt: number | undefined;
  count: number;
}

export class OnceAMinute {
  readonly #monotonic: () => number;
  readonly #series = new Map<string, Series>();

  /** `monotonic` in milliseconds. */
  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  /**
   * Counts one event. When a line is due it returns how many events there were since the last line, this one included,
   * otherwise undefined. Keys must come from a closed set, such as rule ids.
   */
  count(key: string): number | undefined {
    const series = this.#series.get(key) ?? { loggedAt: undefined, count: 0 };
    this.#series.set(key, series);
    series.count++;
    const now = this.#monotonic();
    if (series.loggedAt !== undefined && now - series.loggedAt < MINUTE_MS) return undefined;
    const { count } = series;
    series.loggedAt = now;
    series.count = 0;
    return count;
  }
}
