// The rules' own fixes: what each does, and for any slice that fixing holds its promises.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSlice } from '../../../src/model/decode/decode.ts';
import { KUBERNETES_VERSIONS } from '../../../src/model/kubernetes-version.ts';
import { validateSlice } from '../../../src/model/validation/validate.ts';
import { valueAt } from '../../../src/model/json-patch.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { planFixes } from '../../../src/policy/fix/fixes.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import { applyFixes, worsened, type FixResult } from '../../../src/policy/fix/apply-fixes.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import type { Decision } from '../../../src/policy/subject.ts';
import { RULES } from '../../../src/rules/index.ts';
import { slices } from '../../oracle/slices.ts';
import { oldObject } from '../fixtures.ts';

const ALL = `  preset: strict
  rules:
    canonical-address: {fix: true}
    duplicate-address: {fix: true}
    explicit-conditions: {fix: true, options: {require: [ready, serving, terminating]}}
    managed-by: {fix: true, options: {value: operator.shop.example.com}}
    port-name: {fix: true, options: {unnamed: http}}
    required-labels:
      action: warn
      fix: true
      options: {labels: {example.com/team: "^[a-z]+$", tier: ".*"}, defaults: {example.com/team: shop}}
`;

function policy(spec: string): PolicySet {
  const text = `apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: test}\nspec:\n${spec}`;
  return loadPolicies([{ file: 'policy.yaml', text }], { rules: RULES, sha256: () => 'sha256:0' });
}

function judge(set: PolicySet, value: unknown, old?: unknown, user = 'jane'): Decision {
  const decoded = decodeSlice(value);
  const stored = old === undefined ? undefined : oldObject(decodeSlice(old).value);
  const operation = old === undefined ? 'CREATE' : 'UPDATE';
  return evaluate(set, { operation, slice: decoded.value, oldObject: stored, user: { name: user, groups: [] } });
}

function fixAll(set: PolicySet, value: unknown, old?: unknown, user?: string): FixResult {
  return applyFixes(value, {
    judge: (now) => judge(set, now, old, user),
    may: ({ mayFix }) => mayFix,
    stored: () => old,
  });
}

const SLICE = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata: {
    name: 'web-1',
    namespace: 'shop',
    labels: { 'endpointslice.kubernetes.io/managed-by': 'me', 'example.com/team': 'shop' },
  },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true, serving: true, terminating: false } }],
  ports: [{ name: 'http', port: 80 }],
};

describe("each rule's fix", () => {
  const all = policy(ALL);
  const cases: readonly (readonly [
    title: string,
    slice: object,
    path: readonly (string | number)[],
    becomes: unknown,
  ])[] = [
    [
      'canonical IPv4',
      { ...SLICE, endpoints: [{ addresses: ['010.1.2.3'] }] },
      ['endpoints', 0, 'addresses'],
      ['10.1.2.3'],
    ],
    [
      'IPv4 out of IPv6',
      { ...SLICE, endpoints: [{ addresses: ['::ffff:10.1.2.3'] }] },
      ['endpoints', 0, 'addresses'],
      ['10.1.2.3'],
    ],
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
      {
        ...SLICE,
        metadata: { name: 'web-1', namespace: 'shop', labels: { 'endpointslice.kubernetes.io/managed-by': '' } },
      },
      ['metadata', 'labels', 'endpointslice.kubernetes.io/managed-by'],
      'operator.shop.example.com',
    ],
    [
      'one unnamed port',
      { ...SLICE, ports: [{ port: 80 }, { name: 'dns', port: 53 }] },
      ['ports', 0],
      { name: 'http', port: 80 },
    ],
    [
      'not if the name is taken',
      { ...SLICE, ports: [{ port: 80 }, { name: 'http', port: 53 }] },
      ['ports', 0],
      { port: 80 },
    ],
    [
      'not if two have none',
      { ...SLICE, ports: [{ port: 80 }, { port: 53 }, { name: 'a', port: 1 }] },
      ['ports', 0],
      { port: 80 },
    ],
  ];
  it.for(cases.map(([title, ...rest]) => ({ title, rest })))('$title', ({ title, rest: [slice, path, becomes] }) => {
    const result = fixAll(all, slice);
    expect(result.kind).toBe(title.startsWith('not ') && !title.includes('family') ? 'none' : 'fixed');
    expect(valueAt(result.kind === 'fixed' ? result.value : slice, path)).toEqual(becomes);
  });

  it('is used only where the policy says so, and where there is something to fix', () => {
    expect(fixAll(policy('  preset: strict\n'), { ...SLICE, endpoints: [{ addresses: ['010.1.2.3'] }] })).toEqual({
      kind: 'none',
    });
    expect(
      fixAll(all, { ...SLICE, metadata: { ...SLICE.metadata, labels: { ...SLICE.metadata.labels, tier: 'x' } } }),
    ).toEqual({
      kind: 'none',
    });
  });

  it('fixes all faults of an object that has more than are kept', () => {
    const endpoints = Array.from({ length: 1000 }, (_, index) => ({
      addresses: [`10.0.${index >> 8}.${index & 255}`],
    }));
    const result = fixAll(all, { ...SLICE, endpoints });
    expect(result).toMatchObject({ kind: 'fixed' });
    expect(result.kind === 'fixed' && result.operations).toHaveLength(4000);
  });

  it('refuses a patch larger than an API server accepts', () => {
    const endpoints = Array.from({ length: 1000 }, (_, one) => ({
      addresses: Array.from({ length: 12 }, (__, two) => `010.${two}.${one >> 8}.${one & 255}`),
    }));
    expect(fixAll(policy('  rules: {canonical-address: {fix: true}}\n'), { ...SLICE, endpoints })).toMatchObject({
      kind: 'refused',
      why: 'tooMany',
    });
  });
});

