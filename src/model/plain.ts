// Text that is safe to print in one line: an API server drops a warning that holds a line break or control character, and a terminal obeys them.

/** C0 and C1 controls, line and paragraph separators, and the bidirectional controls that can turn a line of a log around. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** One line of at most `max` UTF-16 code units; what was cut is marked by `…`, unsafe characters are escaped as `\u000a`. */
export function plain(text: string, max: number): string {
  const escaped = cut(text, max).replace(
    UNSAFE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return cut(escaped, max).toWellFormed();
}

/** The first `max` code units; the last one is `…` if anything was cut, and no surrogate pair is split. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const end = isHighSurrogate(text, max - 2) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
}

function isHighSurrogate(text: string, index: number): boolean {
  const code = text.charCodeAt(index);
  return code >= 0xd800 && code <= 0xdbff;
}
