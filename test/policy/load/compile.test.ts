// From a document to what the engine runs, and the mistakes that only show there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePolicy, type Compiled, type CompileOptions } from '../../../src/policy/load/compile.ts';
import { policySchema } from '../../../src/policy/load/document.ts';
import type { DocumentProblem } from '../../../src/policy/load/document-problem.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { isStronger } from '../../../src/policy/policy-set.ts';
import { RULES } from '../../../src/rules/index.ts';
import { impostor, load, REGISTRY, tooMany } from '../fixtures.ts';
import { HEAD, mistakes, OPTIONS } from './support.ts';

describe('a mistake in the rules', () => {
  it.each([
    [
      'rules: {bad-adress: {action: deny}}',
      'p.yaml:5:11: spec.rules.bad-adress: unknown rule "bad-adress"; did you mean "bad-address"?',
    ],
    [
      'rules: {throwing: {}}',
      'p.yaml:5:21: spec.rules.throwing: throwing is off in the preset; set its action (deny, warn, audit)',
    ],
    [
      'rules: {bad-address: []}',
      'p.yaml:5:24: spec.rules.bad-address: an empty list does not switch the rule off; write {action: "off"}',
    ],
    [
      'networks: {pods: [10.0.0.0/33]}',
      expect.stringMatching(/^p\.yaml:5:20: spec\.networks\.pods: .*10\.0\.0\.0\/33/),
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });
});

describe('tenants', () => {
  it.each([
    '{users: ["*"]}',
    '{groups: ["system:authenticated"]}',
    '{groups: ["system:*"]}',
    '{serviceAccounts: ["*/*"]}',
    '{serviceAccounts: ["*/default"]}',
    '{users: ["jane", "**"]}',
  ])('cannot exempt themselves by a label and the open writers %s', (writers) => {
    const text = (of: string): string => `${HEAD}  preset: recommended\n  exclude: {labels: {a: b}, writers: ${of}}\n`;
    expect(mistakes(text(writers))).toEqual([expect.stringContaining('tenants set their own labels')]);
    expect(mistakes(text('{users: [jane], groups: ["shop:*"], serviceAccounts: ["shop/*"]}'))).toEqual([]);
  });

  it.each(['labels: {a: b}', 'managedBy: [mine]', 'serviceNames: [web]'])(
    'cannot exempt themselves by %s',
    (exclude) => {
      const [line] = mistakes(`${HEAD}  rules: {bad-address: {action: deny, exclude: {${exclude}}}}\n`);
      expect(line).toMatch(/tenants set their own/);
      expect(mistakes(`${HEAD}  preset: recommended\n  exclude: {${exclude}}\n`)[0]).toMatch(/tenants set their own/);
      expect(mistakes(`${HEAD}  rules: {bad-address: {action: warn, exclude: {${exclude}}}}\n`)).toEqual([]);
      expect(
        mistakes(`${HEAD}  rules: {bad-address: {action: deny, exclude: {${exclude}, writers: {users: [jane]}}}}\n`),
      ).toEqual([]);
    },
  );
});

describe('a compiled policy', () => {
  it('runs only its own rules without a preset', () => {
    const set = load('  rules: {too-many: {action: deny}}\n');
    expect(set.groups.map(([instance]) => instance?.rule.id)).toEqual(['too-many']);
  });

  it('overrides the preset rule by rule', () => {
    const set = load('  preset: strict\n  rules: {bad-address: {action: "off"}, too-many: {options: {max: 7}}}\n');
    expect(set.groups.flat().map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['impostor', 'deny'],
      ['too-many', 'deny'],
    ]);
  });

  it('runs only the rules asked for, and warns by those that are off', () => {
    const set = loadPolicies([], { ...OPTIONS, only: ['bad-address', 'throwing'] });
    expect(set.groups.flat().map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['bad-address', 'deny'],
      ['throwing', 'warn'],
    ]);
    expect(() => loadPolicies([], { ...OPTIONS, only: ['bad-adress'] })).toThrow('did you mean "bad-address"?');
  });
});

