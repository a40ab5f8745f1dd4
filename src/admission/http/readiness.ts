// Whether this replica should be asked: named checks, each with its reason while it fails.

export type Check = () => string | undefined;

export class Readiness {
  readonly #checks = new Map<string, Check>();

  /** `check` returns why it fails, or undefined. */
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

  get names(): readonly string[] {
    return [...this.#checks.keys()];
  }

  /** The failing checks and why. */
  problems(): ReadonlyMap<string, string> {
    const problems = new Map<string, string>();
    for (const [name, check] of this.#checks) {
      const problem = check();
      if (problem !== undefined) problems.set(name, problem);
    }
    return problems;
  }
}
