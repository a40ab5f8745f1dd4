// Scans scalars in single or double quotes.
import {
  BACKSLASH,
  DOUBLE_QUOTE,
  isBlank,
  isBlankOrEnd,
  isBreak,
  NEWLINE,
  RETURN,
  SINGLE_QUOTE,
} from './characters.ts';
import type { Cursor } from './cursor.ts';

/** The text of the scalar whose quote is at the cursor, which moves past the closing quote. Throws ReadError. */
export function scanQuoted(cursor: Cursor): string {
  const { text } = cursor;
  const quote = text.charCodeAt(cursor.at);
  const start = cursor.at + 1;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote && (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== quote)) {
      cursor.at = at + 1;
      return cursor.slice(start, at);
    }
    if (code === quote || code === NEWLINE || code === RETURN || (code === BACKSLASH && quote === DOUBLE_QUOTE)) break;
  }
  return new Quoted(cursor, quote).scan();
}

/** A scalar with escapes or with several lines. */
class Quoted {
  readonly #cursor: Cursor;
  readonly #quote: number;
  readonly #start: number;
  #result = '';

  constructor(cursor: Cursor, quote: number) {
    this.#cursor = cursor;
    this.#quote = quote;
    this.#start = cursor.at;
  }

  scan(): string {
    const cursor = this.#cursor;
    cursor.at++;
    for (;;) {
      if (cursor.isDocumentMark())
        throw cursor.error(
          cursor.at,
          'a quoted text cannot contain a line that begins with --- or ...; close the quote',
        );
      const isFolding = this.#word();
      if (this.#is(this.#quote)) break;
      if (cursor.at >= cursor.text.length) throw cursor.error(this.#start, 'this quote is not closed; close it');
      this.#space(isFolding);
    }
    cursor.at++;
    return this.#result;
  }

  /** Characters up to white space or the closing quote; whether an escaped line break ended them. */
  #word(): boolean {
    const cursor = this.#cursor;
    const { text } = cursor;
    let from = cursor.at;
    for (;;) {
      const code = text.charCodeAt(cursor.at);
      if (isBlankOrEnd(code)) break;
      if (code === SINGLE_QUOTE && this.#quote === SINGLE_QUOTE) {
        if (text.charCodeAt(cursor.at + 1) !== SINGLE_QUOTE) break;
        this.#result += text.slice(from, cursor.at + 1);
        cursor.at += 2;
        from = cursor.at;
      } else if (this.#quote === SINGLE_QUOTE) {
        cursor.at++;
      } else if (code === DOUBLE_QUOTE) {
        break;
      } else if (code === BACKSLASH) {
        this.#result += text.slice(from, cursor.at);
        if (isBreak(text.charCodeAt(cursor.at + 1))) {
          cursor.at++;
          cursor.passBreak();
          return true;
        }
        this.#escape();
        from = cursor.at;
      } else {
        cursor.at++;
      }
    }
    this.#result += text.slice(from, cursor.at);
    return false;
  }

  /** White space: a single line break becomes a space, and of several the first disappears. */
  #space(isAfterEscapedBreak: boolean): void {
    const cursor = this.#cursor;
    const { text } = cursor;
    const from = cursor.at;
    while (isBlank(text.charCodeAt(cursor.at))) cursor.at++;
    if (!isBreak(text.charCodeAt(cursor.at))) {
      if (!isAfterEscapedBreak) this.#result += text.slice(from, cursor.at);
      return;
    }
    let breaks = 0;
    for (; isBlankOrEnd(text.charCodeAt(cursor.at)) && cursor.at < text.length;) {
      if (isBlank(text.charCodeAt(cursor.at))) cursor.at++;
      else {
        cursor.passBreak();
        breaks++;
      }
    }
    if (isAfterEscapedBreak) this.#result += '\n'.repeat(breaks);
    else this.#result += breaks === 1 ? ' ' : '\n'.repeat(breaks - 1);
  }

  #escape(): void {
    const cursor = this.#cursor;
    const { text, at } = cursor;
    const letter = text.charAt(at + 1);
    const simple = SIMPLE.get(letter) ?? (cursor.isJson && letter === '/' ? '/' : undefined);
    if (simple !== undefined) {
      this.#result += simple;
      cursor.at += 2;
      return;
    }
    const length = LENGTHS.get(letter) ?? 0;
    const digits = text.slice(at + 2, at + 2 + length);
    const code = length > 0 && digits.length === length && HEXADECIMAL.test(digits) ? Number.parseInt(digits, 16) : -1;
    const isSurrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < 0 || code > 0x10ffff || (isSurrogate && !cursor.isJson)) {
      const written = text.slice(at, at + 2 + (HEXADECIMAL.test(digits) ? length : 0)).toWellFormed();
      throw cursor.error(at, `kubectl does not support the escape ${written}`);
    }
    this.#result += isSurrogate ? String.fromCharCode(code) : String.fromCodePoint(code);
    cursor.at += 2 + length;
  }

  #is(code: number): boolean {
    return this.#cursor.text.charCodeAt(this.#cursor.at) === code;
  }
}

const HEXADECIMAL = /^[0-9a-fA-F]+$/;
const LENGTHS: ReadonlyMap<string, number> = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);
/** https://yaml.org/spec/1.1/#id872840; go-yaml also has `\'` and an escaped tab. */
const SIMPLE: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\u0007'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\u001b'],
  [' ', ' '],
  ['"', '"'],
  ["'", "'"],
  ['\\', '\\'],
  ['N', '\u0085'],
  ['_', '\u00a0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
