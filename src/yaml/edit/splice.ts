// Small changes of a text, each at its place: everything else stays as it is, byte for byte.

export interface Splice {
  /** Offsets into the text; what stands between them is replaced. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** How deep in the document: of insertions at one place the deeper one comes first. */
  readonly depth: number;
}

/** Undefined if two of them change the same. */
export function applySplices(text: string, splices: readonly Splice[]): string | undefined {
  const ordered = splices.toSorted(
    (left, right) => left.start - right.start || left.end - right.end || right.depth - left.depth,
  );
  const parts: string[] = [];
  let from = 0;
  for (const splice of ordered) {
    if (splice.start < from) return undefined;
    parts.push(text.slice(from, splice.start), splice.text);
    from = splice.end;
  }
  return [...parts, text.slice(from)].join('');
}