function compile(
  spec: object,
  options: Partial<CompileOptions> = {},
): { readonly compiled: Compiled; readonly problems: readonly DocumentProblem[] } {
  const problems: DocumentProblem[] = [];
  const head = { apiVersion: 'sliceward.dev/v1alpha1', kind: 'SlicePolicy', metadata: { name: 'test' } };
  const document = policySchema.parse({ ...head, spec });
  return { compiled: compilePolicy(document, { ...OPTIONS, ...options }, problems), problems };
}

function lines(problems: readonly DocumentProblem[]): readonly string[] {
  return problems.map(({ path, onKey, message }) => `${path.join('.')}${onKey === true ? '*' : ''}: ${message}`);
}

describe('mistakes that compiling finds', () => {
  it('are all reported, and what is right is compiled', () => {
    const { compiled, problems } = compile({
      networks: { pods: ['10.0.0.0/33'], nodes: ['10.0.0.0/8'] },
      rules: {
        'bad-address': [{ action: 'denny' }, { action: 'deny', options: { prefx: '1' } }, { action: 'warn' }],
        'too-many': { action: 'warn', fix: true },
        'to-many': {},
      },
      writers: { trusted: [{ user: 'a', managedBy: 'b', rules: { impostr: 'warn' } }] },
    });
    expect(lines(problems).map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'spec.networks.pods',
      'spec.rules.to-many*',
      'spec.rules.bad-address.0.action',
      'spec.rules.bad-address.1.options.prefx*',
      'spec.rules.too-many.fix*',
      'spec.writers.trusted.0.rules.impostr*',
    ]);
    expect(compiled.instances.map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['bad-address', 'warn'],
      ['too-many', 'warn'],
    ]);
  });

  it('include rules that trusted writers cannot relax', () => {
    const rules = [{ ...impostor, relaxable: false as const }, tooMany];
    const trusted = [{ user: 'a', managedBy: 'b', rules: { impostor: 'warn', 'too-many': 'warn' } }];
    expect(lines(compile({ writers: { trusted } }, { rules }).problems)).toEqual([
      'spec.writers.trusted.0.rules.impostor*: impostor cannot be relaxed for trusted writers',
    ]);
  });

  it('include options that are well-formed and wrong, unless the networks could not be read', () => {
    const spec = { rules: { 'allowed-address': { action: 'deny', options: { networks: ['podz'] } } } };
    expect(lines(compile(spec, { rules: RULES }).problems)).toEqual([
      expect.stringMatching(/^spec\.rules\.allowed-address\.options\.networks\.0: .*"podz"/),
    ]);
    expect(compile(spec, { rules: RULES, anyNetwork: true }).problems).toEqual([]);
  });

  it('are looked for beside a mistake in the same instance', () => {
    const rules = { 'too-many': { acton: 'deny', action: 'deny', fix: true, options: { max: 'x' } } };
    expect(lines(compile({ rules }).problems)).toEqual([
      expect.stringMatching(/^spec\.rules\.too-many\.acton\*: unknown field/),
      'spec.rules.too-many.fix*: too-many has no automatic fix; remove "fix"',
      'spec.rules.too-many.options.max: must be a number',
    ]);
  });

  it('include labels of namespaces where nothing is known of namespaces', () => {
    const scope = { namespaces: { labels: { a: 'b' } } };
    const spec = { match: scope, rules: { 'too-many': [{ action: 'warn' }, { action: 'warn', exclude: scope }] } };
    expect(compile(spec).problems).toEqual([]);
    expect(lines(compile(spec, { hasView: false }).problems).map((line) => line.slice(0, line.indexOf(':')))).toEqual([
      'spec.match.namespaces.labels*',
      'spec.rules.too-many.1.exclude.namespaces.labels*',
    ]);
  });

  it('do not hide a bug in a rule', () => {
    const broken = {
      ...tooMany,
      compile: () => {
        throw new TypeError('a bug');
      },
    };
    expect(() => compile({ preset: 'strict' }, { rules: [broken] })).toThrow(TypeError);
  });
});

