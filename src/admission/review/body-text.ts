// A body as text to search and to take parts from: a string if it is small; a large one stays bytes, for only parts of
// it become strings.
import { isAscii } from 'node:buffer';

/** What a string offers too. Marks are ASCII: what is at them is the same in UTF-8 and in the string. */
export interface BodyText {
  readonly length: number;
  indexOf(mark: string, from?: number): number;
  lastIndexOf(mark: string, from?: number): number;
  startsWith(mark: string, at: number): boolean;
  slice(from: number, to?: number): string;
}

/**
 * Bytes. A string beyond 128 KiB is a large object to V8: its pages are new each time, and touching them takes a tenth
 * of the parse.
 */
export const LARGE = 128 * 1024;

/** Bytes that are no UTF-8 are read as U+FFFD. */
export function bodyText(body: Buffer): BodyText {
  return body.length < LARGE ? body.toString(isAscii(body) ? 'latin1' : 'utf8') : new Bytes(body);
}

class Bytes implements BodyText {
  readonly length: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.length = bytes.length;
    this.#bytes = bytes;
  }

  indexOf(mark: string, from = 0): number {
    return this.#bytes.indexOf(mark, from, 'latin1');
  }

  lastIndexOf(mark: string, from = this.length): number {
    return this.#bytes.lastIndexOf(mark, from, 'latin1');
  }

  startsWith(mark: string, at: number): boolean {
    return this.#bytes.toString('latin1', at, at + mark.length) === mark;
  }

  slice(from: number, to = this.length): string {
    return this.#bytes.toString('utf8', from, to);
  }
}
