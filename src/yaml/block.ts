// A short way for the text that programs write: block mappings and lists of one-line scalars in printable ASCII. It reads a line where the parser
// reads characters, and steps aside at the first thing it has not seen on its first page: what is unusual is the parser's, and so is every mistake.
import type { Built } from './build.ts';
import { setField } from './construct.ts';
import { isMisleading } from './notes.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/** Undefined for what is left to the parser. */
export function buildBlock(text: string): Built | undefined {
  const reader = new BlockReader(text);
  const start = reader.at;
  const value = reader.block();
  return value === undefined || !reader.ended ? undefined : { value, start, isNotable: reader.isNotable };
}

/** Deeper texts are left to the parser, which knows the limit. */
const MAX_SHALLOW = 40;
/** The parser refuses keys of more than 1,024 characters. */
const MAX_KEY = 1000;

class BlockReader {
  readonly #text: string;
  isNotable = false;
  /** Of the first character that has not been read, never a space but at the end of the text. */
  at = 0;
  /** The column of it, from 0, while nothing else of its line has been read but a dash. */
  #indent = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    this.#nextLine(0);
  }

  get ended(): boolean {
    return this.at === this.#text.length;
  }

  /**
   * The list or mapping that begins here; undefined, as everywhere, is no value. It ends before the first line of another column. A line deeper than
   * it is the rest of a scalar, or a mistake: no list or mapping around this one is as deep, so nobody takes that line, and the text does not end.
   */
  block(): object | undefined {
    if (++this.#depth > MAX_SHALLOW) return undefined;
    const value = this.#isDash() ? this.#list(this.#indent) : this.#mapping(this.#indent);
    this.#depth--;
    return value;
  }

  #list(indent: number): object | undefined {
    const items: unknown[] = [];
    while (!this.ended && this.#indent === indent && this.#isDash()) {
      const dash = this.at;
      this.at += 2;
      while (this.#text.charCodeAt(this.at) === SPACE) this.at++;
      this.#indent += this.at - dash;
      const item = this.#endOfKey() === undefined ? this.#scalarLine() : this.block();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  #mapping(indent: number): object | undefined {
    const fields: Record<string, unknown> = {};
    do {
      const end = this.#endOfKey();
      if (end === undefined) return undefined;
      const key = this.#text.slice(this.at, end);
      if (resolvePlain(key) !== key) return undefined;
      const value = this.#valueAt(end + 1, indent);
      if (value === undefined) return undefined;
      // Names of Object.prototype are taken for duplicates here, which does no harm.
      if (fields[key] !== undefined) this.isNotable = true;
      setField(fields, key, value);
    } while (!this.ended && this.#indent === indent && !this.#isDash());
    return fields;
  }

  /** What stands behind a colon, or in the lines below it. */
  #valueAt(from: number, indent: number): unknown {
    this.at = from;
    while (this.#text.charCodeAt(this.at) === SPACE) this.at++;
    if (this.#text.charCodeAt(this.at) !== NEWLINE && !this.ended) return this.#scalarLine();
    this.#nextLine(this.at + 1);
    if (this.ended || this.#indent < indent) return null;
    if (this.#indent > indent) return this.block();
    // A list may begin in the column of its key.
    return this.#isDash() ? this.block() : null;
  }

  #scalarLine(): unknown {
    const code = this.#text.charCodeAt(this.at);
    return code === DOUBLE_QUOTE || code === SINGLE_QUOTE ? this.#quoted(code) : this.#plain(code);
  }

  #quoted(quote: number): string | undefined {
    const start = this.at + 1;
    let end = start;
    for (let code = this.#text.charCodeAt(end); code !== quote; code = this.#text.charCodeAt(++end)) {
      if (!isPrintable(code) || code === BACKSLASH) return undefined;
    }
    if (!this.#endsLine(end + 1)) return undefined;
    return this.#text.slice(start, end);
  }

  #plain(first: number): Scalar | object | undefined {
    const start = this.at;
    if (!isWord(first) && !(first === DASH && isWord(this.#text.charCodeAt(start + 1)))) return this.#empty();
    let end = start + 1;
    for (
      let code = this.#text.charCodeAt(end);
      code !== NEWLINE && end < this.#text.length;
      code = this.#text.charCodeAt(++end)
    ) {
      if (!isPrintable(code)) return undefined;
      // `: ` would be a mapping, ` #` a comment, and a space at the end belongs to neither.
      if (code === COLON && isBreak(this.#text.charCodeAt(end + 1))) return undefined;
      if (code === SPACE && (isBreak(this.#text.charCodeAt(end + 1)) || this.#text.charCodeAt(end + 1) === HASH))
        return undefined;
    }
    const text = this.#text.slice(start, end);
    const value = resolvePlain(text);
    if (typeof value === 'number' && !Number.isFinite(value)) return undefined;
    if (isMisleading(text, value)) this.isNotable = true;
    this.#nextLine(end + 1);
    return value;
  }

  #empty(): object | undefined {
    const isList = this.#text.startsWith('[]', this.at);
    if (!isList && !this.#text.startsWith('{}', this.at)) return undefined;
    return this.#endsLine(this.at + 2) ? (isList ? [] : {}) : undefined;
  }

  /** The colon behind a plain key that begins here and ends on this line. */
  #endOfKey(): number | undefined {
    let end = this.at;
    if (!isLetter(this.#text.charCodeAt(end))) return undefined;
    for (;;) {
      const code = this.#text.charCodeAt(++end);
      if (code === COLON) {
        if (isBreak(this.#text.charCodeAt(end + 1))) return end - this.at > MAX_KEY ? undefined : end;
      } else if (!isWord(code) && code !== DASH) return undefined;
    }
  }

  #isDash(): boolean {
    return this.#text.charCodeAt(this.at) === DASH && this.#text.charCodeAt(this.at + 1) === SPACE;
  }

  #endsLine(from: number): boolean {
    if (from < this.#text.length && this.#text.charCodeAt(from) !== NEWLINE) return false;
    this.#nextLine(from + 1);
    return true;
  }

  /** Goes to the first line from `from` on that is neither empty nor a comment, or to the end. */
  #nextLine(from: number): void {
    let line = from;
    for (;;) {
      let at = line;
      while (this.#text.charCodeAt(at) === SPACE) at++;
      const code = this.#text.charCodeAt(at);
      const end = code === HASH ? this.#endOfComment(at) : at;
      if (end === undefined || (end < this.#text.length && end === at && code !== NEWLINE)) {
        this.at = at;
        this.#indent = at - line;
        return;
      }
      if (end >= this.#text.length) {
        this.at = this.#text.length;
        this.#indent = 0;
        return;
      }
      line = end + 1;
    }
  }

  /** Undefined if there is anything in it but printable ASCII: so it is no comment here, nor anything else. */
  #endOfComment(from: number): number | undefined {
    let end = from;
    while (isPrintable(this.#text.charCodeAt(end))) end++;
    return end === this.#text.length || this.#text.charCodeAt(end) === NEWLINE ? end : undefined;
  }
}

const NEWLINE = 0x0a;
const SPACE = 0x20;
const DOUBLE_QUOTE = 0x22;
const HASH = 0x23;
const SINGLE_QUOTE = 0x27;
const DASH = 0x2d;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** Printable ASCII. The end of the text, NaN, is nothing of all this but a break. */
function isPrintable(code: number): boolean {
  return code >= SPACE && code <= 0x7e;
}

function isBreak(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** What may begin a plain scalar and be anywhere in a key: letters, digits, `_`, `.`, `/`. */
function isWord(code: number): boolean {
  return isLetter(code) || (code >= 0x2e && code <= 0x39);
}
