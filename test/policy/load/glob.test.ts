// Globs agree with a matcher that tries every way, and need no more steps than the text is long.
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { globMatcher } from '../../../src/policy/load/glob.ts';

const text = fc.stringMatching(/^[ab]{0,7}$/);
const glob = fc.stringMatching(/^[ab*]{0,6}$/);

/** A star takes any number of letters: each is tried. */
function isMatch(pattern: string, whole: string): boolean {
  if (pattern === '') return whole === '';
  if (pattern.startsWith('*'))
    return isMatch(pattern.slice(1), whole) || (whole !== '' && isMatch(pattern, whole.slice(1)));
  return whole.startsWith(pattern.slice(0, 1)) && isMatch(pattern.slice(1), whole.slice(1));
}

describe('a glob', () => {
  it('matches what a matcher matches that tries every way', () => {
    let matched = 0;
    fc.assert(
      fc.property(glob, text, (pattern, whole) => {
        const result = globMatcher([pattern])(whole);
        expect(result).toBe(isMatch(pattern, whole));
        if (result) matched++;
      }),
      { numRuns: 3000 },
    );
    expect(matched).toBeGreaterThan(100);
  });

  it('is one of several, any of which may match', () => {
    fc.assert(
      fc.property(fc.array(glob, { maxLength: 3 }), text, (patterns, whole) => {
        expect(globMatcher(patterns)(whole)).toBe(patterns.some((pattern) => isMatch(pattern, whole)));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['*', '', true],
    ['', '', true],
    ['', 'a', false],
    ['a*a', 'a', false],
    ['a*a', 'aa', true],
    ['a*b*b', 'ab', false],
    ['*ab*ba*', 'aba', false],
    ['shop-*', 'shop-', true],
    ['shop-*', 'my-shop-1', false],
    // Nothing but a star has a meaning.
    ['sh?p', 'shop', false],
    ['shop.', 'shop1', false],
    ['[a-z]*', 'shop', false],
    ['a.*', 'a.b', true],
    ['A*', 'a', false],
  ])('%j matches %j: %s', (pattern, whole, expected) => {
    expect(globMatcher([pattern])(whole)).toBe(expected);
  });
});

describe('the work for a glob', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['many stars that never match', `${'*a'.repeat(1000)}*b*`, 'a'.repeat(100_000)],
    ['many stars, and a piece that is missing', `${'a*'.repeat(5000)}c*b`, `${'a'.repeat(100_000)}b`],
    ['stars alone', '*'.repeat(10_000), 'a'.repeat(10_000)],
    ['long pieces that nearly match', `*${'a'.repeat(50)}b*${'a'.repeat(50)}b*`, 'a'.repeat(100_000)],
  ])('looks at no letter of the text twice: %s', (_, pattern, whole) => {
    const matches = globMatcher([pattern]);
    const spy = vi.spyOn(String.prototype, 'indexOf');
    const result = matches(whole);
    const { calls, results } = spy.mock;
    vi.restoreAllMocks();
    const searches = calls.map(([piece, from = 0], index) => {
      const at = Number(results[index]?.value);
      return { from, to: at === -1 ? whole.length : at + piece.length };
    });
    expect(result).toBe(/^\*+$/.test(pattern));
    // One search for each piece between stars, each from where the one before ended.
    expect(searches.length).toBeGreaterThan(0);
    expect(searches.length).toBeLessThanOrEqual(pattern.split('*').length);
    for (const [index, { from }] of searches.entries()) expect(from).toBe(searches[index - 1]?.to ?? from);
  });
});
