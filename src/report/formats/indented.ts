// JSON as a part of a larger document that is written piece by piece.

/** As JSON.stringify prints it, each line indented. */
export function indented(value: unknown, columns: number): string {
  const by = ' '.repeat(columns);
  return by + JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`);
}
