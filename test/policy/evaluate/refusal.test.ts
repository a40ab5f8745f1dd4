// What cannot be judged is refused where the engine would deny a slice that breaks every rule, or where that is not
// known.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { API_SERVER } from '../../../src/model/well-known-users.ts';
import { LABELS } from '../../../src/model/slice.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { mayDeny, type Unjudged } from '../../../src/policy/evaluate/refusal.ts';
import { defineRule, nothing, type AnyRule } from '../../../src/policy/rule.ts';
import { slice } from '../fixtures.ts';

/** Finds something in everything. */
function finder(
  id: string,
  recommended: 'deny' | 'warn',
  more: { input?: 'manifest'; appliesToEndpoints?: false } = {},
): AnyRule {
  return defineRule({
    ...more,
    id,
    category: 'endpoint',
    summary: 's',
    rationale: 'r',
    remediation: 'r',
    needs: [],
    examples: { good: [], bad: [] },
    options: z.strictObject({}),
    messages: {
      first: { text: 'first', reason: 'FieldValueInvalid', recommended: 'warn', strict: 'warn' },
      second: { text: 'second', reason: 'FieldValueInvalid', recommended, strict: 'deny' },
    },
    prepare: nothing,
    check({ report, manifest }) {
      if (more.input === 'manifest' && manifest === undefined) return;
      report('first', { at: ['endpoints'], seen: id });
      report('second', { at: ['endpoints'], seen: id });
    },
  });
}

/** One of each kind. In the presets some deny: an instance without an action takes its rule's own. */
const RULES = [
  finder('denies', 'deny'),
  finder('warns', 'warn'),
  finder('of-slices', 'deny', { appliesToEndpoints: false }),
  finder('of-text', 'deny', { input: 'manifest' }),
];

function load(...specs: readonly object[]): PolicySet {
  const sources = specs.map((spec, index) => ({
    file: `${index}.yaml`,
    text: JSON.stringify({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'SlicePolicy',
      metadata: { name: `p${index}` },
      spec,
    }),
  }));
  return loadPolicies(sources, { rules: RULES, sha256: (text) => `sha256:${text.length}` });
}

const USERS = ['jane', 'system:kube-controller-manager', API_SERVER, 'system:serviceaccount:shop:web', 'builder'];
const MANAGERS = ['ops.example.com', 'other.example.com'];
const namespace = fc.constantFrom('shop', 'default', 'kube-system');
const manager = fc.constantFrom(...MANAGERS);

const writers = fc.record({
  users: fc.constantFrom(['jane'], ['system:*'], ['builder', 'jane']),
  groups: fc.constantFrom(['builders'], ['x*']),
});
const match = fc.record(
  {
    namespaces: fc.constantFrom({ names: ['shop'] }, { names: ['d*'] }, { exclude: [] }, { exclude: ['shop'] }),
    labels: fc.constantFrom({ tier: 'front*' }, { tier: '*' }),
    writers: fc.oneof(writers, fc.record({ groups: fc.constantFrom(['builders'], ['x*']) })),
    operations: fc.constantFrom(['CREATE'], ['UPDATE'], ['CREATE', 'UPDATE']),
    managedBy: fc.constantFrom(['ops.*'], ['*']),
    serviceNames: fc.constantFrom(['web'], ['w*']),
  },
  { requiredKeys: [] },
);
/** What a tenant writes exempts no one, except together with who the writer is. */
const exclude = fc.tuple(match, writers).map(([keys, who]) => ({ ...keys, writers: who }));
const scope = {
  match: fc.option(match, { nil: undefined, freq: 2 }),
  exclude: fc.option(exclude, { nil: undefined, freq: 1 }),
};
const action = fc.constantFrom('deny', 'warn', 'audit', 'off');
const instance = fc.record({ ...scope, action });
const ruleEntry = fc.option(fc.oneof(instance, fc.array(instance, { minLength: 1, maxLength: 2 })), { nil: undefined });
const spec = fc.record({
  ...scope,
  preset: fc.constantFrom(undefined, 'recommended', 'strict'),
  enforcement: fc.constantFrom('deny', 'deny', 'deny', 'warn', 'audit'),
  writers: fc.record(
    {
      controllers: fc.constantFrom(['builder'], ['no-one']),
      trusted: fc.array(
        fc.record({
          user: fc.constantFrom('jane', 'system:serviceaccount:shop:web'),
          managedBy: manager,
          namespaces: fc.constantFrom(undefined, ['shop']),
          rules: fc.dictionary(fc.constantFrom('denies', 'warns', 'of-slices'), action),
        }),
        { maxLength: 2 },
      ),
    },
    { requiredKeys: [] },
  ),
  rules: fc.record({ denies: ruleEntry, warns: ruleEntry, 'of-slices': ruleEntry, 'of-text': ruleEntry }),
});
const sets = fc
  .array(spec, { minLength: 1, maxLength: 3 })
  .map((specs) => load(...specs.map((one) => JSON.parse(JSON.stringify(one)))));

