// Standard output in large pieces, not faster than it is read.
import type { Io } from './io.ts';

/** In UTF-16 code units. A system call for each decision would cost more than judging it. */
const PIECE = 64 * 1024;

export class Output {
  readonly #io: Pick<Io, 'stdout' | 'backlog' | 'isTerminal'>;
  readonly #before: () => void;
  #text = '';

  /** `before` is called before anything is printed. */
  constructor(io: Pick<Io, 'stdout' | 'backlog' | 'isTerminal'>, before: () => void) {
    this.#io = io;
    this.#before = before;
  }

  write(text: string): void {
    this.#text += text;
  }

  /** Writes when there is enough. A promise if the caller should wait for the reader. */
  room(): Promise<void> | undefined {
    if (this.#text === '' || (this.#text.length < PIECE && !this.#io.isTerminal)) return undefined;
    this.flush();
    return this.#io.backlog?.();
  }

  flush(): void {
    if (this.#text === '') return;
    this.#before();
    this.#io.stdout(this.#text);
    this.#text = '';
  }
}
