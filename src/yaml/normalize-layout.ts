// kubectl's parser accepts flow collections with any indentation, tabs within them, and comments directly after a quote
// or a bracket; js-yaml rejects such text. Before a second attempt, each character that js-yaml rejects here is
// replaced by a space, so that every offset stays the same (docs/decisions/reading-yaml.md). A scanner that misreads
// the layout could hide lines that kubectl reads. So this one supports only the plainest block layout and gives up at
// the first ambiguity.

export interface NormalizedLayout {
  readonly text: string;
  /** Offset of the first tab that kubectl rejects: in the indentation of a block or of a line after a plain scalar. */
  readonly tab: number | undefined;
}

/** Undefined where the layout is not that plain. Runs in linear time. */
export function normalizeLayout(text: string): NormalizedLayout | undefined {
  const scanner = new Scanner(text);
  return scanner.scan() ? { text: scanner.result(), tab: scanner.tab } : undefined;
}

const BREAK = /[\r\n]/g;
/**
 * A plain key up to its colon. Its first character cannot begin anything else, and no comment begins before the colon.
 */
const PLAIN_KEY = /[^-\s?:,[\]{}#&*!|>'"%@`](?:(?![ \t]#)[^\r\n])*?:(?=[ \t\r\n]|$)/y;
/** First character of a plain scalar. */
const PLAIN = /[^\s?,[\]{}#&*!|>'"%@`]/;
/** A character outside of white space and comments, or a whole comment. */
const NEXT = /[^\s#]|#[^\n\r]*/g;

type Token = 'open' | 'closed' | 'plain';

class Scanner {
  readonly #text: string;
  /** Ranges that become spaces, in order, end exclusive. */
  readonly #blanks: (readonly [start: number, end: number])[] = [];
  #at = 0;
  #lineStart = 0;
  /** Deepest indentation of the next block line: a deeper line would continue the value before it. */
  #deepest = Infinity;
  /** Whether the value before the line is a plain scalar. */
  #isAfterPlain = false;
  tab: number | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  result(): string {
    let result = '';
    let from = 0;
    for (const [start, end] of this.#blanks) {
      result += this.#text.slice(from, start) + ' '.repeat(end - start);
      from = end;
    }
    return result + this.#text.slice(from);
  }

  /** False to give up. */
  scan(): boolean {
    while (this.#at < this.#text.length) if (!this.#line()) return false;
    return true;
  }

  #line(): boolean {
    this.#lineStart = this.#at;
    this.#skip(' ');
    if (this.#is('\t')) return this.#tabbed();
    if (this.#isEndOfLine() || this.#is('#')) {
      this.#skipLine();
      return true;
    }
    if (this.#column > this.#deepest) return false;
    let column = this.#column;
    while (this.#is('-') && isSpaceOrEnd(this.#text.charAt(this.#at + 1))) {
      column = this.#column;
      this.#at++;
      if (this.#is('\t')) this.tab ??= this.#at;
      this.#skip(' \t');
    }
    if (this.#isEndOfLine() || this.#is('#')) {
      this.#deepest = Infinity;
      this.#isAfterPlain = false;
      this.#skipLine();
      return true;
    }
    return this.#entry(column);
  }

  /** A line that begins with a tab: it must be empty or a comment. After a plain scalar kubectl allows the tab. */
  #tabbed(): boolean {
    const tab = this.#at;
    this.#skip(' \t');
    if (!this.#isEndOfLine() && !this.#is('#')) return false;
    if (!this.#isAfterPlain || tab - this.#lineStart <= this.#deepest) this.tab ??= tab;
    this.#skipLine();
    return true;
  }

  /** A key with its value, or a value alone; `outer` is the column of the dash before it, or else its own column. */
  #entry(outer: number): boolean {
    const column = this.#column;
    if (this.#is('"\'')) {
      const line = this.#endOfLine();
      if (!this.#quoted(this.#character())) return false;
      if (!this.#is(':')) return this.#closed(outer);
      // A key must be on one line.
      if (this.#at > line) return false;
      this.#at++;
      return this.#value(column);
    }
    PLAIN_KEY.lastIndex = this.#at;
    const key = PLAIN_KEY.exec(this.#text);
    if (key === null) return this.#value(outer);
    this.#at += key[0].length;
    return this.#value(column);
  }

  /** A value in a block of this column. */
  #value(column: number): boolean {
    const separation = this.#at;
    this.#skip(' \t');
    this.#isAfterPlain = false;
    if (this.#is('[{')) {
      this.#blankTabs(separation, this.#at);
      return this.#flow() && this.#closed(column);
    }
    if (this.#is('"\'')) return this.#quoted(this.#character()) && this.#closed(column);
    if (this.#is('|>')) this.#block(column);
    else if (this.#isEndOfLine() || this.#is('#')) {
      this.#deepest = Infinity;
      this.#skipLine();
    } else {
      // Gives up at an anchor, an alias, a tag or an explicit key.
      if (!PLAIN.test(this.#character())) return false;
      this.#deepest = column;
      this.#isAfterPlain = true;
      this.#skipLine();
    }
    return true;
  }

  /** After a closing quote or bracket only a comment may follow; a colon would make it a key. */
  #closed(column: number): boolean {
    this.#skip(' \t');
    if (this.#is('#')) this.#blankLine();
    if (!this.#isEndOfLine()) return false;
    this.#deepest = column;
    this.#skipLine();
    return true;
  }

  /** A literal or folded scalar: all lines deeper than its block, and empty lines between them. */
  #block(column: number): void {
    while (!isSpaceOrEnd(this.#character()) && !this.#is('#')) this.#at++;
    if (this.#is('#')) this.#blankLine();
    this.#skipLine();
    while (this.#at < this.#text.length) {
      const line = this.#at;
      this.#skip(' ');
      if (this.#at - line <= column && !this.#isEndOfLine()) {
        this.#at = line;
        break;
      }
      this.#skipLine();
    }
    this.#deepest = column;
  }

  /** Moves past the closing quote; false if there is none. */
  #quoted(quote: string): boolean {
    for (this.#at++; this.#at < this.#text.length; this.#at++) {
      if (this.#is('\\') && quote === '"') this.#at++;
      else if (this.#is(quote)) {
        this.#at++;
        if (quote === '"' || !this.#is(quote)) return true;
      }
    }
    return false;
  }

  /** Moves from the opening bracket past the closing one; false if there is none. */
  #flow(): boolean {
    let depth = 0;
    // The token before white space: a plain scalar may continue, and a quoted one may begin only after `open`.
    let last: Token = 'open';
    while (this.#at < this.#text.length) {
      if (this.#is('\n\r\t ')) {
        const next: Token | undefined = last === 'plain' ? this.#passPlain() : last;
        if (next === undefined) return false;
        if (next !== 'plain') this.#blankSpace();
        last = next;
      } else if (this.#is('#') && (last !== 'plain' || isSpaceOrEnd(this.#text.charAt(this.#at - 1))))
        this.#blankLine();
      else if (last === 'open' && this.#is('"\'')) {
        if (!this.#quoted(this.#character())) return false;
        last = 'closed';
      } else if (last === 'open' && this.#is('&*!?%@`|>-')) {
        // A dash may begin a number or a name.
        if (!this.#is('-') || isSpaceOrEnd(this.#text.charAt(this.#at + 1))) return false;
        this.#at++;
        last = 'plain';
      } else {
        const character = this.#character();
        this.#at++;
        if ('[{'.includes(character)) depth++;
        if (']}'.includes(character) && --depth === 0) return true;
        if (']}'.includes(character)) last = 'closed';
        else if ('[{,'.includes(character) || (character === ':' && this.#endsKey(last))) last = 'open';
        else last = 'plain';
      }
    }
    return false;
  }

  /**
   * At white space after a plain scalar. `closed` if the scalar has ended; the white space is then still unread.
   * `plain` if it continues on this line; the white space is then read. Undefined if it continues on another line,
   * because its line break cannot become a space.
   */
  #passPlain(): Token | undefined {
    NEXT.lastIndex = this.#at;
    let match = NEXT.exec(this.#text);
    while (match?.[0].startsWith('#') === true) match = NEXT.exec(this.#text);
    const next = match?.index ?? this.#text.length;
    const space = this.#text.slice(this.#at, next);
    if (match === null || ',]}:'.includes(match[0])) {
      const tab = space.search(/[\n\r][ \t]*\t/);
      if (tab !== -1) this.tab ??= this.#at + tab + 1;
      return 'closed';
    }
    if (/[\n\r#]/.test(space)) return undefined;
    this.#at = next;
    return 'plain';
  }

  #endsKey(last: string): boolean {
    return last !== 'plain' || isSpaceOrEnd(this.#character()) || this.#is(',[]{}');
  }

  #blankSpace(): void {
    const start = this.#at;
    this.#skip('\n\r\t ');
    this.#blanks.push([start, this.#at]);
  }

  #blankLine(): void {
    const end = this.#endOfLine();
    this.#blanks.push([this.#at, end]);
    this.#at = end;
  }

  #blankTabs(from: number, to: number): void {
    if (this.#text.slice(from, to).includes('\t')) this.#blanks.push([from, to]);
  }

  #skip(characters: string): void {
    while (this.#is(characters)) this.#at++;
  }

  #skipLine(): void {
    const end = this.#endOfLine();
    this.#at = this.#text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }

  get #column(): number {
    return this.#at - this.#lineStart;
  }

  #isEndOfLine(): boolean {
    return this.#at >= this.#text.length || this.#is('\n\r');
  }

  #endOfLine(): number {
    BREAK.lastIndex = this.#at;
    return BREAK.exec(this.#text)?.index ?? this.#text.length;
  }

  /** Empty at the end of the text. */
  #character(): string {
    return this.#text.charAt(this.#at);
  }

  #is(characters: string): boolean {
    return this.#at < this.#text.length && characters.includes(this.#character());
  }
}

function isSpaceOrEnd(character: string): boolean {
  return character === '' || character === ' ' || character === '\t' || character === '\n' || character === '\r';
}
