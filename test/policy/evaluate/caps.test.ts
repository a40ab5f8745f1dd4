// What makes a finding lead to less than its rule says.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { API_SERVER, DEFAULT_CONTROLLERS } from '../../../src/model/well-known-users.ts';
import { Caps, isControllers } from '../../../src/policy/evaluate/caps.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { ClassOf } from '../../../src/policy/load/writers.ts';
import type { Instance } from '../../../src/policy/policy-set.ts';
import { ACTIONS, OldObjectError, type Action, type OldObject, type Report } from '../../../src/policy/rule.ts';
import { create, load, oldObject, REGISTRY, slice } from '../fixtures.ts';

const recommended = load('  preset: recommended\n');

describe('caps', () => {
  const bad = { addresses: ['127.0.0.1'] };

  it.each(DEFAULT_CONTROLLERS)('records only, for the controller %s', (name) => {
    expect(evaluate(recommended, create(bad, { name, groups: [] }))).toMatchObject({
      allowed: true,
      findings: [{ action: 'audit', actionBefore: 'deny', capped: 'controller' }],
    });
  });

  it('goes by the exact user, not by groups or a prefix', () => {
    const user = {
      name: 'system:serviceaccount:kube-system:endpointslice-controller2',
      groups: ['system:masters', 'system:apiserver'],
    };
    expect(evaluate(recommended, create(bad, user)).allowed).toBe(false);
  });

  it('never denies default/kubernetes to the API server, whatever the policy calls a controller', () => {
    const set = load('  preset: recommended\n  writers: {controllers: []}\n');
    const own = { ...bad, namespace: 'default', metadata: { name: 'kubernetes' } };
    expect(evaluate(set, create(own, { name: 'system:apiserver', groups: [] })).allowed).toBe(true);
    expect(evaluate(set, create(bad, { name: 'system:apiserver', groups: [] })).allowed).toBe(false);
    expect(evaluate(set, create(own)).allowed).toBe(false);
  });

  it.each(['kubernetes', 'kubernetes-v4', 'kubernetes-v6'])(
    'never denies default/%s to the API server, of either family',
    (name) => {
      const set = load('  preset: recommended\n  writers: {controllers: []}\n');
      const own = { ...bad, namespace: 'default', metadata: { name } };
      expect(evaluate(set, create(own, { name: 'system:apiserver', groups: [] })).allowed).toBe(true);
    },
  );

  it.each(['warn', 'audit'] as const)('lowers every action to the enforcement of the policy: %s', (enforcement) => {
    for (const set of [
      load(`  preset: recommended\n  enforcement: ${enforcement}\n`),
      load('  preset: recommended\n', { enforcement }),
    ]) {
      expect(evaluate(set, create(bad))).toMatchObject({
        allowed: true,
        findings: [{ action: enforcement, actionBefore: 'deny', capped: 'enforcement' }],
      });
    }
  });

  it('relaxes the named rules for a trusted writer, if user and managed-by match', () => {
    const set = load(`  preset: recommended
  writers:
    trusted: [{user: jane, managedBy: shop, namespaces: ["sh*"], rules: {bad-address: warn}}]
`);
    const marked = { ...bad, labels: { 'endpointslice.kubernetes.io/managed-by': 'shop' } };
    expect(evaluate(set, create(marked))).toMatchObject({
      allowed: true,
      writer: { class: 'trusted' },
      findings: [{ action: 'warn', capped: 'trusted' }],
    });
    expect(evaluate(set, create(bad)).allowed).toBe(false);
    expect(evaluate(set, create(marked, { name: 'joe', groups: [] })).allowed).toBe(false);
    expect(evaluate(set, create({ ...marked, namespace: 'bank' })).allowed).toBe(false);
  });
});

it('relaxes for a writer the rules of that policy only which names them', () => {
  const document = (name: string, spec: string): string =>
    `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: ${name}}\nspec:\n${spec}---\n`;
  const strict = document('first', '  preset: strict\n');
  const jane = create({ addresses: ['127.0.0.1'], labels: { 'endpointslice.kubernetes.io/managed-by': 'shop' } });
  for (const writers of [
    '{controllers: [jane]}',
    '{trusted: [{user: jane, managedBy: shop, rules: {bad-address: "off"}}]}',
  ]) {
    const both = loadPolicies(
      [{ file: 'both.yaml', text: strict + document('second', `  preset: strict\n  writers: ${writers}\n`) }],
      {
        rules: REGISTRY,
        sha256: (text) => text,
      },
    );
    expect(evaluate(both, jane).findings.map(({ rule, action, policy }) => `${action} ${rule} ${policy}`)).toEqual([
      'deny bad-address first',
    ]);
  }
});

