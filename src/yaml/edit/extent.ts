// Where white space and lines end, which editing a text needs.

/** The first offset after white space and comments. `from` must not be within a scalar. */
export function skipBlank(text: string, from: number): number {
  let offset = from;
  for (;;) {
    const code = text[offset];
    if (code === '#') offset = endOfLine(text, offset);
    else if (code === ' ' || code === '\t' || code === '\n' || code === '\r') offset++;
    else return offset;
  }
}

/** Offset of the line break (LF or CRLF) that ends this line, or the end of the text. */
export function endOfLine(text: string, from: number): number {
  const newline = text.indexOf('\n', from);
  if (newline === -1) return text.length;
  return newline > from && text[newline - 1] === '\r' ? newline - 1 : newline;
}
