// Text that is safe to print on one line: an API server drops a warning that contains a line break or control
// character, and a terminal interprets them.

/**
 * C0 and C1 controls, line and paragraph separators, the bidirectional controls, which can reverse part of a log line,
 * and what is invisible or looks like a space: a reader cannot see what is wrong with it.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Variation_Selector}\u115f\u1160\u3164\uffa0]|\u034f|(?! )\p{Zs}/gu;

/**
 * One line of at most `max` UTF-16 code units. A cut is marked by `…`, and unsafe characters are escaped as `\u000a`.
 */
export function plain(text: string, max: number): string {
  const escaped = cut(text, max).replace(UNSAFE, (character) => `\\u${hexOf(character)}`);
  return cut(escaped, max).toWellFormed();
}

/** Of four digits, or in braces as in JavaScript. */
function hexOf(character: string): string {
  const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(4, '0');
  return hex.length === 4 ? hex : `{${hex}}`;
}

/** The first `max` code units; if anything was cut, the last one is `…`. Does not split a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = isHighSurrogate(text, max - 2) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
}

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
