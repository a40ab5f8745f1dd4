// A source without files: what a test sets is what the server uses.
import type { Source, SourceHealth, SourceListener } from '../../../src/admission/sources/source.ts';

export class MemorySource<T> implements Source<T> {
  #value: T;
  #next: T | Error | undefined;
  #listener: SourceListener<T> | undefined;
  healthy: SourceHealth = { ok: true };
  started = false;
  closed = false;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  async start(): Promise<void> {
    this.started = true;
  }

  onChange(listener: SourceListener<T>): void {
    this.#listener = listener;
  }

  /** What the next look finds. */
  offer(next: T | Error): void {
    this.#next = next;
  }

  async refresh(): Promise<void> {
    const next = this.#next;
    if (next === undefined) return;
    try {
      if (next instanceof Error) throw next;
      this.#listener?.replaced(next);
      this.#value = next;
      this.healthy = { ok: true };
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      this.healthy = { ok: false, reason: problem.message };
      this.#listener?.failed(problem);
    }
  }

  close(): void {
    this.closed = true;
  }
}
