// What lint says of policies that load, each with its place, and that it is right: a rule it calls dead finds nothing.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/model/problem.ts';
import { selectorSchema, type SelectorDocument } from '../../../src/policy/load/document.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { globMatcher } from '../../../src/policy/load/glob.ts';
import { lintPolicies } from '../../../src/policy/lint/lint.ts';
import { globCovers, globsOverlap } from '../../../src/policy/lint/glob.ts';
import { areDisjoint, matchesAll, scopeCovers, selectorCovers, whyNever } from '../../../src/policy/lint/scope.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { compileScope, compileSelector, type Selectable } from '../../../src/policy/load/selector.ts';
import { RULES } from '../../../src/rules/index.ts';
import { slice } from '../fixtures.ts';

const OPTIONS = { rules: RULES, sha256: (text: string) => text };
const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n';

/** `line:column id path` of each note about a spec. */
function lint(...lines: readonly string[]): string[] {
  const text = HEAD + lines.map((line) => `  ${line}\n`).join('');
  return lintPolicies([{ file: 'p.yaml', text }], OPTIONS).notes.map(
    ({ line, column, id, path }) => `${line}:${column} ${id} ${path}`,
  );
}

describe('lint', () => {
  it('has nothing to say of either preset', () => {
    expect(lint('preset: recommended')).toEqual([]);
    expect(lint('preset: strict')).toEqual([]);
  });

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
        'rules: {managed-by: {fix: true}, required-labels: {action: warn, fix: true, options: {labels: {a: b}, defaultFrom: service}}}',
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
    ['an exclude that excludes everything', ['preset: strict', 'exclude: {}'], ['6:3 empty-exclude spec.exclude']],
    [
      'namespaces that are named and excluded',
      ['preset: strict', 'match: {namespaces: {names: [dev-a, dev-b], exclude: ["dev-*"]}}'],
      ['6:24 never-applies spec.match.namespaces.names'],
    ],
    [
      'namespaces that are excluded by default',
      ['preset: strict', 'match: {namespaces: {names: [kube-system]}}'],
      ['6:24 never-applies spec.match.namespaces.names'],
    ],
    [
      'exclude of every namespace',
      ['preset: strict', 'exclude: {namespaces: {names: ["*"]}}'],
      ['6:3 never-applies spec.exclude'],
    ],
    [
      '"*" excluded',
      ['preset: strict', 'match: {namespaces: {exclude: ["*"]}}'],
      ['6:24 never-applies spec.match.namespaces.exclude'],
    ],
    [
      'exclude that holds all of match',
      ['preset: strict', 'match: {namespaces: {names: [dev]}}', 'exclude: {namespaces: {names: ["d*"]}}'],
      ['7:3 never-applies spec.exclude'],
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
        'rules: {endpoint-limit: {action: warn, match: {operations: [CREATE]}, exclude: {operations: [CREATE, UPDATE]}}}',
      ],
      ['6:73 never-applies spec.rules.endpoint-limit.exclude'],
    ],
    [
      'a rule about changes on CREATE',
      ['preset: strict', 'rules: {service-name-change: {action: warn, match: {operations: [CREATE]}}}'],
      ['6:47 never-applies spec.rules.service-name-change.match'],
    ],
    [
      'no writer',
      ['preset: strict', 'rules: {zone: {action: deny, match: {writers: {}}}}'],
      ['6:40 never-applies spec.rules.zone.match.writers'],
    ],
    [
      'a match that says nothing',
      ['preset: strict', 'rules: {zone: {action: deny, match: {labels: {}}}}'],
      ['6:32 says-nothing spec.rules.zone.match'],
    ],
    [
      'an empty list, except where it replaces the default',
      [
        'preset: strict',
        'match: {namespaces: {exclude: []}}',
        'rules: {zone: {action: deny, match: {namespaces: {names: [dev], exclude: []}}}}',
      ],
      ['7:67 says-nothing spec.rules.zone.match.namespaces.exclude'],
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
        '  object-size: [{action: deny, exclude: {namespaces: {names: [dev]}}}, {action: warn, match: {namespaces: {names: [dev]}}}]',
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
      'an enforcement below what is asked for',
      ['preset: recommended', 'enforcement: warn', 'rules: {endpoint-limit: {action: deny}}'],
      ['6:3 enforcement spec.enforcement'],
    ],
    [
      'names that nothing can have',
      [
        'preset: strict',
        'match: {namespaces: {names: ["Shop", "shop-?"]}}',
        'exclude: {writers: {serviceAccounts: [operator]}}',
      ],
      [
        '6:32 impossible-name spec.match.namespaces.names.0',
        '6:40 impossible-name spec.match.namespaces.names.1',
        '7:41 impossible-name spec.exclude.writers.serviceAccounts.0',
      ],
    ],
    [
      'controllers, who are recorded only',
      ['preset: strict', 'rules: {zone: {action: deny, match: {writers: {users: ["system:apiserver"]}}}}'],
      ['6:40 controllers-only spec.rules.zone.match.writers'],
    ],
    [
      'networks that no rule reads',
      [
        'networks: {pods: [10.0.0.0/8], nodes: [192.168.0.0/16]}',
        'rules: {allowed-address: {action: deny, options: {networks: [pods]}}}',
      ],
      ['5:34 unused-network spec.networks.nodes'],
    ],
    [
      'trust that relaxes nothing',
      [
        'preset: recommended',
        'writers:',
        '  trusted:',
        '    - {user: a, managedBy: x, rules: {endpoint-limit: warn, required-labels: audit, port-number: warn}}',
        '    - {user: a, managedBy: x, namespaces: [shop], rules: {port-number: audit}}',
        '    - {user: "system:apiserver", managedBy: x, rules: {}}',
        '    - {user: b, managedBy: x, namespaces: [kube-system], rules: {port-number: audit}}',
      ],
      [
        '8:41 unused-trust spec.writers.trusted.0.rules.endpoint-limit',
        '8:63 unused-trust spec.writers.trusted.0.rules.required-labels',
        '9:9 unused-trust spec.writers.trusted.1',
        '10:10 unused-trust spec.writers.trusted.2.user',
        '10:50 unused-trust spec.writers.trusted.2.rules',
        '11:33 unused-trust spec.writers.trusted.3.namespaces',
      ],
    ],
  ])('finds %s', (_what, lines, expected) => {
    expect(lint(...lines)).toEqual(expected);
  });

  it('finds a name that two policies have', () => {
    const text = `${HEAD}  preset: strict\n`;
    const { policies, notes } = lintPolicies(
      [
        { file: 'a.yaml', text },
        { file: 'b.yaml', text },
      ],
      OPTIONS,
    );
    expect(policies).toBe(2);
    expect(notes).toMatchObject([{ file: 'b.yaml', line: 3, column: 12, id: 'name-twice', level: 'hint' }]);
  });

  it('leaves policies that do not load to the loader', () => {
    expect(() => lint('prset: strict')).toThrow(
      new UserError('p.yaml:5:3: spec.prset: unknown field "prset"; did you mean "preset"?'),
    );
  });
});

