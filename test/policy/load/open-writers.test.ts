// An exclude by labels must name writers that no tenant can become: compared with the matcher that runs, exhaustively.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { accountUser } from '../../../src/model/well-known-users.ts';
import type { SelectorDocument } from '../../../src/policy/load/document.ts';
import { globMatcher } from '../../../src/policy/load/glob.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { compileSelector } from '../../../src/policy/load/selector.ts';
import { REGISTRY, slice } from '../fixtures.ts';

type Writers = NonNullable<SelectorDocument['writers']>;

const OPTIONS = { rules: REGISTRY, sha256: (text: string) => text };

/** Every place that an exclude may have: of the policy, of an instance, of an override of the preset. */
const PLACES: Readonly<Record<string, (exclude: object) => object>> = {
  'spec.exclude': (exclude) => ({ preset: 'recommended', exclude }),
  'spec.rules.bad-address.exclude': (exclude) => ({ rules: { 'bad-address': { action: 'deny', exclude } } }),
  'spec.rules.bad-address.0.exclude': (exclude) => ({
    preset: 'strict',
    rules: { 'bad-address': [{ exclude }, { action: 'warn' }] },
  }),
};
const KEYS: Readonly<Record<string, object>> = {
  labels: { labels: { a: 'b' } },
  managedBy: { managedBy: ['mine'] },
  serviceNames: { serviceNames: ['web'] },
};

