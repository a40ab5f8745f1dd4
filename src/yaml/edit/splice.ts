// Replaces ranges of a text and keeps everything else byte for byte.

export interface Splice {
  /** The range that is replaced, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Depth in the document: of insertions at the same offset the deeper one comes first. */
  readonly depth: number;
}

/** Undefined if two of them overlap. */
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
