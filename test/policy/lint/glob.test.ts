// What is said of globs agrees with every short text over three letters.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from '../../../src/policy/load/glob.ts';
import { globCovers, globsOverlap } from '../../../src/policy/lint/glob.ts';
import { glob } from './support.ts';

/** Every text of up to six of three letters, one more than globs are written with: what a star takes in that no letter does. */
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
});
