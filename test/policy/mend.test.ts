// The rules' own fixes: what each does, and for any slice that mending holds its promises.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../src/model/decode.ts';
import { KUBERNETES_VERSIONS } from '../../src/model/kubernetes-version.ts';
import { validateSlice } from '../../src/model/validation/validate.ts';
import { valueAt } from '../../src/model/json-patch.ts';
import { evaluate } from '../../src/policy/engine.ts';
import { planFixes } from '../../src/policy/fixes.ts';
import { loadPolicies } from '../../src/policy/load.ts';
import { mend, type Mending } from '../../src/policy/mend.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import type { Decision } from '../../src/policy/subject.ts';
import { RULES } from '../../src/rules/index.ts';
import { slices } from '../oracle/slices.ts';
import { past } from './fixtures.ts';

const ALL = `  preset: strict
  rules:
    canonical-address: {fix: true}
    duplicate-address: {fix: true}
    explicit-conditions: {fix: true, options: {require: [ready, serving, terminating]}}
    managed-by: {fix: true, options: {value: operator.shop.example.com}}
    port-name: {fix: true, options: {unnamed: http}}
    required-labels: {action: warn, fix: true, options: {labels: {example.com/team: "^[a-z]+$", tier: ".*"}, defaults: {example.com/team: shop}}}
`;

function policy(spec: string): PolicySet {
  const text = `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n${spec}`;
  return loadPolicies([{ file: 'policy.yaml', text }], { rules: RULES, sha256: () => 'sha256:0' });
}

function judge(set: PolicySet, value: unknown, old?: unknown, user = 'jane'): Decision {
  const decoded = decodeSlice(value);
  const stored = old === undefined ? undefined : past(decodeSlice(old).value);
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  return evaluate(set, { operation, slice: decoded.value, past: stored, user: { name: user, groups: [] } });
}

function mendAll(set: PolicySet, value: unknown, old?: unknown, user?: string): Mending {
  return mend(value, { judge: (now) => judge(set, now, old, user), may: ({ mayFix }) => mayFix, stored: () => old });
}

const SLICE = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: { name: 'web-1', namespace: 'shop', labels: { 'endpointslice.kubernetes.io/managed-by': 'me', 'example.com/team': 'shop' } },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true, serving: true, terminating: false } }],
  ports: [{ name: 'http', port: 80 }],
};

describe("each rule's fix", () => {
  const all = policy(ALL);
  const cases: readonly (readonly [title: string, slice: object, path: readonly (string | number)[], becomes: unknown])[] = [
    ['canonical IPv4', { ...SLICE, endpoints: [{ addresses: ['010.1.2.3'] }] }, ['endpoints', 0, 'addresses'], ['10.1.2.3']],
    ['IPv4 out of IPv6', { ...SLICE, endpoints: [{ addresses: ['::ffff:10.1.2.3'] }] }, ['endpoints', 0, 'addresses'], ['10.1.2.3']],
    [
      'canonical IPv6',
      { ...SLICE, addressType: 'IPv6', endpoints: [{ addresses: ['FD00:0::1'] }] },
      ['endpoints', 0, 'addresses'],
      ['fd00::1'],
    ],
    [
      'not where it would change the family',
      { ...SLICE, addressType: 'IPv6', endpoints: [{ addresses: ['::ffff:10.1.2.3'] }] },
      ['endpoints', 0, 'addresses'],
      ['::ffff:10.1.2.3'],
    ],
    [
      'conditions',
      { ...SLICE, endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: false } }] },
      ['endpoints', 0, 'conditions'],
      { ready: false, serving: true, terminating: false },
    ],
    [
      'a copy in one endpoint',
      { ...SLICE, endpoints: [{ addresses: ['10.1.2.3', '10.1.2.3'] }] },
      ['endpoints', 0, 'addresses'],
      ['10.1.2.3'],
    ],
    [
      'a copy of an endpoint',
      { ...SLICE, endpoints: [...SLICE.endpoints, { addresses: ['010.1.2.3'] }, { addresses: ['10.1.2.4'] }] },
      ['endpoints', 1, 'addresses'],
      ['10.1.2.4'],
    ],
    [
      'not one that differs',
      { ...SLICE, endpoints: [...SLICE.endpoints, { ...SLICE.endpoints[0], nodeName: 'a' }] },
      ['endpoints', 1, 'nodeName'],
      'a',
    ],
    [
      'a manager',
      { ...SLICE, metadata: { name: 'web-1', namespace: 'shop' } },
      ['metadata', 'labels'],
      { 'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com', 'example.com/team': 'shop' },
    ],
    [
      'an empty manager',
      { ...SLICE, metadata: { name: 'web-1', namespace: 'shop', labels: { 'endpointslice.kubernetes.io/managed-by': '' } } },
      ['metadata', 'labels', 'endpointslice.kubernetes.io/managed-by'],
      'operator.shop.example.com',
    ],
    ['one unnamed port', { ...SLICE, ports: [{ port: 80 }, { name: 'dns', port: 53 }] }, ['ports', 0], { name: 'http', port: 80 }],
    ['not if the name is taken', { ...SLICE, ports: [{ port: 80 }, { name: 'http', port: 53 }] }, ['ports', 0], { port: 80 }],
    ['not if two have none', { ...SLICE, ports: [{ port: 80 }, { port: 53 }, { name: 'a', port: 1 }] }, ['ports', 0], { port: 80 }],
  ];
  it.for(cases.map(([title, ...rest]) => ({ title, rest })))('$title', ({ title, rest: [slice, path, becomes] }) => {
    const mending = mendAll(all, slice);
    expect(mending.kind).toBe(title.startsWith('not ') && !title.includes('family') ? 'none' : 'mended');
    expect(valueAt(mending.kind === 'mended' ? mending.value : slice, path)).toEqual(becomes);
  });

  it('is used only where the policy says so, and where there is something to mend', () => {
    expect(mendAll(policy('  preset: strict\n'), { ...SLICE, endpoints: [{ addresses: ['010.1.2.3'] }] })).toEqual({ kind: 'none' });
    expect(mendAll(all, { ...SLICE, metadata: { ...SLICE.metadata, labels: { ...SLICE.metadata.labels, tier: 'x' } } })).toEqual({
      kind: 'none',
    });
  });

  it('mends all of an object with more faults than are kept of it', () => {
    const endpoints = Array.from({ length: 1000 }, (_, index) => ({ addresses: [`10.0.${index >> 8}.${index & 255}`] }));
    const mending = mendAll(all, { ...SLICE, endpoints });
    expect(mending).toMatchObject({ kind: 'mended' });
    expect(mending.kind === 'mended' && mending.operations).toHaveLength(4000);
  });

  it('refuses more than an API server takes in one patch', () => {
    const endpoints = Array.from({ length: 1000 }, (_, one) => ({
      addresses: Array.from({ length: 12 }, (__, two) => `010.${two}.${one >> 8}.${one & 255}`),
    }));
    expect(mendAll(policy('  rules: {canonical-address: {fix: true}}\n'), { ...SLICE, endpoints })).toMatchObject({
      kind: 'refused',
      why: 'many',
    });
  });
});