describe('an update', () => {
  const set = policy(
    '  preset: strict\n  rules: {port-name: {fix: true, options: {unnamed: http}}, explicit-conditions: {fix: true}}\n',
  );

  it('whose faults are old is not fixed into one that is denied', () => {
    const ports = [{ port: 80 }, { name: 'dns', port: 53 }];
    const old = { ...SLICE, ports, endpoints: [{ addresses: ['127.0.0.1'], conditions: { ready: true } }] };
    const now = { ...old, metadata: { ...old.metadata, labels: { ...old.metadata.labels, tier: 'x' } } };
    expect(judge(set, now, old).allowed).toBe(true);
    expect(fixAll(set, now, old)).toMatchObject({ kind: 'refused', why: 'regresses', rule: 'denied-address' });
  });

  it('whose unchanged endpoints an API server accepts is not fixed into one that it refuses', () => {
    const legacy = { ...SLICE, addressType: 'IPv6', endpoints: [{ addresses: ['::ffff:10.1.2.3'] }] };
    const now = { ...legacy, metadata: { ...legacy.metadata, labels: { ...legacy.metadata.labels, tier: 'x' } } };
    expect(validateSlice(now, { version: '1.37', stored: legacy })).toEqual([]);
    expect(fixAll(set, now, legacy)).toMatchObject({ kind: 'refused', why: 'serverRejects' });
  });
});

describe('any slice', () => {
  const all = policy(ALL);

  it('needs one fix, has fewer findings then, and is accepted by every API server that accepted it before', () => {
    let fixed = 0;
    const judgeable = slices.filter((value) => decodeSlice(value).ok);
    fc.assert(
      fc.property(judgeable, fc.option(judgeable, { nil: undefined }), (value, old) => {
        const result = fixAll(all, value, old);
        if (result.kind === 'fixed') fixed++;
        const { value: now, decision } = result.kind === 'fixed' ? result : { value, decision: judge(all, value, old) };
        const isDone =
          result.kind === 'refused' || planFixes(decision.findings, now, () => true).operations.length === 0;
        expect({ isDone, isBug: 'why' in result && result.why === 'ineffective' }).toEqual({
          isDone: true,
          isBug: false,
        });
        expect(fixAll(all, now, old).kind).toBe(result.kind === 'refused' ? 'refused' : 'none');
        expect(louder(judge(all, value, old), decision)).toEqual([]);
        for (const path of [['apiVersion'], ['kind'], ['addressType'], ['metadata', 'name'], ['metadata', 'namespace']])
          expect(valueAt(now, path)).toEqual(valueAt(value, path));
        const accepted = KUBERNETES_VERSIONS.filter(
          (version) => validateSlice(value, { version, stored: old }).length === 0,
        );
        expect(accepted.flatMap((version) => validateSlice(now, { version, stored: old }))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(fixed).toBeGreaterThan(100);
  }, 60_000);
});

/** Rules that find more than before, or that deny more. */
function louder(before: Decision, now: Decision): readonly string[] {
  const none = { deny: 0, warn: 0, audit: 0 };
  return [...now.countsByRule].flatMap(([rule, { deny, warn, audit }]) => {
    const was = before.countsByRule.get(rule) ?? none;
    return deny > was.deny || deny + warn + audit > was.deny + was.warn + was.audit ? [rule] : [];
  }, 60_000);
}

it('is worse if a policy denies what has become undecided', () => {
  const before: Decision = { ...judge(policy(ALL), SLICE), allowed: true };
  const now: Decision = {
    ...before,
    allowed: false,
    countsByRule: new Map(),
    undecided: [{ rule: 'managed-by', needs: 'user', denies: true }],
  };
  expect(worsened(before, now)).toBe('managed-by');
  expect(worsened(now, now)).toBeUndefined();
});
