import { describe, expect, it } from 'vitest';
import { loadAuditPolicies } from '../../../src/policy/load/audit-scope.ts';
import { badAddress, impostor, REGISTRY, tooMany } from '../fixtures.ts';

const OPTIONS = { rules: REGISTRY, sha256: (text: string) => text };
const HEAD = 'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n  preset: strict\n';

describe('the policies of an audit', () => {
  it('have a copy, capped at audit, in excluded namespaces only', () => {
    const { set, forNamespace } = loadAuditPolicies([{ file: 'p.yaml', text: HEAD }], OPTIONS);
    expect(forNamespace('shop')).toBe(set);
    const both = forNamespace('kube-system');
    expect(both.policies.map(({ enforcement }) => enforcement)).toEqual(['deny', 'audit']);
    expect(both.groups.map((group) => group.map(({ rule }) => rule))).toEqual(
      [badAddress, impostor, tooMany].map((rule) => [rule, rule]),
    );
  });

  it('are the same everywhere if no namespace is excluded', () => {
    const text = `${HEAD}  match: {namespaces: {exclude: []}}\n`;
    const { set, forNamespace } = loadAuditPolicies([{ file: 'p.yaml', text }], OPTIONS);
    expect(forNamespace('kube-system')).toBe(set);
  });

  it('are those of the preset without files', () => {
    expect(loadAuditPolicies([], OPTIONS).set.policies.map(({ name }) => name)).toEqual(['recommended']);
  });
});
