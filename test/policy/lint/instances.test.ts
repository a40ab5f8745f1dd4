// What lint says of instances of rules, and that it is right: without a shadowed instance every decision is the same.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import { PRESETS } from '../../../src/policy/load/document.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { ACTIONS } from '../../../src/policy/rule.ts';
import { RULES } from '../../../src/rules/index.ts';
import { slice } from '../fixtures.ts';
import { globs, HEAD, lint, notesOf, OPTIONS } from './support.ts';

describe('lint of instances', () => {
  it.each([
    ['a policy without rules', ['undecided: allow'], ['4:1 no-rules spec']],
    [
      'rules that are all off',
      ['rules: {endpoint-limit: {action: "off"}}'],
      ['4:1 no-rules spec', '5:11 same-as-preset spec.rules.endpoint-limit'],
    ],
    [
      'a fix without the value that it would set',
      [
        'preset: recommended',
        'rules: {managed-by: {fix: true}, ' +
          'required-labels: {action: warn, fix: true, options: {labels: {a: b}, defaultFrom: service}}}',
      ],
      ['6:24 fixes-nothing spec.rules.managed-by.fix', '6:68 fixes-nothing spec.rules.required-labels.fix'],
    ],
    [
      'nothing of a fix that has what it needs',
      [
        'preset: recommended',
        'rules: {managed-by: {fix: true, options: {value: a.example.com}}, explicit-conditions: {fix: true}}',
      ],
      [],
    ],
    [
      'an instance in a namespace that the policy excludes',
      ['preset: strict', 'rules: {endpoint-limit: {action: warn, match: {namespaces: {names: [kube-system]}}}}'],
      ['6:42 never-applies spec.rules.endpoint-limit.match'],
    ],
    [
      'nothing where one of the namespaces is left',
      ['preset: strict', 'rules: {endpoint-limit: {action: warn, match: {namespaces: {names: [kube-system, shop]}}}}'],
      [],
    ],
    [
      'an instance whose exclude takes out its match',
      [
        'preset: strict',
        'rules: {endpoint-limit: {action: warn, match: {operations: [CREATE]}, ' +
          'exclude: {operations: [CREATE, UPDATE]}}}',
      ],
      ['6:73 never-applies spec.rules.endpoint-limit.exclude'],
    ],
    [
      'a rule about changes on CREATE',
      ['preset: strict', 'rules: {service-name-change: {action: warn, match: {operations: [CREATE]}}}'],
      ['6:47 never-applies spec.rules.service-name-change.match'],
    ],
    [
      'off with a scope, and off among others',
      [
        'preset: strict',
        'rules:',
        '  zone: {action: "off", match: {namespaces: {names: [dev]}}}',
        '  hints: [{action: deny}, {action: "off"}]',
      ],
      ['7:5 off-in-part spec.rules.zone', '8:29 off-in-part spec.rules.hints.1'],
    ],
    [
      'an instance that another covers, and one that only seems so',
      [
        'preset: strict',
        'rules:',
        '  endpoint-limit: [{action: deny}, {action: warn, match: {namespaces: {names: [dev]}}}]',
        '  port-limit: [{action: warn}, {action: deny, match: {namespaces: {names: [dev]}}}]',
        '  object-size: [{action: deny, exclude: {namespaces: {names: [dev]}}}, ' +
          '{action: warn, match: {namespaces: {names: [dev]}}}]',
        '  zone: [{action: warn}, {action: warn}]',
      ],
      ['7:38 shadowed spec.rules.endpoint-limit.1', '10:28 shadowed spec.rules.zone.1'],
    ],
    [
      'what the preset says anyway',
      [
        'preset: recommended',
        'rules:',
        '  endpoint-limit: {action: warn, options: {max: 100}}',
        '  port-limit: {action: warn, options: {max: 7}}',
        '  required-labels: {action: "off"}',
      ],
      ['7:5 same-as-preset spec.rules.endpoint-limit', '9:5 same-as-preset spec.rules.required-labels'],
    ],
    [
      'controllers, who are recorded only',
      ['preset: strict', 'rules: {zone: {action: deny, match: {writers: {users: ["system:apiserver"]}}}}'],
      ['6:40 controllers-only spec.rules.zone.match.writers'],
    ],
  ])('finds %s', (_what, lines, expected) => {
    expect(lint(...lines)).toEqual(expected);
  });

  it.each([
    [
      'zone: {action: "off", exclude: {operations: [CREATE]}}',
      'zone is off everywhere, because off ignores match and exclude; remove the action and use exclude',
    ],
    [
      'zone: [{action: deny}, {action: "off"}]',
      'off has no effect on the other instances of zone; add an exclude to them instead',
    ],
    ['allowed-address: {action: "off"}', 'allowed-address is off in the preset strict already'],
    ['zone: {action: warn}', 'zone is the same in the preset strict (warn); remove this entry'],
    [
      'zone: [{action: warn}, {action: audit, match: {managedBy: [a]}}]',
      'never counts: spec.rules.zone.0 finds the same wherever this one applies, and is no weaker; ' +
        'to relax it here, exclude this scope there',
    ],
    [
      'zone: [{action: deny, match: {managedBy: [a]}}, {action: deny}]',
      'never counts: spec.rules.zone.1 finds the same wherever this one applies, and is no weaker',
    ],
    [
      'zone: {action: deny, match: {writers: {users: ["system:apiserver"]}}}',
      "zone is recorded at most (audit) for these writers: they are Kubernetes' controllers",
    ],
  ])('says why, and what to do: %s', (rule, message) => {
    expect(notesOf('preset: strict', `rules: {${rule}}`).map((note) => note.message)).toEqual([message]);
  });

  it.each([
    ['other writers too', '{action: deny, match: {writers: {users: ["system:apiserver", jane]}}}'],
    ['groups too', '{action: deny, match: {writers: {users: ["system:apiserver"], groups: [g]}}}'],
    ['no more than audit', '{action: audit, match: {writers: {users: ["system:apiserver"]}}}'],
    ['a match', '{action: warn, match: {managedBy: [a]}}'],
    ['an exclude', '{action: warn, exclude: {managedBy: [a]}}'],
    ['instances with other options', '[{action: deny}, {action: deny, options: {max: 7}}]'],
  ])('has nothing to say of %s', (_what, instance) => {
    expect(lint('preset: recommended', `rules: {endpoint-limit: ${instance}}`)).toEqual([]);
  });
});