function mistakes(exclude: object, place: (exclude: object) => object): string[] {
  const policy = {
    apiVersion: 'sliceward.dev/v1alpha1',
    kind: 'SlicePolicy',
    metadata: { name: 'p' },
    spec: place(exclude),
  };
  try {
    loadPolicies([{ file: 'p', text: JSON.stringify(policy) }], OPTIONS);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

function loads(writers: Writers): boolean {
  return mistakes({ labels: { a: 'b' }, writers }, (exclude) => ({ preset: 'recommended', exclude })).length === 0;
}

describe('an exclude by labels for writers that a tenant can become', () => {
  it.each<[keyof Writers, string]>([
    ['serviceAccounts', '*/operator'],
    ['serviceAccounts', '*/*-operator'],
    ['serviceAccounts', '*'],
    ['serviceAccounts', 'shop*'],
    ['serviceAccounts', 'shop-*/operator'],
    ['serviceAccounts', '*-shop/operator'],
    ['serviceAccounts', '*/a.b*c'],
    ['users', 'system:serviceaccount:*:operator'],
    ['users', 'system:serviceaccount:*'],
    ['users', 'system:serviceaccount:shop*'],
    ['users', 'system:serviceaccount:shop*operator'],
    ['users', '*:operator'],
    ['users', '*operator'],
    ['users', '*:shop:operator'],
    ['users', '**:**'],
    ['users', 's*shop:operator'],
    ['users', '*@*'],
    ['users', 'system:anonymous'],
    ['groups', 'system:authenticated'],
    ['groups', 'system:auth*:oauth'],
    ['groups', 'system:unauthenticated'],
    ['groups', 'system:serviceaccounts'],
    ['groups', 'system:serviceaccounts:*'],
    ['groups', 'system:serviceaccounts:team-*'],
    ['groups', '*:admins'],
    ['groups', '*'],
  ])('does not load: %s %s', (list, glob) => {
    for (const [at, place] of Object.entries(PLACES)) {
      for (const [key, part] of Object.entries(KEYS)) {
        const [line, ...others] = mistakes({ ...part, writers: { [list]: ['jane', glob] } }, place);
        expect(others).toEqual([]);
        expect(line).toContain(`${at}.writers.${list}.1: "${glob}" matches `);
        expect(line).toContain(`tenants set their own ${key}`);
        expect(line).toMatch(
          /; name users, groups, or the service accounts of one namespace \(shop\/operator, shop\/\*\), or use match$/,
        );
      }
    }
  });

  it.each<[keyof Writers, string]>([
    ['serviceAccounts', 'kube-system/*'],
    ['serviceAccounts', 'shop/operator'],
    ['serviceAccounts', 'shop/*-operator'],
    ['serviceAccounts', 'Shop*/operator/x'],
    ['users', 'system:serviceaccount:shop:*'],
    ['users', 'jane'],
    ['users', 'system:node:*'],
    ['users', '*@example.com'],
    ['users', 'oidc:*'],
    ['users', `system:serviceaccount:*${'a'.repeat(400)}`],
    ['groups', 'shop:*'],
    ['groups', 'system:masters'],
    ['groups', 'system:serviceaccounts:shop'],
  ])('loads: %s %s', (list, glob) => {
    for (const place of Object.values(PLACES)) {
      for (const part of Object.values(KEYS))
        expect(mistakes({ ...part, writers: { [list]: [glob] } }, place)).toEqual([]);
    }
  });

  it('says so of each of them, and at its place', () => {
    const text =
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: p}\nspec:\n  preset: strict\n' +
      '  exclude: {labels: {a: b}, writers: {users: ["*", jane], groups: [ops, "system:*"]}}\n';
    expect(() => loadPolicies([{ file: 'p.yaml', text }], OPTIONS)).toThrow(
      new RegExp(
        String.raw`^p\.yaml:6:47: spec\.exclude\.writers\.users\.0: "\*" matches .*\n` +
          String.raw`p\.yaml:6:73: spec\.exclude\.writers\.groups\.1: "system:\*" matches .*$`,
      ),
    );
  });
});

const letters = ['*', '*', '*', '*', 'a', 'b', '-', ':'];
const glob = fc
  .array(
    fc.constantFrom(
      ...letters,
      '/',
      'system',
      'system:serviceaccount',
      'system:serviceaccount:',
      'serviceaccount:a',
      ':a:b',
    ),
    {
      minLength: 1,
      maxLength: 6,
    },
  )
  .map((pieces) => pieces.join(''))
  .filter((text) => text.split('*').length <= 5);
const group = fc
  .array(fc.constantFrom(...letters, 'system:serviceaccounts', 'system:serviceaccounts:', 'accounts:'), {
    minLength: 1,
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''))
  .filter((text) => text.split('*').length <= 5);

/**
 * Names that a glob's own pieces can be part of. No glob here holds a "q": a namespace with one does not exist before
 * a tenant makes it.
 */
function namesFor(text: string): { readonly all: readonly string[]; readonly fresh: readonly string[] } {
  const pieces = [...new Set(['', ...text.split(/[*:/]+/)])];
  const two = pieces.flatMap((left) => pieces.map((right) => `${left}q${right}`));
  const fresh = [...new Set([...two, ...two.flatMap((left) => pieces.map((right) => `${left}q${right}`))])];
  return { fresh, all: [...pieces.slice(1), ...fresh].filter((name) => name !== '') };
}

/** Whether a service account is matched whose namespace the glob does not spell. */
function someAccount(text: string): boolean {
  const matches = globMatcher([text]);
  const { all } = namesFor(text);
  return all.some((namespace) => {
    const user = `system:serviceaccount:${namespace}:`;
    return !text.startsWith(user) && all.some((name) => matches(user + name));
  });
}

describe('any glob', () => {
  it('loads beside labels if it matches no service account of a namespace that it does not spell, nor anonymous', () => {
    let refused = 0;
    fc.assert(
      fc.property(glob, fc.constantFrom('users', 'serviceAccounts'), (text, list) => {
        const users = list === 'users' ? text : accountUser(text);
        const reached = someAccount(users) || globMatcher([users])('system:anonymous');
        expect(loads({ [list]: [text] })).toBe(!reached);
        if (reached) refused++;
      }),
      { numRuns: 300 },
    );
    // Both answers are common.
    expect(refused).toBeGreaterThan(15);
    expect(refused).toBeLessThan(285);
  }, 60_000);

  it('of groups loads if and only if it matches no group of a fresh namespace, nor one that all users are in', () => {
    const allUsers = [
      'system:authenticated',
      'system:serviceaccounts',
      'system:unauthenticated',
      'system:authenticated:oauth',
    ];
    fc.assert(
      fc.property(group, (text) => {
        const matches = globMatcher([text]);
        const groups = namesFor(text).all.map((namespace) => `system:serviceaccounts:${namespace}`);
        const reached = groups.some((name) => name !== text && matches(name));
        expect(loads({ groups: [text] })).toBe(!reached && !allUsers.some(matches));
      }),
      { numRuns: 600 },
    );
  }, 60_000);

  it('that loads excludes no account that a tenant can create, as the selector sees it', () => {
    fc.assert(
      fc.property(
        fc.array(glob, { minLength: 1, maxLength: 2 }),
        fc.array(group, { maxLength: 2 }),
        (users, groups) => {
          const writers = groups.length === 0 ? { users } : { users, groups };
          fc.pre(loads(writers));
          const excluded = compileSelector({ labels: { a: 'b' }, writers });
          const { metadata } = slice({ labels: { a: 'b' } });
          for (const namespace of namesFor([...users, ...groups].join('*')).fresh) {
            const names = ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'];
            const writer = { class: 'other' as const, user: `system:serviceaccount:${namespace}:b`, groups: names };
            expect(excluded({ metadata, operation: 'CREATE', writer })).toBe(false);
          }
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('is judged though it is so long that a search that tries every way would never end', () => {
    expect(loads({ users: ['*'.repeat(1_000_000)] })).toBe(false);
    expect(loads({ users: [`system:serviceaccount:${'a*'.repeat(150)}`] })).toBe(false);
    // It has more letters than any user.
    expect(loads({ users: ['a*'.repeat(500_000)] })).toBe(true);
  }, 60_000);
});
