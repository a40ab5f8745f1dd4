import fc from 'fast-check';
import { load as loadYaml } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/commands/sha256.ts';
import { loadEach, loadPolicies } from '../../../src/policy/load/load.ts';
import { presetActions } from '../../../src/policy/load/presets.ts';
import { strongest } from '../../../src/policy/policy-set.ts';
import type { AnyRule } from '../../../src/policy/rule.ts';
import { valueAt } from '../../../src/model/json-patch.ts';
import { showDocument, showYaml } from '../../../src/report/policy/show.ts';
import { RULES } from '../../../src/rules/index.ts';
import { isProblem, readDocuments } from '../../../src/yaml/read.ts';
import { badAddress, tooMany } from '../../policy/fixtures.ts';

const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: mine}\nspec:\n';

const NETWORKS = Object.assign(
  {},
  ...RULES.flatMap((rule) => [...rule.examples.good, ...rule.examples.bad].map(({ networks }) => networks)),
);

const selector = fc.record(
  {
    namespaces: fc.record(
      { names: fc.constant(['shop-*']), exclude: fc.constantFrom([], ['dev']) },
      { requiredKeys: [] },
    ),
    writers: fc.record({ users: fc.constant(['jane']), groups: fc.constant(['ops:*']) }, { requiredKeys: ['users'] }),
    operations: fc.constant(['CREATE']),
  },
  { requiredKeys: ['writers'] },
);

function instance(rule: AnyRule): fc.Arbitrary<object> {
  const mayBeSilent = ['recommended', 'strict'].every(
    (preset) => strongest(presetActions(rule, preset === 'strict' ? preset : 'recommended').values()) !== 'off',
  );
  const options = [...rule.examples.good, ...rule.examples.bad].flatMap((example) =>
    example.options === undefined ? [] : [example.options],
  );
  return fc.record(
    {
      action: fc.constantFrom('deny', 'warn', 'audit', 'off'),
      match: selector,
      exclude: selector,
      ...(options.length === 0 ? {} : { options: fc.constantFrom(...options) }),
    },
    {
      requiredKeys: [
        ...(mayBeSilent ? [] : (['action'] as const)),
        ...(rule.options.safeParse({}).success ? [] : ['options' as const]),
      ],
    },
  );
}

const spec = fc.record(
  {
    preset: fc.constantFrom('recommended', 'strict'),
    enforcement: fc.constantFrom('deny', 'warn', 'audit'),
    undecided: fc.constantFrom('allow', 'retry', 'deny'),
    networks: fc.constant(NETWORKS),
    match: selector,
    exclude: selector,
    writers: fc.record(
      {
        controllers: fc.constantFrom([], ['me']),
        trusted: fc.constant([
          { user: 'op', managedBy: 'op', namespaces: ['shop-*'], rules: { hints: 'off', zone: 'warn' } },
        ]),
      },
      { requiredKeys: [] },
    ),
    rules: fc.record(
      Object.fromEntries(
        RULES.map((rule) => [
          rule.id,
          fc.oneof(instance(rule), fc.array(instance(rule), { minLength: 1, maxLength: 3 })),
        ]),
      ),
      { requiredKeys: ['allowed-address'] },
    ),
  },
  { requiredKeys: ['networks', 'rules'] },
);

