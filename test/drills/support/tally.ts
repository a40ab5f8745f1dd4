// What became of many calls: how many, how long, which failed, which answers were wrong.
import { milliseconds, type Figures } from './figures.ts';

/** A call that came to nothing. Anything else that is thrown fails the drill as a bug of its own. */
export class CallFailed extends Error {}

/** A call that got an answer, and the wrong one. */
export class WrongVerdict extends Error {}

export class Tally {
  #calls = 0;
  #inFlight = 0;
  #peak = 0;
  readonly #latencies: number[] = [];
  readonly failures: string[] = [];
  readonly wrong: string[] = [];

  get calls(): number {
    return this.#calls;
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  get peakInFlight(): number {
    return this.#peak;
  }

  get longest(): number {
    return this.#latencies.reduce((longest, latency) => Math.max(longest, latency), 0);
  }

  /** Notes a call that went well. */
  note(latency: number): void {
    this.#calls++;
    this.#latencies.push(latency);
  }

  /** Runs one call and notes its outcome; of one that ends with `elsewhere` its latency belongs to another tally. */
  async count(call: () => Promise<void | 'elsewhere'>): Promise<void> {
    const begin = performance.now();
    this.#calls++;
    this.#peak = Math.max(this.#peak, ++this.#inFlight);
    try {
      const outcome = await call();
      if (outcome === undefined) this.#latencies.push(performance.now() - begin);
    } catch (error) {
      if (error instanceof WrongVerdict) this.wrong.push(error.message);
      else if (error instanceof CallFailed) this.failures.push(error.message);
      else throw error;
    } finally {
      this.#inFlight--;
    }
  }

  /** Of the calls that went well. */
  quantile(share: number): number {
    const sorted = this.#latencies.toSorted((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  }

  figures(name: string): Figures {
    return {
      [`${name}: calls`]: this.#calls,
      [`${name}: failed`]: this.failures.length,
      [`${name}: wrong verdicts`]: this.wrong.length,
      [`${name}: p50, p99, longest`]: [this.quantile(0.5), this.quantile(0.99), this.longest]
        .map(milliseconds)
        .join(', '),
    };
  }
}