const text = fc.stringMatching(/^[ab]{0,4}$/);
const glob = fc.stringMatching(/^[ab*]{1,4}$/);
const globs = fc.array(glob, { minLength: 1, maxLength: 2 });
const option = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const keys = {
  namespaces: fc.record({ names: globs, exclude: fc.array(glob, { maxLength: 2 }) }, { requiredKeys: [] }),
  labels: fc.dictionary(fc.constantFrom('x', 'y'), glob, { maxKeys: 2 }),
  writers: fc.record(
    { users: globs, groups: globs, serviceAccounts: fc.array(fc.constantFrom('a/b', '*/b', 'a/*'), { minLength: 1 }) },
    { requiredKeys: [] },
  ),
  operations: fc.uniqueArray(fc.constantFrom('CREATE' as const, 'UPDATE' as const), { minLength: 1 }),
  managedBy: globs,
  serviceNames: globs,
};

/** Of few keys more often than of many: two of many are seldom inside one another. */
const selector: fc.Arbitrary<SelectorDocument> = fc
  .oneof(
    fc.record(keys, { requiredKeys: [] }),
    ...Object.entries(keys).map(([key, values]: [string, fc.Arbitrary<unknown>]) =>
      values.map((value) => ({ [key]: value })),
    ),
  )
  .map((value) => selectorSchema.parse(value));

const selectable: fc.Arbitrary<Selectable> = fc
  .record({
    namespace: fc.stringMatching(/^[ab]{1,3}$/),
    labels: fc.dictionary(
      fc.constantFrom('x', 'y', 'endpointslice.kubernetes.io/managed-by', 'kubernetes.io/service-name'),
      text,
    ),
    user: fc.oneof(text, fc.constantFrom('system:serviceaccount:a:b', 'system:serviceaccount:c:b')),
    groups: fc.array(text, { maxLength: 2 }),
    operation: fc.constantFrom('CREATE' as const, 'UPDATE' as const),
  })
  .map(({ namespace, labels, user, groups, operation }) => ({
    metadata: slice({ namespace, labels }).metadata,
    operation,
    writer: { class: 'other' as const, user, groups },
  }));

/** Every text of up to six of three letters, one more than globs are written with: what a star takes in that no letter does. */
const WORDS = Array.from({ length: 6 }).reduce<string[]>(
  (words) => [...new Set(words.flatMap((word) => ['', 'a', 'b', 'c'].map((letter) => word + letter)))],
  [''],
);

describe('what is said of globs', () => {
  it('is true, and has a witness where it is denied', () => {
    fc.assert(
      fc.property(glob, glob, (left, right) => {
        const inLeft = globMatcher([left]);
        const inRight = globMatcher([right]);
        expect(globCovers([left], right)).toBe(!WORDS.some((word) => inRight(word) && !inLeft(word)));
        expect(globsOverlap(left, right)).toBe(WORDS.some((word) => inLeft(word) && inRight(word)));
      }),
    );
  });
});

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

describe('an instance that lint calls shadowed', () => {
  const instance = fc.record(
    {
      action: fc.constantFrom('deny', 'warn', 'audit'),
      match: fc.record({ namespaces: fc.record({ names: globs }) }, { requiredKeys: [] }),
    },
    { requiredKeys: ['action'] },
  );
  const document = (items: readonly object[]): string =>
    `${HEAD}  rules: ${JSON.stringify({ 'endpoint-limit': items.map((item) => ({ ...item, options: { max: 1 } })) })}\n`;
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
  });
});
