// What can be said of two globs without any name at hand: whether one holds all that the other holds, and whether they
// hold anything together.
import { globMatcher } from '../load/glob.ts';

/**
 * Whether every text that `inner` matches is matched by one of `outers`. A star of `inner` may stand for letters that
 * `outer` does not spell, so only a star can take it in: `inner` is matched as if it were a text. Several outers are
 * asked one by one; what they cover only together is not seen.
 */
export function globCovers(outers: readonly string[], inner: string): boolean {
  return globMatcher(outers)(inner);
}

/** Whether some text is matched by both. Quadratic in their lengths. */
export function globsOverlap(left: string, right: string): boolean {
  // reachable[j]: the first i characters of left and the first j of right can stand for the same text.
  let reachable = prefixesOfStars(right);
  for (const char of left) {
    const next = [char === '*' && (reachable[0] ?? false)];
    for (let j = 1; j <= right.length; j++) {
      const [above = false, before = false, diagonal = false] = [reachable[j], next[j - 1], reachable[j - 1]];
      const other = right[j - 1];
      next.push(char === '*' || other === '*' ? above || before : diagonal && char === other);
    }
    reachable = next;
  }
  return reachable.at(-1) ?? false;
}

/** Nothing of the left glob: only stars of the right one stand for nothing. */
function prefixesOfStars(right: string): boolean[] {
  const reachable = [true];
  for (const char of right) reachable.push(char === '*' && (reachable.at(-1) ?? false));
  return reachable;
}
