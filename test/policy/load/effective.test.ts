// A policy after preset, defaults and overrides.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { effectiveDocument, instancesOf, isPresets, type EffectivePolicy } from '../../../src/policy/load/effective.ts';
import { loadEach, loadPolicies } from '../../../src/policy/load/load.ts';
import { presetActions } from '../../../src/policy/load/presets.ts';
import { ACTIONS, type AnyRule } from '../../../src/policy/rule.ts';
import { RULES } from '../../../src/rules/index.ts';
import { badAddress, impostor, tooMany } from '../fixtures.ts';
import { HEAD, OPTIONS } from './support.ts';

describe('a policy', () => {
  it('has a digest of its effective text, not its layout', () => {
    const digest = (spec: string) => loadPolicies([{ file: 'p', text: HEAD + spec }], OPTIONS).policies[0]?.digest;
    const one = digest('  preset: recommended\n  enforcement: warn\n');
    expect(digest('  enforcement: "warn"\n  preset: recommended # or strict\n')).toBe(one);
    expect(digest('  enforcement: audit\n  preset: recommended\n')).not.toBe(one);
  });
});

interface Loaded {
  readonly digest: string | undefined;
  readonly effective: EffectivePolicy;
}

function loadDocument(document: unknown): Loaded {
  const options = { rules: RULES, sha256: (text: string) => text };
  const [loaded] = loadEach([{ file: 'p', text: JSON.stringify(document) }], options);
  if (loaded === undefined) throw new Error('no policy');
  return { digest: loaded.compiled.policy.digest, effective: loaded.compiled.effective };
}

function documentOf(spec: object): unknown {
  return { apiVersion: 'sliceward.dev/v1alpha1', kind: 'SlicePolicy', metadata: { name: 'test' }, spec };
}

const isMixed = (rule: AnyRule): boolean => new Set(presetActions(rule, 'recommended').values()).size > 1;