describe('what is compiled', () => {
  it.each(['deny', 'warn', 'audit'] as const)('is under the weaker of two enforcements: %s', (written) => {
    for (const given of ['deny', 'warn', 'audit'] as const) {
      const { policy, effective } = compile({ enforcement: written }, { enforcement: given }).compiled;
      expect(policy.enforcement).toBe(isStronger(written, given) ? given : written);
      expect(effective.enforcement).toBe(policy.enforcement);
    }
    expect(compile({ enforcement: written }).compiled.policy.enforcement).toBe(written);
  });

  it('lists the namespaces that are excluded by their exact names', () => {
    const excluded = (match: object | undefined): readonly string[] => compile({ match }).compiled.excludedNamespaces;
    expect(excluded(undefined)).toEqual(['kube-system', 'kube-public', 'kube-node-lease']);
    expect(excluded({ namespaces: { exclude: ['dev', 'test-*', '*'] } })).toEqual(['dev']);
    expect(excluded({ namespaces: { exclude: [] } })).toEqual([]);
  });

  it('has Kubernetes’ own controllers unless the policy names others', () => {
    expect(compile({}).compiled.policy.writers.controllers.has('system:apiserver')).toBe(true);
    expect([...compile({ writers: { controllers: ['jane'] } }).compiled.policy.writers.controllers]).toEqual(['jane']);
  });

  it('says of each instance where it applies, whether it may fix, and which facts it looks at', () => {
    const namespaces = { labels: { a: 'b' } };
    const spec = {
      exclude: { namespaces },
      rules: {
        'too-many': [{ action: 'warn' }, { action: 'warn', match: { namespaces } }, { action: 'warn', exclude: {} }],
        'explicit-conditions': { fix: true },
      },
    };
    const { instances, policy } = compile(spec, { rules: [tooMany, ...RULES] }).compiled;
    expect(
      instances.map(({ rule, selector, mayFix, kinds }) => [rule.id, selector !== undefined, mayFix, kinds]),
    ).toEqual([
      ['too-many', false, false, []],
      ['too-many', true, false, ['namespaces']],
      ['too-many', true, false, []],
      ['explicit-conditions', false, true, []],
    ]);
    expect(policy.kinds).toEqual(['namespaces']);
    expect(instances.every((instance) => instance.policy === policy)).toBe(true);
  });

  it('is the same in whatever order rules are written', () => {
    const entries: readonly [string, object][] = [
      ['too-many', { action: 'warn' }],
      ['bad-address', [{ action: 'deny', options: { prefix: '1' } }, { action: 'warn' }]],
      ['impostor', { action: 'off' }],
      ['throwing', { action: 'audit' }],
    ];
    const all = (rules: readonly [string, object][]): readonly unknown[] => {
      const { compiled, problems } = compile({ preset: 'strict', rules: Object.fromEntries(rules) });
      expect(problems).toEqual([]);
      return [compiled.policy.digest, compiled.instances.map(({ rule, actions }) => [rule.id, [...actions]])];
    };
    fc.assert(
      fc.property(fc.shuffledSubarray([...entries], { minLength: 4 }), (rules) => {
        expect(all(rules)).toEqual(all(entries));
      }),
    );
    expect(compile({ preset: 'strict' }).compiled.instances.map(({ rule }) => rule.id)).toEqual(
      REGISTRY.map(({ id }) => id).filter((id) => id !== 'throwing'),
    );
  });

  it('has under `only` the actions of the policy, and those rules alone', () => {
    const spec = { preset: 'strict', rules: { 'too-many': { action: 'audit' }, impostor: { action: 'off' } } };
    const only = ['too-many', 'impostor', 'throwing'];
    expect(
      compile(spec, { only }).compiled.instances.map(({ rule, actions }) => [rule.id, ...actions.values()]),
    ).toEqual([
      ['impostor', 'warn'],
      ['throwing', 'warn'],
      ['too-many', 'audit'],
    ]);
  });
});
