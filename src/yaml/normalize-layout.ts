// Kubectl's parser reads flow collections whatever their indentation, tabs in them, and comments right behind a quote or a bracket; ours refuses such
// text. It is straightened before a second try: each character that is in the way becomes a space, so that every offset stays what it was.
// A scanner that lost its way could make lines disappear for us that kubectl reads. So it knows the plainest layout of blocks and nothing else, and
// gives up at the first thing that could be read in two ways.

export interface NormalizedLayout {
  readonly text: string;
  /** The first tab where kubectl allows none: in the indentation of a block, or of a line behind a plain scalar. */
  readonly tab: number | undefined;
}

/** Undefined where the layout is not that plain. Linear. */
export function normalizeLayout(text: string): NormalizedLayout | undefined {
  const scanner = new Scanner(text);
  return scanner.scan() ? { text: scanner.result(), tab: scanner.tab } : undefined;
}

const BREAK = /[\r\n]/g;
/** A plain key, up to its colon; no comment begins before it, and it begins like no other thing. */
const PLAIN_KEY = /[^-\s?:,[\]{}#&*!|>'"%@`](?:(?![ \t]#)[^\r\n])*?:(?=[ \t\r\n]|$)/y;
/** What a plain scalar begins with. */
const PLAIN = /[^\s?,[\]{}#&*!|>'"%@`]/;
/** What is neither space nor comment, or a comment. */
const NEXT = /[^\s#]|#[^\n\r]*/g;

type Token = 'open' | 'closed' | 'plain';

class Scanner {
  readonly #text: string;
  /** What becomes spaces: pairs of offsets, end exclusive, in order. */
  readonly #blanks: (readonly [start: number, end: number])[] = [];
  #at = 0;
  #lineStart = 0;
  /** The next line of a block may be indented so deep; deeper, it would go on with the value that stands before it. */
  #deepest = Infinity;
  /** The value before the line is a plain scalar. */
  #isBehindPlain = false;
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
      this.#isBehindPlain = false;
      this.#skipLine();
      return true;
    }
    return this.#entry(column);
  }

  /** A line that begins with a tab, where nothing may stand: it is empty, or goes on with a plain scalar. */
  #tabbed(): boolean {
    const tab = this.#at;
    this.#skip(' \t');
    if (!this.#isEndOfLine() && !this.#is('#')) return false;
    if (!this.#isBehindPlain || tab - this.#lineStart <= this.#deepest) this.tab ??= tab;
    this.#skipLine();
    return true;
  }

  /** A key with its value, or a value alone; `outer` is the column of the dash before it, or its own. */
  #entry(outer: number): boolean {
    const column = this.#column;
    if (this.#is('"\'')) {
      const line = this.#endOfLine();
      if (!this.#quoted(this.#character())) return false;
      if (!this.#is(':')) return this.#behind(outer);
      // A key stands in one line.
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

  /** What belongs to a block of this column. */
  #value(column: number): boolean {
    const separation = this.#at;
    this.#skip(' \t');
    this.#isBehindPlain = false;
    if (this.#is('[{')) {
      this.#blankTabs(separation, this.#at);
      return this.#flow() && this.#behind(column);
    }
    if (this.#is('"\'')) return this.#quoted(this.#character()) && this.#behind(column);
    if (this.#is('|>')) this.#block(column);
    else if (this.#isEndOfLine() || this.#is('#')) {
      this.#deepest = Infinity;
      this.#skipLine();
    } else {
      // An anchor, an alias, a tag, an explicit key.
      if (!PLAIN.test(this.#character())) return false;
      this.#deepest = column;
      this.#isBehindPlain = true;
      this.#skipLine();
    }
    return true;
  }

  /** Behind a quote or a bracket stands a comment, or nothing; a colon would make a key of it. */
  #behind(column: number): boolean {
    this.#skip(' \t');
    if (this.#is('#')) this.#blankLine();
    if (!this.#isEndOfLine()) return false;
    this.#deepest = column;
    this.#skipLine();
    return true;
  }

  /** A literal or folded scalar: all lines deeper than its block, and the empty ones between them. */
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

  /** Goes behind the closing quote; false if there is none. */
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

  /** From its opening bracket behind its closing one; false if there is none. */
  #flow(): boolean {
    let depth = 0;
    // What stood last but space: a plain scalar may go on, and a quoted one may begin only where something does.
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
   * At space behind a plain scalar. If the scalar has ended, `closed`: the space is still to be passed. If it goes on in this line, `plain`, behind the
   * space. Undefined if it goes on in another one, which no spaces can stand for.
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
