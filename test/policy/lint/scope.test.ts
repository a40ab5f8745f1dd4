// What is said of selectors is true of every subject.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SelectorDocument } from '../../../src/policy/load/document.ts';
import {
  areDisjoint,
  matchesAll,
  scopeCovers,
  selectorCovers,
  whyNever,
  writersOf,
} from '../../../src/policy/lint/scope.ts';
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
  }, 60_000);

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
  }, 60_000);
});

// The properties above would also hold if nothing were ever said.
describe('what is said of selectors is found', () => {
  it.each<[string, SelectorDocument, SelectorDocument]>([
    ['nothing covers anything', {}, { managedBy: ['a'] }],
    [
      'a glob of namespaces covers its names',
      { namespaces: { names: ['shop-*'] } },
      { namespaces: { names: ['shop-a'] } },
    ],
    ['every namespace covers no names', { namespaces: { names: ['*'] } }, {}],
    ['excluded by both', { namespaces: { exclude: ['dev'] } }, { namespaces: { exclude: ['d*'] } }],
    ['excluded, and not among the names', { namespaces: { exclude: ['dev*'] } }, { namespaces: { names: ['shop'] } }],
    ['labels', { labels: { a: '*' } }, { labels: { a: 'x*', b: 'y' } }],
    ['labels of the namespace', { namespaces: { labels: { a: '*' } } }, { namespaces: { labels: { a: 'x', b: 'y' } } }],
    [
      'an account is the user that it is',
      { writers: { users: ['system:serviceaccount:shop:*'] } },
      { writers: { serviceAccounts: ['shop/web'] } },
    ],
    ['groups', { writers: { groups: ['g*'] } }, { writers: { groups: ['gh'] } }],
    ['all operations cover none', { operations: ['UPDATE', 'CREATE'] }, {}],
    ['one operation', { operations: ['UPDATE'] }, { operations: ['UPDATE'] }],
    ['managers', { managedBy: ['a*'] }, { managedBy: ['ab', 'ac'] }],
    ['Services', { serviceNames: ['a', 'b'] }, { serviceNames: ['b'] }],
  ])('one covers another: %s', (_, outer, inner) => {
    expect(selectorCovers(outer, inner)).toBe(true);
  });

  it.each<[string, SelectorDocument, SelectorDocument]>([
    ['names', { namespaces: { names: ['a'] } }, { namespaces: { names: ['b', 'c*'] } }],
    ['names and what excludes them', { namespaces: { names: ['a', 'ab'] } }, { namespaces: { exclude: ['a*'] } }],
    ['operations', { operations: ['CREATE'] }, { operations: ['UPDATE'] }],
    ['managers', { managedBy: ['a*'] }, { managedBy: ['b*'] }],
    ['Services', { serviceNames: ['*a'] }, { serviceNames: ['*b'] }],
    ['a label', { labels: { x: 'a*', y: '*' } }, { labels: { x: 'b', y: '*' } }],
  ])('two have nothing in common: %s', (_, left, right) => {
    expect([areDisjoint(left, right), areDisjoint(right, left)]).toEqual([true, true]);
  });

  it.each<[string, SelectorDocument, boolean]>([
    ['nothing', {}, true],
    ['empty lists and maps', { namespaces: { exclude: [], labels: {} }, labels: {} }, true],
    ['a key without a value', { writers: undefined }, true],
    ['names', { namespaces: { names: ['*'] } }, false],
    ['excluded names', { namespaces: { exclude: ['dev'] } }, false],
    ['labels of the namespace', { namespaces: { labels: { team: 'shop' } } }, false],
    ['labels', { labels: { a: '*' } }, false],
    ['writers', { writers: {} }, false],
    ['operations', { operations: ['CREATE', 'UPDATE'] }, false],
  ])('whether one matches everything: %s', (_, one, expected) => {
    expect(matchesAll(one)).toBe(expected);
  });

  it.each<[SelectorDocument, string, string]>([
    [
      { namespaces: { names: ['dev-a', 'dev-b'], exclude: ['dev-*'] } },
      'namespaces.names',
      'namespaces.exclude excludes dev-a, dev-b',
    ],
    [{ namespaces: { exclude: ['dev', '**'] } }, 'namespaces.exclude', '"*" excludes every namespace'],
    [{ writers: {} }, 'writers', 'it names no writer'],
  ])('why one matches nothing: %j', (one, path, why) => {
    expect(whyNever(one)).toEqual({ path: path.split('.'), why });
  });

  it('scopes: what one excludes is excluded by the other, or not in it', () => {
    const dev = { namespaces: { names: ['dev'] } };
    expect(scopeCovers({}, { exclude: dev })).toBe(true);
    expect(scopeCovers({ exclude: dev }, { exclude: { namespaces: { names: ['d*'] } } })).toBe(true);
    expect(scopeCovers({ exclude: dev }, { match: { namespaces: { names: ['shop'] } } })).toBe(true);
    expect(scopeCovers({ exclude: dev }, {})).toBe(false);
    expect(scopeCovers({ match: dev }, {})).toBe(false);
  });
});

it('covers itself, and whether two have anything in common does not depend on their order', () => {
  fc.assert(
    fc.property(selector, selector, (left, right) => {
      expect(selectorCovers(left, left)).toBe(true);
      expect(areDisjoint(left, right)).toBe(areDisjoint(right, left));
    }),
    { numRuns: 1000 },
  );
});

it('lists users, and service accounts as the users they are', () => {
  expect(writersOf({ writers: { users: ['jane'], groups: ['g'], serviceAccounts: ['shop/web', 'a*/*'] } })).toEqual([
    'jane',
    'system:serviceaccount:shop:web',
    'system:serviceaccount:a*:*',
  ]);
  expect(writersOf({})).toEqual([]);
});