describe('an update', () => {
  const set = policy('  preset: strict\n  rules: {canonical-address: {fix: true}, explicit-conditions: {fix: true}}\n');

  it('that only takes away is not mended into one that is denied', () => {
    const labels = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
    const endpoints = [{ addresses: ['010.1.2.3'], conditions: { ready: true } }, ...SLICE.endpoints];
    const old = { ...SLICE, metadata: { ...SLICE.metadata, labels }, endpoints };
    const now = { ...old, endpoints: endpoints.slice(0, 1) };
    expect(judge(set, now, old).allowed).toBe(true);
    expect(mendAll(set, now, old)).toMatchObject({ kind: 'refused', why: 'worse' });
  });

  it('whose endpoints an API server lets stay as they are is not mended into one that it refuses', () => {
    const legacy = { ...SLICE, addressType: 'IPv6', endpoints: [{ addresses: ['::ffff:10.1.2.3'] }] };
    const now = { ...legacy, metadata: { ...legacy.metadata, labels: { ...legacy.metadata.labels, tier: 'x' } } };
    expect(validateSlice(now, { version: '1.37', stored: legacy })).toEqual([]);
    expect(mendAll(set, now, legacy)).toMatchObject({ kind: 'refused', why: 'server' });
  });
});

describe('any slice', () => {
  const all = policy(ALL);

  it('is mended once and for all, into one with fewer findings that every API server takes as it took the first', () => {
    let mended = 0;
    fc.assert(
      fc.property(slices, fc.option(slices, { nil: undefined }), (value, old) => {
        if (!decodeSlice(value).ok || (old !== undefined && !decodeSlice(old).ok)) return;
        const before = judge(all, value, old);
        const mending = mendAll(all, value, old);
        if (mending.kind !== 'mended') {
          expect(mending).not.toMatchObject({ why: 'stays' });
          return;
        }
        mended++;
        const { decision, value: now } = mending;
        expect(planFixes(decision.findings, now, () => true).operations).toEqual([]);
        expect(mendAll(all, now, old)).toEqual({ kind: 'none' });
        for (const [rule, { deny, warn, audit }] of decision.countsByRule) {
          const was = before.countsByRule.get(rule);
          expect([rule, deny + warn + audit]).toEqual([
            rule,
            Math.min(deny + warn + audit, (was?.deny ?? 0) + (was?.warn ?? 0) + (was?.audit ?? 0)),
          ]);
        }
        expect(before.allowed && !decision.allowed).toBe(false);
        for (const path of [['apiVersion'], ['kind'], ['addressType'], ['metadata', 'name'], ['metadata', 'namespace']])
          expect(valueAt(now, path)).toEqual(valueAt(value, path));
        for (const version of KUBERNETES_VERSIONS) {
          if (validateSlice(value, { version, stored: old }).length === 0) expect(validateSlice(now, { version, stored: old })).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
    expect(mended).toBeGreaterThan(100);
  }, 60_000);
});
