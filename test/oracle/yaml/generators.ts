// Two sources of texts, the same for the same seed: manifests with a few slips, and worse.
import type { Random } from '../../drills/support/scale.ts';
import { any, below } from './edits.ts';
import { looseJson } from './loose-json.ts';
import { mutate } from './mutations.ts';
import { SEEDS } from './seeds.ts';
import { lineByLine, nestedBlocks, nestedBrackets, tokens } from './soup.ts';

export const GENERATORS = { manifests, worse } as const;

/** A manifest with one to four mutations. */
export function manifests(next: Random): string {
  let text: string = any(next, SEEDS);
  // Few: most texts with four are not YAML for anyone.
  const count = any(next, [1, 1, 1, 1, 2, 2, 2, 3, 3, 4]);
  for (let done = 0; done < count; done++) text = mutate(text, next);
  return text.toWellFormed();
}

const WORSE = [lineByLine, lineByLine, tokens, nestedBlocks, nestedBrackets, looseJson];

/** A few lines or tokens, most of them rare ones, in any order. */
export function worse(next: Random): string {
  const text = any(next, WORSE)(next);
  return (below(next, 4) === 0 ? mutate(text, next) : text).toWellFormed();
}