interface Written {
  readonly known: Unjudged;
  readonly isDenied: (set: PolicySet) => boolean;
}

/** The object, and what the engine says of it as one that can be judged. */
const written = fc
  .record({
    operation: fc.constantFrom('CREATE', 'UPDATE', 'CREATE', 'UPDATE', 'DELETE'),
    isEndpoints: fc.boolean(),
    namespace,
    name: fc.constantFrom('kubernetes', 'web'),
    labels: fc.record(
      {
        tier: fc.constantFrom('front', 'back'),
        [LABELS.managedBy]: manager,
        [LABELS.serviceName]: fc.constantFrom('web', 'x'),
      },
      { requiredKeys: [] },
    ),
    user: fc.record({ name: fc.constantFrom(...USERS), groups: fc.subarray(['builders', 'xs', 'others']) }),
  })
  .map(({ operation, isEndpoints, name, labels, user, ...place }): Written => {
    const judged = slice({
      addresses: ['10.1.2.3'],
      labels: JSON.parse(JSON.stringify(labels)),
      metadata: { name, namespace: place.namespace },
    });
    const { metadata } = judged;
    const known = { operation, isEndpoints, metadata, user, unread: { labels: false, groups: false } } as const;
    const parts = isEndpoints ? [{ slice: judged, oldObject: undefined }] : undefined;
    return {
      known,
      isDenied: (set) => !evaluate(set, { operation, slice: judged, oldObject: undefined, parts, user }).allowed,
    };
  });

