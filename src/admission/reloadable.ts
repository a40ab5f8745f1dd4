// A value made from files that outlives their mistakes: what does not load never replaces what runs.
import type { Files } from './files.ts';

export interface ReloadEvents<T> {
  readonly replaced: (value: T) => void;
  /** Called when the files do not load, and again only when they fail in another way. */
  readonly refused: (error: Error) => void;
}

export class Reloadable<T> {
  readonly #paths: readonly string[];
  readonly #files: Files;
  readonly #make: (contents: readonly Buffer[]) => T;
  #value: T;
  #contents: readonly Buffer[];
  #refused: string | undefined;
  #running: Promise<void> = Promise.resolve();

  private constructor(
    paths: readonly string[],
    files: Files,
    make: (contents: readonly Buffer[]) => T,
    contents: readonly Buffer[],
  ) {
    this.#paths = paths;
    this.#files = files;
    this.#make = make;
    this.#contents = contents;
    this.#value = make(contents);
  }

  /** Reads the files and makes the first value. Throws what reading or `make` throws. */
  static async open<T>(
    paths: readonly string[],
    files: Files,
    make: (contents: readonly Buffer[]) => T,
  ): Promise<Reloadable<T>> {
    return new Reloadable(paths, files, make, await readAll(paths, files));
  }

  get value(): T {
    return this.#value;
  }

  /** Looks at the files and takes their new value if it is good. Never rejects; looks come one after the other. */
  check(events: ReloadEvents<T>): Promise<void> {
    this.#running = this.#running.then(() => this.#look(events));
    return this.#running;
  }

  async #look(events: ReloadEvents<T>): Promise<void> {
    try {
      const contents = await readAll(this.#paths, this.#files);
      if (contents.every((bytes, index) => this.#contents[index]?.equals(bytes) === true)) {
        this.#refused = undefined;
        return;
      }
      const value = this.#make(contents);
      events.replaced(value);
      this.#value = value;
      this.#contents = contents;
      this.#refused = undefined;
    } catch (error) {
      const problem = error instanceof Error ? error : new Error(String(error));
      if (problem.message !== this.#refused) events.refused(problem);
      this.#refused = problem.message;
    }
  }
}

function readAll(paths: readonly string[], files: Files): Promise<readonly Buffer[]> {
  return Promise.all(paths.map((path) => files.read(path)));
}
