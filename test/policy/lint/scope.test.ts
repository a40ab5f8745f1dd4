// What is said of selectors is true of every subject.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areDisjoint, matchesAll, scopeCovers, selectorCovers, whyNever } from '../../../src/policy/lint/scope.ts';
import { compileScope, compileSelector } from '../../../src/policy/load/selector.ts';
import { option, selectable, selector } from './support.ts';

describe('what is said of selectors', () => {
  it('is true of every subject', () => {
    fc.assert(
      fc.property(selector, selector, selectable, (left, right, subject) => {
        const inLeft = compileSelector(left)(subject) === true;
        const inRight = compileSelector(right)(subject) === true;
        expect(selectorCovers(left, right) && inRight && !inLeft).toBe(false);
        expect(areDisjoint(left, right) && inLeft && inRight).toBe(false);
        expect(matchesAll(left) && !inLeft).toBe(false);
        expect(whyNever(left) !== undefined && inLeft).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it('is true of scopes', () => {
    const scope = fc.record({ match: option(selector), exclude: option(selector) });
    fc.assert(
      fc.property(scope, scope, selectable, (outer, inner, subject) => {
        const inOuter = compileScope(outer.match, outer.exclude)(subject) === true;
        const inInner = compileScope(inner.match, inner.exclude)(subject) === true;
        expect(scopeCovers(outer, inner) && inInner && !inOuter).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
