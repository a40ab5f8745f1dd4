// JSON as a part of a larger document that is written piece by piece.

/** Laid out as JSON.stringify lays out, every line moved to the right. */
export function indented(value: unknown, columns: number): string {
  const by = ' '.repeat(columns);
  return by + JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`);
}
