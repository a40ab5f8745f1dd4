// Text that is kept longer than the file it comes from.

/** A copy. In V8 a part of a string keeps the whole string in memory: here a large piece of a file. */
export function detach(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}
