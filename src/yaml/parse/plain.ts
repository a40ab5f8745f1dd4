// Scans scalars without quotes.
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  HASH,
  isBlank,
  isBlankOrEnd,
  isBreak,
  NEWLINE,
  OPEN_BRACE,
  OPEN_BRACKET,
  QUESTION,
  RETURN,
  SPACE,
  TAB,
} from './characters.ts';
import type { Cursor } from './cursor.ts';

/**
 * The text of the scalar at the cursor, which moves past it and past the white space and line breaks after it;
 * `cursor.end` is set to the end of the scalar itself. Throws ReadError.
 */
export function scanPlain(cursor: Cursor): string {
  const { text, flow } = cursor;
  const first = cursor.at;
  let end = endOfLine(text, first, flow > 0);
  cursor.end = end;
  cursor.at = end;
  passBlanks(cursor);
  if (!isBreak(text.charCodeAt(cursor.at))) return cursor.slice(first, end);
  // The text on the lines so far. Most scalars have one line.
  let folded = text.slice(first, end);
  for (;;) {
    const breaks = passLines(cursor);
    // A line break always ends what could have been a key.
    const from = cursor.at;
    if (!continues(cursor)) {
      cursor.mayBeKey = true;
      return folded;
    }
    const next = endOfLine(text, from, flow > 0);
    if (next === from) {
      cursor.mayBeKey = true;
      return folded;
    }
    end = next;
    cursor.end = end;
    folded += (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1)) + text.slice(from, end);
    cursor.at = end;
    passBlanks(cursor);
    if (!isBreak(text.charCodeAt(cursor.at))) return folded;
  }
}

/** Whether a scalar goes on with the line that begins at the cursor. */
function continues(cursor: Cursor): boolean {
  const { text, at } = cursor;
  if (cursor.flow === 0 && cursor.column <= cursor.indent) return false;
  return at < text.length && text.charCodeAt(at) !== HASH && !cursor.isDocumentMark();
}

function passBlanks(cursor: Cursor): void {
  const { text } = cursor;
  while (isBlank(text.charCodeAt(cursor.at))) cursor.at++;
}

/** Passes line breaks and the white space between them; how many line breaks. Throws ReadError. */
function passLines(cursor: Cursor): number {
  const { text } = cursor;
  let breaks = 0;
  for (;;) {
    const code = text.charCodeAt(cursor.at);
    if (code === NEWLINE || code === RETURN) {
      cursor.passBreak();
      breaks++;
    } else if (code === SPACE) {
      cursor.at++;
    } else if (code === TAB) {
      if (cursor.column <= cursor.indent) throw cursor.error(cursor.at, 'kubectl allows no tab here; use spaces');
      cursor.at++;
    } else {
      return breaks;
    }
  }
}

/** Offset after the last character of the scalar on this line: `from` if it has none. */
function endOfLine(text: string, from: number, isFlow: boolean): number {
  let end = from;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    // Letters, and everything else beyond the indicators of ASCII.
    if (code > QUESTION && (!isFlow || !isBracket(code))) {
      end = at + 1;
    } else if (code === SPACE || code === TAB) {
      // White space at the end does not belong to the scalar.
    } else if (code === NEWLINE || code === RETURN) {
      return end;
    } else if (code === COLON) {
      if (isBlankOrEnd(text.charCodeAt(at + 1))) return end;
      end = at + 1;
    } else if (code === HASH && at > end) {
      return end;
    } else if (isFlow && (code === COMMA || code === QUESTION || isBracket(code))) {
      return end;
    } else {
      end = at + 1;
    }
  }
  return end;
}

function isBracket(code: number): boolean {
  return code === OPEN_BRACKET || code === CLOSE_BRACKET || code === OPEN_BRACE || code === CLOSE_BRACE;
}