describe('mayDeny', () => {
  it('agrees with the engine about an object that breaks every rule', () => {
    let denied = 0;
    fc.assert(
      fc.property(sets, written, (set, { known, isDenied }) => {
        expect(mayDeny(set, known)).toBe(isDenied(set));
        if (isDenied(set)) denied++;
      }),
      { numRuns: 2000 },
    );
    // Neither is rare.
    expect(denied).toBeGreaterThan(200);
    expect(denied).toBeLessThan(1800);
  }, 60_000);

  it('is true if what could not be read may make it such an object', () => {
    const labels = { ...Object.create(null), [LABELS.managedBy]: 'read.example.com' };
    fc.assert(
      fc.property(sets, written, fc.boolean(), (set, { known, isDenied }, isUserKnown) => {
        const { metadata, user } = known;
        const unread: Unjudged = {
          ...known,
          metadata: { ...metadata, labels },
          user: isUserKnown && user !== undefined ? { ...user, groups: user.groups.slice(0, 1) } : undefined,
          unread: { labels: true, groups: true },
        };
        expect(!isDenied(set) || mayDeny(set, unread)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  }, 60_000);

  it('is false for a DELETE, for a controller, and under a policy that denies nothing', () => {
    fc.assert(
      fc.property(fc.array(spec, { minLength: 1, maxLength: 3 }), written, fc.boolean(), (specs, { known }, isRead) => {
        const plainSpecs: readonly Record<string, unknown>[] = specs.map((one) => JSON.parse(JSON.stringify(one)));
        const of = (changes: object, unjudged: Partial<Unjudged> = {}): boolean =>
          mayDeny(load(...plainSpecs.map((one) => ({ ...one, ...changes }))), {
            ...known,
            unread: { labels: !isRead, groups: !isRead },
            ...unjudged,
          });
        expect(of({}, { operation: 'DELETE' })).toBe(false);
        expect(of({ enforcement: 'warn' })).toBe(false);
        expect(of({ enforcement: 'audit' })).toBe(false);
        expect(of({ preset: undefined, rules: {} })).toBe(false);
        expect(of({ writers: { controllers: [known.user?.name ?? ''] } })).toBe(false);
        expect(of({ match: { namespaces: { names: ['elsewhere'] } } })).toBe(false);
        const { metadata } = known;
        const ofApiServer = { name: API_SERVER, groups: [] };
        expect(of({}, { user: ofApiServer, metadata: { ...metadata, namespace: 'default', name: 'kubernetes' } })).toBe(
          false,
        );
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  const PLAIN = { rules: { denies: { action: 'deny' } } };
  const { metadata } = slice({ labels: { [LABELS.managedBy]: 'ops.example.com' } });
  const unjudged: Unjudged = {
    operation: 'CREATE',
    isEndpoints: false,
    metadata,
    user: { name: 'jane', groups: [] },
    unread: { labels: false, groups: false },
  };

  it.each([
    ['any instance', {}, {}, true],
    ['labels that must match', { match: { labels: { a: 'b' } } }, {}, false],
    [
      'labels that must match and cannot be read',
      { match: { labels: { a: 'b' } } },
      { unread: { labels: true, groups: false } },
      true,
    ],
    [
      'a Service that cannot be read',
      { match: { serviceNames: ['web'] } },
      { unread: { labels: true, groups: false } },
      true,
    ],
    [
      'a manager that cannot be read',
      { match: { managedBy: ['a'] } },
      { unread: { labels: true, groups: false } },
      true,
    ],
    [
      'a group that may be missing from those that were read',
      { match: { writers: { groups: ['g'] } } },
      { unread: { labels: false, groups: true } },
      true,
    ],
    ['a group that the user is not in', { match: { writers: { groups: ['g'] } } }, {}, false],
    [
      'a user who is known',
      { match: { writers: { users: ['g'] } } },
      { unread: { labels: false, groups: true } },
      false,
    ],
    ['a user who is unknown', { match: { writers: { users: ['g'] } } }, { user: undefined }, true],
    ['another user is exempt', { exclude: { writers: { users: ['joe'] } } }, {}, true],
    ['the user is exempt', { exclude: { writers: { users: ['jane'] } } }, {}, false],
    [
      'an unknown user, and some users are exempt',
      { exclude: { writers: { users: ['jane'] } } },
      { user: undefined },
      true,
    ],
  ] as const)('decides by %s', (_, changes, known, expected) => {
    expect(mayDeny(load({ ...PLAIN, ...changes }), { ...unjudged, ...known })).toBe(expected);
    expect(mayDeny(load({ rules: { denies: { action: 'deny', ...changes } } }), { ...unjudged, ...known })).toBe(
      expected,
    );
  });

  it('trusts no writer of an object whose labels cannot be read', () => {
    const set = load({
      ...PLAIN,
      writers: { trusted: [{ user: 'jane', managedBy: 'ops.example.com', rules: { denies: 'warn' } }] },
    });
    expect(mayDeny(set, unjudged)).toBe(false);
    expect(mayDeny(set, { ...unjudged, unread: { labels: true, groups: false } })).toBe(true);
  });
});
