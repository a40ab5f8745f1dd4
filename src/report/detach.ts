// Text that is kept while the rest of its file goes.

/** A copy: a part of a string keeps the whole string in memory, here a piece of a file for each name or message from it. */
export function detach(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}
