// Globs over names: `*` is any run of characters, everything else is itself. Linear in the text: no regular
// expressions, no backtracking over segments.

/** True when any of the globs matches the whole text. */
export function globMatcher(globs: readonly string[]): (text: string) => boolean {
  const exact = new Set(globs.filter((glob) => !glob.includes('*')));
  const patterns = globs.filter((glob) => glob.includes('*')).map((glob) => glob.split('*'));
  return (text) => exact.has(text) || patterns.some((parts) => matches(parts, text));
}

/**
 * `parts` are the literal pieces between the stars: first is a prefix, last a suffix, each in between is found
 * leftmost.
 */
function matches(parts: readonly string[], text: string): boolean {
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at < 0 || at + part.length > end) return false;
    from = at + part.length;
  }
  return true;
}
