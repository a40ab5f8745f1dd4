// White space, comments and indentation: where block lists and mappings begin and end.
import { BYTE_ORDER_MARK, HASH, isBreakOrEnd, NEWLINE, RETURN, SPACE, TAB } from './characters.ts';
import { Cursor } from './cursor.ts';

export class Layout extends Cursor {
  /** How many block lists and mappings have ended before the cursor, and were not reported as tokens yet. */
  protected ends = 0;
  /** The columns of the lists and mappings around the innermost one. */
  readonly #outer: number[] = [];

  /** Passes white space and comments. A tab is white space only where no key may begin. */
  protected passSpace(): void {
    const { text } = this;
    for (;;) {
      let code = text.charCodeAt(this.at);
      if (code === BYTE_ORDER_MARK && this.at === this.lineStart)
        throw this.error(this.at, 'U+FEFF, an invisible byte order mark, is before the text; remove it');
      while (code === SPACE || (code === TAB && (this.flow > 0 || !this.mayBeKey))) code = text.charCodeAt(++this.at);
      if (code === HASH) while (!isBreakOrEnd(code)) code = text.charCodeAt(++this.at);
      if (code !== NEWLINE && code !== RETURN) return;
      this.passBreak();
      if (this.flow === 0) this.mayBeKey = true;
    }
  }

  /** Ends the lists and mappings that are deeper than a column. */
  protected unroll(column: number): void {
    while (this.indent > column) {
      this.indent = this.#outer.pop() ?? -1;
      this.ends++;
    }
  }

  /** Whether a list or a mapping begins at this column. */
  protected roll(column: number): boolean {
    if (this.flow > 0 || this.indent >= column) return false;
    this.#outer.push(this.indent);
    this.indent = column;
    return true;
  }
}
