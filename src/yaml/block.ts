// A fast reader for the YAML that programs write: block mappings and lists of one-line scalars in printable ASCII.
// It gives up at anything else and at every mistake; the full parser then reads the text and reports what is wrong.
import type { Built } from './build.ts';
import { setField } from './construct.ts';
import { isMisleading } from './notes.ts';
import { resolvePlain, type Scalar } from './scalars.ts';

/** Undefined for a text that only the full parser can read. */
export function buildBlock(text: string): Built | undefined {
  const reader = new BlockReader(text);
  const start = reader.at;
  const value = reader.block();
  return value === undefined || !reader.ended ? undefined : { value, start, isNotable: reader.isNotable };
}

/** The parser reads deeper texts, because it enforces the limit on depth. */
const MAX_SHALLOW = 40;
/** The parser refuses keys of more than 1,024 characters. */
const MAX_KEY = 1000;

class BlockReader {
  readonly #text: string;
  isNotable = false;
  /** Offset of the first unread character. It is never a space, except at the end of the text. */
  at = 0;
  /** The column of that character, from 0, as long as only dashes precede it on its line. */
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
   * The list or mapping that begins here; undefined, as everywhere, means that this reader gives up. It ends before the
   * first line of another column. A deeper line continues a scalar or is a mistake: no enclosing list or mapping is
   * that deep, so no one reads the line and the end of the text is not reached.
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
      // Names of Object.prototype count as duplicates here. That only costs a search for notes.
      if (fields[key] !== undefined) this.isNotable = true;
      setField(fields, key, value);
    } while (!this.ended && this.#indent === indent && !this.#isDash());
    return fields;
  }

  /** The value after a colon, on the same line or on the lines below. */
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
      // `: ` would make it a mapping and ` #` a comment; a trailing space is not part of a scalar.
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

  /** Offset of the colon after a plain key that begins here and ends on this line. */
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

  /** Moves to the first line at or after `from` that is neither empty nor a comment, or to the end. */
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

  /** Undefined unless all of it is printable ASCII: anything else is for the parser. */
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

/** Printable ASCII. At the end of the text `code` is NaN, which only `isBreak` accepts. */
function isPrintable(code: number): boolean {
  return code >= SPACE && code <= 0x7e;
}

function isBreak(code: number): boolean {
  return code === SPACE || code === NEWLINE || Number.isNaN(code);
}

function isLetter(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || code === 0x5f;
}

/** Characters that may begin a plain scalar or be anywhere in a key: letters, digits, `_`, `.`, `/`. */
function isWord(code: number): boolean {
  return isLetter(code) || (code >= 0x2e && code <= 0x39);
}