it('says that an entry is the same in the preset if and only if the policy has the same digest without it', () => {
  const digest = (spec: string): string | undefined =>
    loadPolicies([{ file: 'p', text: `${HEAD}  ${spec}\n` }], OPTIONS).policies[0]?.digest;
  let same = 0;
  for (const preset of PRESETS) {
    const plain = digest(`preset: ${preset}`);
    for (const rule of RULES.filter(({ options }) => options.safeParse({}).success)) {
      for (const action of ACTIONS) {
        const entry = `{${rule.id}: {action: "${action}"}}`;
        const isSame = digest(`preset: ${preset}\n  rules: ${entry}`) === plain;
        const notes = lint(`preset: ${preset}`, `rules: ${entry}`);
        expect([entry, preset, notes.some((note) => note.includes(' same-as-preset '))]).toEqual([
          entry,
          preset,
          isSame,
        ]);
        if (isSame) same++;
      }
    }
  }
  expect(same).toBeGreaterThan(RULES.length);
}, 60_000);

describe('an instance that lint calls shadowed', () => {
  const instance = fc.record(
    {
      action: fc.constantFrom('deny', 'warn', 'audit'),
      match: fc.record({ namespaces: fc.record({ names: globs }) }, { requiredKeys: [] }),
    },
    { requiredKeys: ['action'] },
  );
  const document = (items: readonly object[]): string => {
    const all = items.map((item) => ({ ...item, options: { max: 1 } }));
    return `${HEAD}  rules: ${JSON.stringify({ 'endpoint-limit': all })}\n`;
  };
  const judge = (items: readonly object[], namespace: string): unknown => {
    const set = loadPolicies([{ file: 'p', text: document(items) }], OPTIONS);
    const subject = slice({ namespace, addresses: ['10.0.0.1', '10.0.0.2'] });
    return evaluate(set, {
      operation: 'CREATE',
      slice: subject,
      oldObject: undefined,
      user: { name: 'jane', groups: [] },
    }).counts;
  };

  it('changes no decision by going', () => {
    fc.assert(
      fc.property(
        fc.array(instance, { minLength: 2, maxLength: 4 }),
        fc.stringMatching(/^[ab]{1,3}$/),
        (instances, namespace) => {
          const { notes } = lintPolicies([{ file: 'p', text: document(instances) }], OPTIONS);
          const shadowed = new Set(
            notes.filter(({ id }) => id === 'shadowed').map(({ path }) => Number(path.split('.').at(-1))),
          );
          const others = instances.filter((_, index) => !shadowed.has(index));
          expect(judge(others, namespace)).toEqual(judge(instances, namespace));
        },
      ),
    );
  }, 60_000);
});
