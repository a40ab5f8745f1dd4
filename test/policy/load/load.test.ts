import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create, load, REGISTRY } from '../fixtures.ts';

const OPTIONS = { rules: REGISTRY, sha256: (text: string) => `sha256:${text}` };
const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n';

function mistakes(text: string): string[] {
  try {
    loadPolicies([{ file: 'p.yaml', text }], OPTIONS);
  } catch (error) {
    if (error instanceof UserError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('mistakes in a policy', () => {
  it.each([
    ['preset: recomended', 'p.yaml:5:11: spec.preset: must be one of recommended, strict; did you mean "recommended"?'],
    ['prset: strict', 'p.yaml:5:3: spec.prset: unknown field "prset"; did you mean "preset"?'],
    [
      'rules: {bad-adress: {action: deny}}',
      'p.yaml:5:11: spec.rules.bad-adress: unknown rule "bad-adress"; did you mean "bad-address"?',
    ],
    [
      'rules: {bad-address: {acton: deny}}',
      'p.yaml:5:25: spec.rules.bad-address.acton: unknown field "acton"; did you mean "action"?',
    ],
    [
      'rules: {bad-address: [{action: denny}]}',
      'p.yaml:5:34: spec.rules.bad-address.0.action: must be one of deny, warn, audit, off; did you mean "deny"?',
    ],
    [
      'rules: {too-many: {action: warn, options: {maximum: 3}}}',
      'p.yaml:5:46: spec.rules.too-many.options.maximum: unknown field "maximum"; valid fields: max',
    ],
    [
      'rules: {too-many: {action: warn, options: {max: many}}}',
      'p.yaml:5:51: spec.rules.too-many.options.max: must be a number',
    ],
    [
      'rules: {throwing: {}}',
      'p.yaml:5:21: spec.rules.throwing: throwing is off in the preset; set its action (deny, warn, audit)',
    ],
    [
      'rules: {bad-address: []}',
      'p.yaml:5:24: spec.rules.bad-address: an empty list does not switch the rule off; write {action: "off"}',
    ],
    ['expressions: []', 'p.yaml:5:3: spec.expressions: "expressions" is not supported in this version; remove it'],
    [
      'writers: {agents: [knative]}',
      'p.yaml:5:13: spec.writers.agents: "agents" is not supported in this version; remove it',
    ],
    [
      'networks: {pods: [10.0.0.0/33]}',
      expect.stringMatching(/^p\.yaml:5:20: spec\.networks\.pods: .*10\.0\.0\.0\/33/),
    ],
    [
      'enforcement: warn\n  enforcement: deny',
      'p.yaml:6:3: spec.enforcement: duplicate key; kubectl would silently use the last one',
    ],
  ])('%s', (line, expected) => {
    expect(mistakes(`${HEAD}  ${line}\n`)).toMatchObject([expected]);
  });

  it('are all reported at once', () => {
    expect(mistakes(`${HEAD}  prset: strict\n  rules: {}\n---\nkind: SliceException\n`)).toHaveLength(5);
  });

  it('are no more than twenty lines and a count', () => {
    const text = `${HEAD}${Array.from({ length: 30 }, (_, index) => `  field${index}: 1`).join('\n')}\n`;
    const lines = mistakes(text);
    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
  });

  it('include an empty file and one that is no YAML', () => {
    expect(mistakes('# nothing\n')).toEqual(['p.yaml:1:1: contains no SlicePolicy']);
    expect(mistakes('a: [\n')[0]).toMatch(/^p\.yaml:\d+:\d+: /);
  });

  it.each([
    '{users: ["*"]}',
    '{groups: ["system:authenticated"]}',
    '{groups: ["system:*"]}',
    '{serviceAccounts: ["*/*"]}',
    '{serviceAccounts: ["*/default"]}',
    '{users: ["jane", "**"]}',
  ])('tenants cannot exempt themselves by a label and the open writers %s', (writers) => {
    const text = (of: string): string => `${HEAD}  preset: recommended\n  exclude: {labels: {a: b}, writers: ${of}}\n`;
    expect(mistakes(text(writers))).toEqual([expect.stringContaining('tenants set their own labels')]);
    expect(mistakes(text('{users: [jane], groups: ["shop:*"], serviceAccounts: ["shop/*"]}'))).toEqual([]);
  });
  it.each(['labels: {a: b}', 'managedBy: [mine]', 'serviceNames: [web]'])(
    'tenants cannot exempt themselves by %s',
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

describe('a policy', () => {
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

  it('is the preset recommended when none is given', () => {
    const set = loadPolicies([], OPTIONS);
    expect(set.policies.map(({ name }) => name)).toEqual(['recommended']);
    expect(set.excludedNamespaces).toEqual(['kube-system', 'kube-public', 'kube-node-lease']);
  });

  it('adds up with others: the strongest finding wins, a namespace is excluded only if all exclude it', () => {
    const sources = [
      {
        file: 'a.yaml',
        text: `${HEAD}  rules: {bad-address: {action: warn}}\n  match: {namespaces: {exclude: [kube-system, dev]}}\n`,
      },
      { file: 'b.yaml', text: `${HEAD}  rules: {bad-address: {action: deny}}\n` },
    ];
    const set = loadPolicies(sources, OPTIONS);
    const bad = { addresses: ['127.0.0.1'] };
    expect(evaluate(set, create(bad)).findings.map(({ action }) => action)).toEqual(['deny']);
    expect(evaluate(set, create({ ...bad, namespace: 'kube-public' })).findings.map(({ action }) => action)).toEqual([
      'warn',
    ]);
    expect(set.excludedNamespaces).toEqual(['kube-system']);
  });

  it('has a digest of its effective text, not its layout', () => {
    const digest = (spec: string) => loadPolicies([{ file: 'p', text: HEAD + spec }], OPTIONS).policies[0]?.digest;
    const one = digest('  preset: recommended\n  enforcement: warn\n');
    expect(digest('  enforcement: "warn"\n  preset: recommended # or strict\n')).toBe(one);
    expect(digest('  enforcement: audit\n  preset: recommended\n')).not.toBe(one);
  });

  it('runs only the rules asked for, and warns by those that are off', () => {
    const set = loadPolicies([], { ...OPTIONS, only: ['bad-address', 'throwing'] });
    expect(set.groups.flat().map(({ rule, actions }) => [rule.id, ...actions.values()])).toEqual([
      ['bad-address', 'deny'],
      ['throwing', 'warn'],
    ]);
    expect(() => loadPolicies([], { ...OPTIONS, only: ['bad-adress'] })).toThrow('did you mean "bad-address"?');
  });

  it('takes no preset beside it', () => {
    expect(() => loadPolicies([{ file: 'p', text: HEAD }], { ...OPTIONS, preset: 'strict' })).toThrow(UserError);
  });
});
