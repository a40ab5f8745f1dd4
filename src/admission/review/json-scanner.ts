// Walks through JSON text of which only the beginning may be there. Strict, linear, and only as deep as its caller:
// values inside values are skipped by counting brackets.

/** The text ended before the value did. */
export class TextEnd extends Error {}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const SPACE = /[ \t\n\r]*/y;
/** A number or a word; JSON.parse says whether it is one. */
const SCALAR = /[^,:[\]{}" \t\n\r]*/y;

/** Every method throws TextEnd, and SyntaxError for what is no JSON. */
export class JsonScanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Whether the next value is an object, or a list. */
  isAt(open: '{' | '['): boolean {
    return this.#next() === open;
  }

  /**
   * The members of an object. `visit` reads the value, or returns false to stop; then it is not known what follows.
   * Returns whether the object was read to its end. A duplicate key is a SyntaxError: which of the two counts is not
   * certain.
   */
  members(visit: (key: string) => boolean): boolean {
    const seen = new Set<string>();
    this.#take('{');
    if (this.#accept('}')) return true;
    do {
      const key = this.#key();
      if (seen.has(key)) throw new SyntaxError('duplicate key');
      seen.add(key);
      this.#take(':');
      if (!visit(key)) return false;
    } while (this.#accept(','));
    this.#take('}');
    return true;
  }

  /** The items of a list; `visit` reads each. */
  items(visit: () => void): void {
    this.#take('[');
    if (this.#accept(']')) return;
    do visit();
    while (this.#accept(','));
    this.#take(']');
  }

  /** Any value. */
  value(): unknown {
    this.#next();
    const from = this.#at;
    this.#skip();
    return JSON.parse(this.#text.slice(from, this.#at));
  }

  #key(): string {
    if (this.#next() !== '"') throw new SyntaxError('expected a key');
    const from = this.#at;
    this.#skipString();
    return String(JSON.parse(this.#text.slice(from, this.#at)));
  }

  /** Goes to the end of the value; JSON.parse will look at its content. */
  #skip(): void {
    let depth = 0;
    do {
      const character = this.#next();
      if (character === '"') this.#skipString();
      else if (character === '{' || character === '[') depth += this.#step();
      else if (character === '}' || character === ']') depth -= this.#step();
      else if (depth > 0 && (character === ',' || character === ':')) this.#step();
      else this.#skipScalar();
    } while (depth > 0);
    if (depth < 0) throw new SyntaxError('a bracket too many');
  }

  #step(): 1 {
    this.#at++;
    return 1;
  }

  #skipString(): void {
    const text = this.#text;
    for (let at = this.#at + 1; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === BACKSLASH) {
        at++;
      } else if (code === QUOTE) {
        this.#at = at + 1;
        return;
      }
    }
    throw new TextEnd();
  }

  #skipScalar(): void {
    const from = this.#at;
    this.#match(SCALAR);
    if (this.#at === from) throw new SyntaxError('expected a value');
    // The rest of a number may be missing.
    if (this.#at === this.#text.length) throw new TextEnd();
  }

  /** The next character that is not a space. */
  #next(): string {
    this.#match(SPACE);
    const character = this.#text[this.#at];
    if (character === undefined) throw new TextEnd();
    return character;
  }

  #accept(character: string): boolean {
    const found = this.#next() === character;
    if (found) this.#at++;
    return found;
  }

  #take(character: string): void {
    if (!this.#accept(character)) throw new SyntaxError(`expected ${character}`);
  }

  #match(pattern: RegExp): void {
    pattern.lastIndex = this.#at;
    pattern.test(this.#text);
    this.#at = pattern.lastIndex;
  }
}
