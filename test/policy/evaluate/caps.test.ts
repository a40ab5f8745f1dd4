// What makes a finding lead to less than its rule says.
import { describe, expect, it } from 'vitest';
import { DEFAULT_CONTROLLERS } from '../../../src/model/well-known-users.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { create, load, REGISTRY } from '../fixtures.ts';

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
