// Where the scanner is in a text, and what it must know about its surroundings to go on.
import { ReadError } from '../read-error.ts';
import type { Names } from './names.ts';
import { DASH, DOT, isBlankOrEnd, NEWLINE, RETURN } from './characters.ts';

export class Cursor {
  readonly text: string;
  /** Offset of the first unread character, in UTF-16 code units, as are all offsets. */
  at = 0;
  /** Offset after the token that was found last. */
  end = 0;
  /** Offset of the line of that character. */
  lineStart = 0;
  /** The column of the innermost block list or mapping; -1 outside of all. */
  indent = -1;
  /** How many flow collections are open. */
  flow = 0;
  /** Whether a key may begin here without a question mark. If so, tabs are not allowed as white space. */
  mayBeKey = true;
  /** Whether escapes are read as in JSON, which has `\/` and surrogates. */
  readonly isJson: boolean;
  readonly #names: Names;

  constructor(text: string, isJson: boolean, names: Names) {
    this.text = text;
    this.isJson = isJson;
    this.#names = names;
  }

  /** A part of the text. */
  slice(from: number, to: number): string {
    return this.#names.slice(this.text, from, to);
  }

  get column(): number {
    return this.at - this.lineStart;
  }

  /** Passes a line break: LF, CR or CRLF. */
  passBreak(): void {
    const isPair = this.text.charCodeAt(this.at) === RETURN && this.text.charCodeAt(this.at + 1) === NEWLINE;
    this.at += isPair ? 2 : 1;
    this.lineStart = this.at;
  }

  /** Whether a line begins here with `---` or `...` alone. */
  isDocumentMark(): boolean {
    const { text, at } = this;
    const code = text.charCodeAt(at);
    return (
      at === this.lineStart &&
      (code === DASH || code === DOT) &&
      text.charCodeAt(at + 1) === code &&
      text.charCodeAt(at + 2) === code &&
      isBlankOrEnd(text.charCodeAt(at + 3))
    );
  }

  /** An error at an offset. The text must say what was seen and what to do. */
  error(offset: number, what: string): ReadError {
    return new ReadError(offset, `cannot be read as YAML: ${what}`);
  }
}
