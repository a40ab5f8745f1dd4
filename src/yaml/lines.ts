// Converts offsets into a text to lines and columns, and gives the lines themselves. Lines are counted on first use,
// because most documents have no finding.
import type { Position } from '../model/problem.ts';

const START: Position = { line: 1, column: 1 };

/** The lines of a text that may be part of a longer one. Positions count in the whole text. */
export class Lines {
  readonly #text: string;
  readonly #origin: Position;
  #starts: readonly number[] | undefined;

  /** `origin` is the position of the text in the whole. */
  constructor(text: string, origin: Position = START) {
    this.#text = text;
    this.#origin = origin;
  }

  /** Length of the text in UTF-16 code units. */
  get length(): number {
    return this.#text.length;
  }

  matches(pattern: RegExp): boolean {
    return pattern.test(this.#text);
  }

  /** Line and column from 1, the column in UTF-16 code units. */
  position(offset: number): Position {
    const starts = this.#lineStarts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const column = offset - (starts[low] ?? 0) + (low === 0 ? this.#origin.column : 1);
    return { line: low + this.#origin.line, column };
  }

  /** A line by its number in the whole text, without its line break; undefined if it does not begin in this text. */
  line(number: number): string | undefined {
    const starts = this.#lineStarts();
    const index = number - this.#origin.line;
    const start = starts[index];
    if (start === undefined || (index === 0 && this.#origin.column > 1)) return undefined;
    const next = starts[index + 1];
    if (next === undefined) return this.#text.slice(start);
    return this.#text.slice(start, this.#text.startsWith('\r\n', next - 2) ? next - 2 : next - 1);
  }

  #lineStarts(): readonly number[] {
    this.#starts ??= lineStarts(this.#text);
    return this.#starts;
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Follows a text from part to part and keeps the current position. */
export class Cursor {
  #line = START.line;
  #column = START.column;

  get position(): Position {
    return { line: this.#line, column: this.#column };
  }

  /** Advances from `start`, the current position, to `end`: offsets into the part that is being read. */
  pass(text: string, start: number, end: number): void {
    let lineStart = -1;
    // Searched within the part alone: a line may have a million parts.
    const part = text.slice(start, end);
    for (let at = part.indexOf('\n'); at !== -1; at = part.indexOf('\n', at + 1)) {
      this.#line++;
      lineStart = start + at + 1;
    }
    this.#column = lineStart === -1 ? this.#column + end - start : end - lineStart + 1;
  }
}
