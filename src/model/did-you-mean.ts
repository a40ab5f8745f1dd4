// How a message about an unknown name ends: with the nearest valid name, or else with a hint.
import { nearest } from './nearest.ts';

/** `did you mean "zone"?`, or `otherwise` when no known name is near; by default the list `known: a, b`. */
export function didYouMean(name: string, known: readonly string[], otherwise = `known: ${known.join(', ')}`): string {
  const near = nearest(name, known);
  return near === undefined ? otherwise : `did you mean "${near}"?`;
}
