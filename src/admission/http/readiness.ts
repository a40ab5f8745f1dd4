// Whether this replica should receive calls: named checks, each with its reason while it fails.

/** Returns why the check fails, or undefined. */
export type Check = () => string | undefined;

export interface CheckResult {
  readonly name: string;
  readonly problem: string | undefined;
  /** What an operator should know although the check passes. */
  readonly note: string | undefined;
}

export class Readiness {
  readonly #checks = new Map<string, Check>();
  readonly #notes = new Map<string, Check>();

  add(name: string, check: Check): void {
    this.#checks.set(name, check);
  }

  /** A check that fails with `reason` until the returned function is called. */
  pending(name: string, reason: string): () => void {
    let done = false;
    this.add(name, () => (done ? undefined : reason));
    return () => {
      done = true;
    };
  }

  /** A remark on a check that changes nothing about its result. */
  note(name: string, note: Check): void {
    this.#notes.set(name, note);
  }

  /** All checks in the order in which they were added. */
  results(): readonly CheckResult[] {
    return [...this.#checks].map(([name, check]) => ({ name, problem: check(), note: this.#notes.get(name)?.() }));
  }
}