describe('the document of an effective policy', () => {
  const free = RULES.filter((rule) => rule.options.safeParse({}).success);
  const scope = fc.record(
    { namespaces: fc.record({ names: fc.constantFrom(['shop'], ['a*', 'b']) }), managedBy: fc.constant(['m']) },
    { requiredKeys: [] },
  );
  const instance = fc.record(
    { action: fc.constantFrom(...ACTIONS), match: scope, fix: fc.constant(false) },
    { requiredKeys: ['action'] },
  );
  const entries = fc.uniqueArray(
    fc.tuple(
      fc.constantFrom(...free.map(({ id }) => id)),
      fc.oneof(instance, fc.array(instance, { minLength: 1, maxLength: 2 })),
    ),
    { selector: ([id]) => id, maxLength: 4 },
  );
  const spec = fc.record(
    {
      preset: fc.constantFrom('recommended', 'strict'),
      enforcement: fc.constantFrom('deny', 'warn', 'audit'),
      undecided: fc.constantFrom('allow', 'retry', 'deny'),
      quiet: fc.boolean(),
      match: scope,
      exclude: scope.filter(({ managedBy }) => managedBy === undefined),
      networks: fc.constant({ pods: ['10.0.0.0/8'] }),
      writers: fc.record(
        {
          controllers: fc.constantFrom(['jane'], []),
          trusted: fc.constant([{ user: 'joe', managedBy: 'm', rules: { zone: 'warn' } }]),
        },
        { requiredKeys: [] },
      ),
      rules: entries.map((all) => Object.fromEntries(all)),
    },
    { requiredKeys: [] },
  );

  it('loads again to the same digest and the same document, and names every rule', () => {
    fc.assert(
      fc.property(spec, (one) => {
        const first = loadDocument(documentOf(one));
        const shown = effectiveDocument(first.effective, RULES);
        const second = loadDocument(shown);
        expect(second.digest).toBe(first.digest);
        expect(effectiveDocument(second.effective, RULES)).toEqual(shown);
        expect(shown).toMatchObject({
          metadata: { name: 'test' },
          spec: { rules: Object.fromEntries(RULES.map(({ id }) => [id, expect.anything()])) },
        });
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('has the options of every instance, with their defaults', () => {
    const { effective } = loadDocument(
      documentOf({ rules: { 'endpoint-limit': [{ action: 'warn' }, { action: 'deny', options: { max: 7 } }] } }),
    );
    expect(effectiveDocument(effective, RULES)).toMatchObject({
      spec: { rules: { 'endpoint-limit': [{ options: { max: 100 } }, { options: { max: 7 } }] } },
    });
  });

  it('says one action of an instance, or takes those of several messages from the preset', () => {
    const mixed = free.find(isMixed);
    const plain = free.find((rule) => !isMixed(rule));
    if (mixed === undefined || plain === undefined) throw new Error('no such rules');
    const { effective } = loadDocument(documentOf({ preset: 'recommended' }));
    const [action] = presetActions(plain, 'recommended').values();
    expect(effectiveDocument(effective, RULES)).toMatchObject({ spec: { rules: { [plain.id]: { action } } } });
    expect(effectiveDocument(effective, [mixed])).not.toHaveProperty(['spec', 'rules', mixed.id, 'action']);
    // Without a preset nothing runs.
    const none = loadDocument(documentOf({})).effective;
    expect(effectiveDocument(none, [mixed, plain])).toMatchObject({
      spec: { rules: { [mixed.id]: { action: 'off' }, [plain.id]: { action: 'off' } } },
    });
  });
});

describe('the digest', () => {
  const digest = (spec: object): string | undefined => loadDocument(documentOf(spec)).digest;

  it('is the same for a preset and for its rules one by one', () => {
    const plain = RULES.filter((rule) => rule.options.safeParse({}).success && !isMixed(rule));
    const rules = Object.fromEntries(
      plain.map((rule) => [rule.id, { action: [...presetActions(rule, 'recommended').values()][0] }]),
    );
    expect(digest({ preset: 'recommended', rules })).toBe(digest({ preset: 'recommended' }));
  });

  it('is the same with a preset of which nothing is left', () => {
    const off = Object.fromEntries(RULES.map(({ id }) => [id, { action: 'off' }]));
    const zone = { action: 'deny' };
    expect(digest({ preset: 'recommended', rules: { ...off, zone } })).toBe(digest({ rules: { zone } }));
  });

  it.each([
    ['an action', { rules: { zone: { action: 'deny' } } }],
    ['an option', { rules: { 'endpoint-limit': { action: 'warn', options: { max: 7 } } } }],
    ['a scope', { rules: { zone: { action: 'warn', match: { managedBy: ['m'] } } } }],
    ['what may be fixed', { rules: { zone: { action: 'warn' }, 'explicit-conditions': { fix: true } } }],
    ['what is undecided', { undecided: 'deny' }],
    ['who is trusted', { writers: { trusted: [{ user: 'a', managedBy: 'b', rules: { zone: 'audit' } }] } }],
    ['what it applies to', { match: { managedBy: ['m'] } }],
    ['networks', { networks: { pods: ['10.0.0.0/8'] } }],
    ['quiet', { quiet: true }],
  ])('differs by %s', (_, changed) => {
    expect(digest({ preset: 'recommended', ...changed })).not.toBe(digest({ preset: 'recommended' }));
  });
});

it('finds the instances of one rule, in their order', () => {
  const rules = { zone: [{ action: 'deny' }, { action: 'warn' }], hints: { action: 'audit' } };
  const { effective } = loadDocument(documentOf({ rules }));
  const of = (wanted: string): readonly unknown[] =>
    RULES.filter(({ id }) => id === wanted).flatMap((rule) => instancesOf(effective, rule).map(({ action }) => action));
  expect([of('zone'), of('hints'), of('hostname')]).toEqual([['deny', 'warn'], ['audit'], []]);
});

it.each([
  [tooMany, { many: 'warn' }, 'recommended', true],
  [tooMany, { many: 'warn' }, 'strict', false],
  [tooMany, {}, 'recommended', false],
  [badAddress, { bad: 'deny' }, 'strict', true],
  [impostor, { impostor: 'deny', another: 'off' }, 'strict', true],
] as const)('knows whether actions are those of the preset: case %#', (rule, actions, preset, expected) => {
  expect(isPresets(rule, new Map(Object.entries(actions)), preset)).toBe(expected);
});
