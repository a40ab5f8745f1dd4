// Scans literal (`|`) and folded (`>`) scalars.
import { DASH, GREATER, HASH, isBlank, isBreak, isBreakOrEnd, PLUS, SPACE, TAB } from './characters.ts';
import type { Cursor } from './cursor.ts';

export interface BlockScalar {
  readonly text: string;
  /** Offset of the first character after the indentation. */
  readonly start: number;
  /** Offset after the last line that belongs to the scalar, with its line break. */
  readonly end: number;
}

/** Moves past the scalar whose `|` or `>` is at the cursor. Throws ReadError. */
export function scanBlockScalar(cursor: Cursor): BlockScalar {
  return new Block(cursor).scan();
}

class Block {
  readonly #cursor: Cursor;
  readonly #isFolded: boolean;
  /** 0 as long as no line has shown it. */
  #indent = 0;

  constructor(cursor: Cursor) {
    this.#cursor = cursor;
    this.#isFolded = cursor.text.charCodeAt(cursor.at) === GREATER;
  }

  scan(): BlockScalar {
    const cursor = this.#cursor;
    const { text } = cursor;
    const chomping = this.#header();
    let result = '';
    // Line breaks that become text only if more text follows.
    let pending = 0;
    let end = cursor.at;
    let empty = this.#emptyLines();
    const start = cursor.at;
    let wasBlank = false;
    while (cursor.column === this.#indent && cursor.at < text.length) {
      const isBlankLine = isBlank(text.charCodeAt(cursor.at));
      if (this.#isFolded && pending > 0 && !wasBlank && !isBlankLine) result += empty === 0 ? ' ' : '';
      else result += '\n'.repeat(pending);
      result += '\n'.repeat(empty);
      wasBlank = isBlankLine;
      const from = cursor.at;
      while (!isBreakOrEnd(text.charCodeAt(cursor.at))) cursor.at++;
      result += text.slice(from, cursor.at);
      pending = 0;
      if (cursor.at < text.length) {
        cursor.passBreak();
        pending = 1;
      }
      end = cursor.at;
      empty = this.#emptyLines();
    }
    if (chomping !== DASH) result += '\n'.repeat(pending);
    if (chomping !== PLUS) return { text: result, start, end };
    return { text: result + '\n'.repeat(empty), start, end: cursor.lineStart };
  }

  /** Passes the line of the indicators. Its `+` or `-`, or NaN without one. */
  #header(): number {
    const cursor = this.#cursor;
    const { text } = cursor;
    const start = cursor.at;
    const [indicators = '', before = '', second = '', first = '', after = ''] =
      HEADER.exec(text.slice(start + 1, start + 3)) ?? [];
    const digit = first || second;
    if (digit === '0') throw cursor.error(start, 'the indentation of a block of text is 1 to 9 spaces; correct the 0');
    if (digit !== '') this.#indent = Math.max(cursor.indent, 0) + Number(digit);
    cursor.at += 1 + indicators.length;
    while (isBlank(text.charCodeAt(cursor.at))) cursor.at++;
    if (text.charCodeAt(cursor.at) === HASH) while (!isBreakOrEnd(text.charCodeAt(cursor.at))) cursor.at++;
    if (!isBreakOrEnd(text.charCodeAt(cursor.at)))
      throw cursor.error(
        cursor.at,
        `text follows ${text.slice(start, start + 1 + indicators.length)} on its line; move it to the next line`,
      );
    if (cursor.at < text.length) cursor.passBreak();
    return (before || after).charCodeAt(0);
  }

  /**
   * Passes the indentation of the next line and the empty lines before it; how many. The first call finds the
   * indentation of the scalar, which is that of the deepest of these lines.
   */
  #emptyLines(): number {
    const cursor = this.#cursor;
    const { text } = cursor;
    let deepest = 0;
    let lines = 0;
    for (;;) {
      while (this.#isBefore() && text.charCodeAt(cursor.at) === SPACE) cursor.at++;
      deepest = Math.max(deepest, cursor.column);
      if (this.#isBefore() && text.charCodeAt(cursor.at) === TAB)
        throw cursor.error(cursor.at, 'a tab indents a block of text; use spaces');
      if (!isBreak(text.charCodeAt(cursor.at))) break;
      cursor.passBreak();
      lines++;
    }
    if (this.#indent === 0) this.#indent = Math.max(deepest, cursor.indent + 1, 1);
    return lines;
  }

  /** Whether the cursor is within the indentation, as far as it is known. */
  #isBefore(): boolean {
    return this.#indent === 0 || this.#cursor.column < this.#indent;
  }
}

const HEADER = /^(?:([+-])(\d?)|(\d)([+-]?))?/;