describe('several caps', () => {
  const [known] = load('  rules: {bad-address: {action: deny}}\n').groups.flat();
  if (known === undefined) throw new Error('no instance');
  const now = slice({ addresses: ['127.0.0.1', '10.0.0.1'] });
  const report: Report = { at: ['endpoints', 0, 'addresses', 0], seen: '127.0.0.1', expected: '127.' };
  const other = (label: string) => slice({ addresses: ['10.0.0.1'], labels: { label } });
  /** What is stored: the same and more, the same fault beside another endpoint, no such fault. */
  const STORED = {
    none: undefined,
    shrinks: oldObject(slice({ addresses: ['127.0.0.1', '10.0.0.1', '10.0.0.2'] })),
    hadFault: oldObject(slice({ addresses: ['127.0.0.1'] })),
    hadNoFault: oldObject(other('x')),
  };

  interface Setting {
    readonly before: Action;
    readonly enforcement: Action;
    readonly isController: boolean;
    readonly trusted: Action | undefined;
    readonly stored: keyof typeof STORED;
    readonly isManifest: boolean;
    readonly isStored: boolean;
  }

  const action = fc.constantFrom(...ACTIONS);
  const setting: fc.Arbitrary<Setting> = fc.record({
    before: fc.constantFrom('deny', 'warn', 'audit'),
    enforcement: fc.constantFrom('deny', 'warn', 'audit'),
    isController: fc.boolean(),
    trusted: fc.option(action, { nil: undefined }),
    stored: fc.constantFrom('none', 'shrinks', 'hadFault', 'hadNoFault'),
    isManifest: fc.boolean(),
    isStored: fc.boolean(),
  });

  const classOf =
    ({ isController, trusted }: Setting): ClassOf =>
    () => ({
      writer: { class: isController ? 'controller' : 'other', user: 'jane', groups: [] },
      trusted: trusted && {
        user: 'jane',
        managedBy: 'shop',
        namespaces: undefined,
        rules: new Map<string, Action>([
          ['bad-address', trusted],
          ['another', 'off'],
        ]),
      },
    });
  const instanceOf = ({ enforcement, isManifest }: Setting): Instance => ({
    ...known,
    policy: { ...known.policy, enforcement },
    rule: isManifest ? { ...known.rule, input: 'manifest' } : known.rule,
  });
  const capsOf = (one: Setting): Caps =>
    new Caps({ slice: now, oldObject: STORED[one.stored] }, classOf(one), { isStored: one.isStored, view: undefined });

  /** Every cap that there is, with the strongest action that it allows. */
  function allCaps(one: Setting): readonly (readonly [string, Action])[] {
    const { enforcement, isController, trusted, stored, isManifest, isStored } = one;
    if (isManifest) return [['enforcement', enforcement], ...(isStored ? [['ratchet', 'warn'] as const] : [])];
    return [
      ['enforcement', enforcement],
      ...(isController ? [['controller', 'audit'] as const] : []),
      ...(trusted === undefined ? [] : [['trusted', trusted] as const]),
      ...(stored === 'shrinks' ? [['shrinking', 'warn'] as const] : []),
      ...(stored === 'hadFault' ? [['ratchet', 'warn'] as const] : []),
    ];
  }

  const strength = (one: Action): number => -ACTIONS.indexOf(one);

  it('lead to the weakest action that any of them allows, in whatever order they are asked', () => {
    fc.assert(
      fc.property(setting, (one) => {
        const result = capsOf(one).apply(instanceOf(one), 'bad', report, one.before);
        const caps = allCaps(one);
        const [weakest] = [one.before, ...caps.map(([, most]) => most)].toSorted((a, b) => strength(a) - strength(b));
        expect(result.action).toBe(weakest);
        // The cap that is named allows no more than this, and none is named where none was needed.
        const named = caps.filter(([, most]) => most === weakest).map(([name]) => name);
        expect(weakest === one.before ? [null] : named).toContain(result.capped);
      }),
      { numRuns: 2000 },
    );
  });

  it('do not depend on the findings that came before', () => {
    fc.assert(
      fc.property(fc.array(setting, { minLength: 2, maxLength: 5 }), (all) => {
        const [first] = all;
        if (first === undefined) return;
        const shared = capsOf(first);
        // Of one object with one writer: the findings are those of several instances.
        const findings = all.map((one) => ({ ...first, before: one.before, enforcement: one.enforcement }));
        const instances = findings.map(instanceOf);
        const alone = findings.map((one, at) => capsOf(one).apply(instances[at] ?? known, 'bad', report, one.before));
        expect(findings.map((one, at) => shared.apply(instances[at] ?? known, 'bad', report, one.before))).toEqual(
          alone,
        );
      }),
    );
  });

  it('of a finding about an address are the same, where the endpoint alone decides', () => {
    const ofAddresses = { ...known, rule: { ...known.rule, ofAddresses: true as const } };
    fc.assert(
      fc.property(setting, (one) => {
        const instance = { ...instanceOf({ ...one, isManifest: false }), rule: ofAddresses.rule };
        const result = capsOf(one).applyToAddress(instance, 0, one.before);
        expect(result).toEqual(capsOf(one).apply(instance, 'bad', report, one.before));
      }),
    );
    // For any other rule the whole report decides, unless nothing is compared.
    expect(capsOf({ ...PLAIN, stored: 'hadFault' }).applyToAddress(known, 0, 'deny')).toBeUndefined();
    expect(capsOf({ ...PLAIN, stored: 'hadFault' }).applyToAddress(known, 0, 'warn')?.action).toBe('warn');
  });

  const PLAIN: Setting = {
    before: 'deny',
    enforcement: 'deny',
    isController: false,
    trusted: undefined,
    stored: 'none',
    isManifest: false,
    isStored: false,
  };

  it('say whether anything that an instance finds may deny, whatever was stored', () => {
    fc.assert(
      fc.property(setting, (one) => {
        const instance = { ...instanceOf(one), actions: new Map([['bad', one.before]]) };
        const isDenied =
          capsOf({ ...one, stored: 'none' }).apply(instance, 'bad', report, one.before).action === 'deny';
        expect(capsOf(one).mayDeny(instance)).toBe(isDenied);
      }),
    );
  });

  it('keep the error where the stored object cannot be read, and read it only for a denial', () => {
    const error = new OldObjectError('no');
    const unreadable = (): never => {
      throw error;
    };
    const old: OldObject = { labels: unreadable, metadata: unreadable, slice: unreadable };
    const caps = new Caps({ slice: now, oldObject: old }, classOf(PLAIN), { isStored: false, view: undefined });
    expect(caps.apply(known, 'bad', report, 'warn').action).toBe('warn');
    expect(caps.incomparable).toBeUndefined();
    expect(() => caps.apply(known, 'bad', report, 'deny')).toThrow(error);
    expect(caps.incomparable).toBe(error);
  });

  it('do not make a finding old that was in an object without endpoints', () => {
    const hadNone: OldObject = { ...oldObject(slice({ addresses: ['127.0.0.1'] })), hadNoEndpoints: () => true };
    const caps = new Caps({ slice: now, oldObject: hadNone }, classOf(PLAIN), { isStored: false, view: undefined });
    expect(caps.apply(known, 'bad', report, 'deny')).toEqual({ action: 'deny', capped: null });
  });
});

it.each([
  ['controller', 'jane', 'web', true],
  ['other', API_SERVER, 'kubernetes', true],
  ['other', API_SERVER, 'web', false],
  ['other', 'jane', 'kubernetes', false],
  ['trusted', 'jane', 'web', false],
] as const)('a writer of the class %s named %s who writes default/%s is a controller: %s', (...args) => {
  const [className, user, name, expected] = args;
  const { metadata } = slice({ namespace: 'default', metadata: { name } });
  expect(isControllers({ class: className, user, groups: [] }, metadata)).toBe(expected);
});
