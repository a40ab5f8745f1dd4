// The characters that have a meaning in YAML. At the end of a text `charCodeAt` is NaN, which equals none of them.

export const TAB = 0x09;
export const NEWLINE = 0x0a;
export const RETURN = 0x0d;
export const SPACE = 0x20;
export const EXCLAMATION = 0x21;
export const DOUBLE_QUOTE = 0x22;
export const HASH = 0x23;
export const PERCENT = 0x25;
export const AMPERSAND = 0x26;
export const SINGLE_QUOTE = 0x27;
export const ASTERISK = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;
export const AT = 0x40;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const UNDERSCORE = 0x5f;
export const BACKTICK = 0x60;
export const OPEN_BRACE = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_BRACE = 0x7d;
export const BYTE_ORDER_MARK = 0xfeff;

export function isBlank(code: number): boolean {
  return code === SPACE || code === TAB;
}

export function isBreak(code: number): boolean {
  return code === NEWLINE || code === RETURN;
}

export function isBreakOrEnd(code: number): boolean {
  return code === NEWLINE || code === RETURN || Number.isNaN(code);
}

export function isBlankOrEnd(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === TAB || code === RETURN || Number.isNaN(code);
}

/** Characters that begin most scalars: digits and letters of ASCII. */
export function isWord(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39);
}

/** Characters within most keys. */
export function isName(code: number): boolean {
  return isWord(code) || code === DASH || code === DOT || code === SLASH || code === UNDERSCORE;
}

/** Characters that begin no scalar, besides `-`, `?` and `:`, which may. */
export const BEGINS_OTHER: ReadonlySet<number> = new Set([
  COMMA,
  OPEN_BRACKET,
  CLOSE_BRACKET,
  OPEN_BRACE,
  CLOSE_BRACE,
  HASH,
  AMPERSAND,
  EXCLAMATION,
  PIPE,
  GREATER,
  PERCENT,
  AT,
  BACKTICK,
]);
