// A policy that is called idle finds nothing, for any writer, object and namespace.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create, load, REGISTRY, update } from '../fixtures.ts';

function idle(spec: string): string | undefined {
  return load(spec).policies[0]?.idle;
}

describe('why a policy is idle', () => {
  it.each([
    [
      'preset: strict\n  match: {namespaces: {exclude: ["*"]}}',
      'spec.match.namespaces.exclude: "*" excludes every namespace',
    ],
    [
      'preset: strict\n  match: {namespaces: {exclude: [shop, "**"]}}',
      'spec.match.namespaces.exclude: "*" excludes every namespace',
    ],
    // Excluded by default.
    [
      'preset: strict\n  match: {namespaces: {names: [kube-system]}}',
      'spec.match.namespaces.names: namespaces.exclude excludes kube-system',
    ],
    [
      'preset: strict\n  match: {namespaces: {names: [dev-a], exclude: ["dev-*"]}}',
      'spec.match.namespaces.names: namespaces.exclude excludes dev-a',
    ],
    ['preset: strict\n  exclude: {}', 'spec.exclude: it is empty and so excludes everything'],
    [
      'preset: strict\n  exclude: {namespaces: {names: ["*"]}}',
      'spec.exclude: it excludes everything that match includes',
    ],
    [
      'preset: strict\n  match: {operations: [CREATE]}\n  exclude: {operations: [CREATE, UPDATE]}',
      'spec.exclude: it excludes everything that match includes',
    ],
    ['undecided: allow', 'no rule runs'],
    ['rules: {bad-address: {action: "off"}}', 'no rule runs'],
    [
      'rules: {bad-address: {action: deny, match: {namespaces: {names: [kube-system]}}}}',
      'none of its rules can ever fire: spec.rules.bad-address.match: ' +
        'the policy as a whole does not apply to it (spec.match)',
    ],
    [
      'rules: {bad-address: {action: deny, exclude: {}}, ' +
        'too-many: {action: deny, match: {namespaces: {exclude: ["*"]}}}}',
      'none of its rules can ever fire: spec.rules.bad-address.exclude: ' +
        'it is empty and so excludes everything, and so on for the other 1',
    ],
  ])('says why: %s', (spec, why) => {
    expect(idle(`  ${spec}\n`)).toBe(why);
  });

  it.each([
    'preset: recommended',
    'preset: strict\n  enforcement: audit',
    'preset: strict\n  match: {namespaces: {names: [kube-system], exclude: []}}',
    'preset: strict\n  match: {namespaces: {names: [kube-system, shop]}}',
    'preset: strict\n  exclude: {labels: {a: "*"}, writers: {users: [jane]}}',
    'rules: {bad-address: {action: deny, exclude: {}}, too-many: {action: deny}}',
  ])('says nothing of a policy that may find something: %s', (spec) => {
    expect(idle(`  ${spec}\n`)).toBeUndefined();
  });

  const glob = fc.stringMatching(/^[ab*]{1,2}$/);
  const globs = fc.array(glob, { minLength: 1, maxLength: 2 });
  const selector = fc.record(
    {
      namespaces: fc.record({ names: globs, exclude: fc.array(glob, { maxLength: 2 }) }, { requiredKeys: [] }),
      writers: fc.record({ users: globs }, { requiredKeys: [] }),
      operations: fc.uniqueArray(fc.constantFrom('CREATE', 'UPDATE'), { minLength: 1 }),
    },
    { requiredKeys: [] },
  );
  const scope = fc.record({ match: selector, exclude: selector }, { requiredKeys: [] });

  it('is said only of policies that find nothing', () => {
    let said = 0;
    const spec = fc.tuple(scope, fc.array(scope, { minLength: 1, maxLength: 2 }));
    fc.assert(
      fc.property(
        spec,
        fc.stringMatching(/^[abc]{1,2}$/),
        fc.stringMatching(/^[abc]{1,2}$/),
        ([whole, parts], namespace, name) => {
          const rules = { 'bad-address': parts.map((part) => ({ action: 'deny', ...part })) };
          const document = {
            apiVersion: 'sliceward.dev/v1alpha1',
            kind: 'SlicePolicy',
            metadata: { name: 'p' },
            spec: { ...whole, rules },
          };
          const set = loadPolicies([{ file: 'p', text: JSON.stringify(document) }], {
            rules: REGISTRY,
            sha256: (text) => text,
          });
          if (set.policies[0]?.idle === undefined) return;
          said++;
          const bad = { namespace, addresses: ['127.0.0.1'] };
          const user = { name, groups: [] };
          expect(evaluate(set, create(bad, user)).findings).toEqual([]);
          expect(evaluate(set, update({ namespace }, bad, user)).findings).toEqual([]);
        },
      ),
      { numRuns: 2000 },
    );
    expect(said).toBeGreaterThan(100);
  }, 60_000);

  it('is not asked of scopes over 16 Ki characters, because comparing them would take long', () => {
    const spec = (count: number): string => {
      const names = Array.from({ length: count }, (_, index) => `"n-${index}-*"`).join(', ');
      return `  preset: strict\n  match: {namespaces: {names: [${names}], exclude: ["*"]}}\n`;
    };
    expect(idle(spec(1000))).toContain('namespaces.exclude excludes n-0-*, ');
    expect(idle(spec(2000))).toBeUndefined();
    expect(idle(spec(60_000))).toBeUndefined();
  });
});