describe('showYaml', () => {
  it('loads again as the same policy, for any policy', () => {
    const load = (text: string) =>
      loadEach([{ file: 'p', text }], { rules: RULES, sha256 }).map(({ compiled }) => compiled);
    fc.assert(
      fc.property(spec, (generated) => {
        const document = {
          apiVersion: 'sliceward.dev/v1alpha1',
          kind: 'SlicePolicy',
          metadata: { name: 'any' },
          spec: generated,
        };
        const first = load(JSON.stringify(document));
        const shown = showYaml(first, RULES);
        const second = load(shown);
        expect(second.map(({ policy }) => policy.digest)).toEqual(first.map(({ policy }) => policy.digest));
        expect(second.flatMap(({ instances }) => instances.map(({ rule, actions }) => [rule.id, ...actions]))).toEqual(
          first.flatMap(({ instances }) => instances.map(({ rule, actions }) => [rule.id, ...actions])),
        );
        expect(loadYaml(showYaml(second, RULES))).toEqual(loadYaml(shown));
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  it('has another digest for each policy that does something else', () => {
    const digest = (line: string) =>
      loadPolicies([{ file: 'p', text: `${HEAD}  preset: recommended\n  ${line}\n` }], { rules: RULES, sha256 })
        .policies[0]?.digest;
    const lines = [
      'undecided: allow',
      'undecided: retry',
      'enforcement: warn',
      'match: {namespaces: {exclude: []}}',
      'exclude: {writers: {users: [jane]}}',
      'networks: {pods: [10.0.0.0/8]}',
      'writers: {controllers: []}',
      'writers: {trusted: [{user: a, managedBy: b, rules: {}}]}',
      'rules: {endpoint-limit: {action: deny}}',
      'rules: {endpoint-limit: {options: {max: 7}}}',
      'rules: {endpoint-limit: {match: {operations: [CREATE]}}}',
    ];
    expect(new Set(lines.map(digest)).size).toBe(lines.length);
    expect(digest('rules: {endpoint-limit: {action: warn, options: {max: 100}}}')).toBe(digest('undecided: allow'));
  });
});

/** The policy with these lines in its spec, of two rules. */
function policiesOf(...lines: readonly string[]): Parameters<typeof showYaml>[0] {
  const text = HEAD + lines.map((line) => `  ${line}\n`).join('');
  return loadEach([{ file: 'p', text }], { rules: TWO, sha256 }).map(({ compiled }) => compiled);
}

const TWO = [badAddress, tooMany];

describe('showYaml, of two rules', () => {
  it('begins with the digest, and has every rule that runs and every one that does not', () => {
    const [one] = policiesOf('rules: {too-many: {action: warn}}');
    const text = showYaml(policiesOf('rules: {too-many: {action: warn}}'), TWO);
    // The digest is the only comment: no rule here has messages with different actions.
    expect(text.match(/#.*/g)).toEqual([`# ${one?.policy.digest}`]);
    expect(valueAt(loadYaml(text), ['spec', 'rules'])).toEqual({
      'bad-address': { action: 'off' },
      'too-many': { action: 'warn', options: { max: 2 } },
    });
  });
  it('separates policies as YAML documents', () => {
    const twice = [...policiesOf('preset: strict'), ...policiesOf('preset: recommended')];
    const documents = [...readDocuments(showYaml(twice, TWO))];
    expect(documents.map((item) => (isProblem(item) ? item.message : valueAt(item.value, ['spec', 'preset'])))).toEqual(
      ['strict', 'recommended'],
    );
  });
});

describe('showDocument', () => {
  it('lists the instances of each rule with their actions and options; one that does not run has none', () => {
    const policies = policiesOf(
      'rules:',
      '  too-many:',
      '  - {action: deny, options: {max: 7}}',
      '  - {action: audit}',
    );
    expect(showDocument(policies, TWO)).toMatchObject({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'EffectivePolicyList',
      items: [
        {
          digest: policies[0]?.policy.digest,
          name: 'mine',
          rules: {
            'bad-address': [],
            'too-many': [
              { actions: { many: 'deny' }, options: { max: 7 } },
              { actions: { many: 'audit' }, options: { max: 2 } },
            ],
          },
        },
      ],
    });
  });
  it('is plain data, without the rules and the places in the file', () => {
    const text = JSON.stringify(showDocument(policiesOf('preset: strict'), TWO));
    expect(JSON.parse(text)).toEqual(showDocument(policiesOf('preset: strict'), TWO));
    expect(text).not.toContain('"instances"');
    expect(text).not.toContain('"path"');
  });
});
