// Kubectl's parser reads flow collections whatever their indentation, tabs in them, and comments right behind a quote or a bracket; ours refuses such
// text. It is straightened before a second try: each character that is in the way becomes a space, so that every offset stays what it was.

export interface Straightened {
  readonly text: string;
  /** The first tab that begins a line or follows a dash between blocks, where kubectl allows none. */
  readonly tab: number | undefined;
}

/** Undefined where a plain scalar goes on in another line of a flow collection, which no spaces can stand for. Linear. */
export function straighten(text: string): Straightened | undefined {
  const scanner = new Scanner(text);
  return scanner.scan() ? { text: scanner.result(), tab: scanner.tab } : undefined;
}

/** Of one line: the colon behind a plain key, unless a comment begins before it. */
const PLAIN_KEY = /^(?!#)(?:(?! #).)*?:(?=[ \t]|$)/;
const BREAK = /[\r\n]/g;
/** What is neither space nor comment, or a comment. */
const NEXT = /[^\s#]|#[^\n\r]*/g;

class Scanner {
  readonly #text: string;
  /** What becomes spaces: pairs of offsets, end exclusive. */
  readonly #blanks: (readonly [start: number, end: number])[] = [];
  #at = 0;
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

  scan(): boolean {
    while (this.#at < this.#text.length) if (!this.#line()) return false;
    return true;
  }

  #line(): boolean {
    const start = this.#at;
    this.#skip(' ');
    if (this.#is('\t') && /^\s*(?:#|$)/.test(this.#restOfLine())) this.tab ??= this.#at;
    let indent = this.#at - start;
    while (this.#is('-?') && isSpaceOrEnd(this.#text.charAt(this.#at + 1))) {
      indent = this.#at - start;
      this.#at++;
      this.#skip(' ');
      if (this.#is('\t')) this.tab ??= this.#at;
    }
    return this.#value(start, indent);
  }

  /** A value or a key, in the line that begins at `start`; `indent` is the column of the block that it is in. */
  #value(start: number, indent: number): boolean {
    const separation = this.#at;
    this.#skip(' \t');
    this.#properties();
    const column = this.#at - start;
    if (this.#is('[{')) {
      this.#blankTabs(separation, this.#at);
      return this.#flow() && this.#behind(start, column);
    }
    if (this.#is('"\'')) {
      this.#quoted(this.#character());
      return this.#behind(start, column);
    }
    if (this.#is('|>')) this.#block(indent);
    else if (!this.#passKey()) this.#skipLine();
    else return this.#value(start, column);
    return true;
  }

  /** Tags and anchors. */
  #properties(): void {
    while (this.#is('!&')) {
      while (!isSpaceOrEnd(this.#character())) this.#at++;
      this.#skip(' \t');
    }
  }

  /** Behind a quote or a bracket: the value of such a key, a comment, or nothing. */
  #behind(start: number, indent: number): boolean {
    this.#skip(' \t');
    if (this.#character() === ':') {
      this.#at++;
      return this.#value(start, indent);
    }
    if (this.#character() === '#') this.#blankLine();
    this.#skipLine();
    return true;
  }

  /** Goes behind the colon of a plain key; false if there is none in this line. */
  #passKey(): boolean {
    const key = PLAIN_KEY.exec(this.#restOfLine())?.[0];
    this.#at += key?.length ?? 0;
    return key !== undefined;
  }

  /** A literal or folded scalar: all lines deeper than the block, and the empty ones between them. */
  #block(indent: number): void {
    while (!isSpaceOrEnd(this.#character()) && this.#character() !== '#') this.#at++;
    if (this.#character() === '#') this.#blankLine();
    this.#skipLine();
    while (this.#at < this.#text.length) {
      const line = this.#at;
      this.#skip(' ');
      const isInside = this.#at - line > indent || this.#endOfLine() === this.#at;
      if (!isInside) {
        this.#at = line;
        return;
      }
      this.#skipLine();
    }
  }

  #quoted(quote: string): void {
    this.#at++;
    while (this.#at < this.#text.length) {
      const character = this.#character();
      this.#at++;
      if (character === '\\' && quote === '"') this.#at++;
      else if (character === quote) {
        if (quote === '"' || this.#character() !== quote) return;
        this.#at++;
      }
    }
  }

  /** From its opening bracket behind its closing one. */
  #flow(): boolean {
    let depth = 0;
    // What stood last but space: a plain scalar may go on, a quoted one may begin only where something does.
    let last: 'open' | 'closed' | 'plain' = 'open';
    while (this.#at < this.#text.length) {
      const character = this.#character();
      if (character === '\n' || character === '\r' || character === '\t') {
        if (last === 'plain' && this.#endsPlain()) last = 'closed';
        if (last !== 'plain') this.#blank();
        else if (character === '\t') this.#at++;
        else return false;
      } else if (character === ' ') this.#at++;
      else if (character === '#' && (last !== 'plain' || isSpaceOrEnd(this.#text.charAt(this.#at - 1)))) this.#blankLine();
      else if ((character === '"' || character === "'") && last === 'open') {
        this.#quoted(character);
        last = 'closed';
      } else {
        this.#at++;
        if (character === '[' || character === '{') depth++;
        if ((character === ']' || character === '}') && --depth === 0) return true;
        if (character === ']' || character === '}') last = 'closed';
        else if ('[{,'.includes(character) || (character === ':' && this.#endsKey(last))) last = 'open';
        else last = 'plain';
      }
    }
    return true;
  }

  /** Whether what comes next but space and comments ends a plain scalar. */
  #endsPlain(): boolean {
    NEXT.lastIndex = this.#at;
    let match = NEXT.exec(this.#text);
    while (match?.[0].startsWith('#') === true) match = NEXT.exec(this.#text);
    return match === null || ',]}'.includes(match[0]);
  }

  #endsKey(last: string): boolean {
    return last !== 'plain' || isSpaceOrEnd(this.#character()) || ',[]{}'.includes(this.#character());
  }

  #blank(): void {
    this.#blanks.push([this.#at, ++this.#at]);
  }

  #blankLine(): void {
    const end = this.#endOfLine();
    this.#blanks.push([this.#at, end]);
    this.#at = end;
  }

  #blankTabs(from: number, to: number): void {
    for (let at = from; at < to; at++) if (this.#text.charAt(at) === '\t') this.#blanks.push([at, at + 1]);
  }

  #skip(characters: string): void {
    while (this.#is(characters)) this.#at++;
  }

  #skipLine(): void {
    const end = this.#endOfLine();
    this.#at = this.#text.startsWith('\r\n', end) ? end + 2 : end + 1;
  }

  #endOfLine(): number {
    BREAK.lastIndex = this.#at;
    return BREAK.exec(this.#text)?.index ?? this.#text.length;
  }

  #restOfLine(): string {
    return this.#text.slice(this.#at, this.#endOfLine());
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
