// What is said of globs agrees with every short text over three letters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/policy/load/glob.ts';
import { globCovers, globsOverlap } from '../../../src/policy/lint/glob.ts';
import { glob, globs } from './support.ts';

/** Every text of up to six of three letters, one more than globs are written with: only a star matches the third. */
const WORDS = Array.from({ length: 6 }).reduce<string[]>(
  (words) => [...new Set(words.flatMap((word) => ['', 'a', 'b', 'c'].map((letter) => word + letter)))],
  [''],
);

describe('what is said of globs', () => {
  it('is true, and has a witness where it is denied', () => {
    fc.assert(
      fc.property(glob, glob, (left, right) => {
        const inLeft = globMatcher([left]);
        const inRight = globMatcher([right]);
        expect(globCovers([left], right)).toBe(!WORDS.some((word) => inRight(word) && !inLeft(word)));
        expect(globsOverlap(left, right)).toBe(WORDS.some((word) => inLeft(word) && inRight(word)));
      }),
    );
  });

  it('of several globs that cover one is true if one of them does alone', () => {
    fc.assert(
      fc.property(globs, glob, (outers, inner) => {
        expect(globCovers(outers, inner)).toBe(outers.some((outer) => globCovers([outer], inner)));
      }),
    );
    // Together they match every namespace that begins with a or b, which is not seen: false is the safe answer.
    expect(globCovers(['a*', 'b*'], '*')).toBe(false);
    expect(globCovers([], 'a')).toBe(false);
  });

  it('does not depend on which glob comes first, and is true of a glob and itself', () => {
    fc.assert(
      fc.property(glob, glob, (left, right) => {
        expect(globsOverlap(left, right)).toBe(globsOverlap(right, left));
        expect([globsOverlap(left, left), globCovers([left], left)]).toEqual([true, true]);
      }),
    );
  });

  it('is found for globs on which a search that tries every way would never end', () => {
    const many = '*a'.repeat(500);
    expect(globsOverlap(`${many}b`, `${many}c`)).toBe(false);
    expect(globsOverlap(`${many}*`, `*${many}`)).toBe(true);
    expect(globCovers([`${many}b`], `${many}c`)).toBe(false);
    expect(globCovers([many], `${many}${many}`)).toBe(true);
  });
});
