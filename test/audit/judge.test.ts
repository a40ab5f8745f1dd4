import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeStored, type AuditPolicies } from '../../src/audit/judge.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { badSlice, goodSlice } from '../admission/reviews.ts';

const SET = loadPolicies([], { rules: RULES, sha256 });
const WARNING = loadPolicies([], { rules: RULES, sha256, enforcement: 'warn' });
const POLICIES: AuditPolicies = { set: SET, forNamespace: () => SET };

function stored(parts: object = {}, metadata: object = {}): object {
  const slice: object = { metadata: {}, ...badSlice(), ...parts };
  const [, own] = Object.entries(slice).find(([key]) => key === 'metadata') ?? [];
  return { ...slice, metadata: { ...own, resourceVersion: '42', ...metadata } };
}

describe('judgeStored', () => {
  it('judges an object as if it were created now', () => {
    const audited = judgeStored('slice', stored(), POLICIES);
    expect(audited).toMatchObject({
      kind: 'decision',
      resourceVersion: '42',
      decision: { allowed: false, subject: { operation: 'CREATE', oldObject: undefined } },
    });
    expect(judgeStored('slice', goodSlice(), POLICIES)).toMatchObject({
      resourceVersion: '',
      decision: { allowed: true, findings: [] },
    });
  });

  it('takes as its user the controller that it is attributed to', () => {
    const labels = {
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
      'kubernetes.io/service-name': 'web',
    };
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u', controller: true }];
    expect(judgeStored('slice', stored({}, { labels, ownerReferences }), POLICIES)).toMatchObject({
      decision: { writer: { class: 'controller' }, allowed: true },
    });
    expect(judgeStored('slice', stored({}, { labels }), POLICIES)).toMatchObject({
      decision: { writer: { class: 'other' }, allowed: false },
    });
  });

  it('judges by the policies of its namespace', () => {
    const asked: string[] = [];
    const forNamespace = (namespace: string): typeof SET => {
      asked.push(namespace);
      return namespace === 'quiet' ? WARNING : SET;
    };
    const allowed = (namespace: string): unknown =>
      judgeStored('slice', stored({}, { namespace }), { set: SET, forNamespace });
    expect(allowed('quiet')).toMatchObject({ decision: { allowed: true, counts: { deny: 0 } } });
    expect(allowed('shop')).toMatchObject({ decision: { allowed: false } });
    expect(asked).toEqual(['quiet', 'shop']);
  });

  it('asks what an API server would say, of all but v1beta1 slices, and only if it is asked to', () => {
    const wrong = stored({ addressType: 'IPv7' });
    const rulesOf = (kind: 'slice' | 'beta', policies: AuditPolicies): readonly string[] => {
      const audited = judgeStored(kind, wrong, policies);
      return audited.kind === 'decision' ? audited.decision.findings.map(({ rule }) => rule) : [];
    };
    expect(rulesOf('slice', { ...POLICIES, kubernetes: '1.35' })).toContain('kubernetes-validation');
    expect(rulesOf('slice', POLICIES)).not.toContain('kubernetes-validation');
    expect(rulesOf('beta', { ...POLICIES, kubernetes: '1.35' })).not.toContain('kubernetes-validation');
  });

  it('warns of stored Endpoints that a newer server would refuse, though a list does not say what they are', () => {
    const odd = {
      metadata: { namespace: 'shop', name: 'db', managedFields: [{ manager: 'kubectl' }] },
      subsets: [{ addresses: [{ ip: '010.1.2.3' }], ports: [{ name: 'sql', port: 5432, protocol: 'TCP' }] }],
    };
    const saidOf = (kubernetes?: '1.35' | '1.36'): readonly string[] => {
      const audited = judgeStored('endpoints', odd, { ...POLICIES, kubernetes });
      if (audited.kind === 'problem') throw new Error(audited.message);
      return audited.decision.findings
        .filter(({ rule }) => ['kubernetes-validation', 'unknown-field'].includes(rule))
        .map(({ id, field, action, capped }) => [id, field, action, capped].join(' '));
    };
    expect(saidOf()).toEqual([]);
    expect(saidOf('1.35')).toEqual(['odd-ip subsets[0].addresses[0].ip warn ']);
    expect(saidOf('1.36')).toEqual(['invalid subsets[0].addresses[0].ip warn ratchet']);
  });

  it('says which object cannot be decoded, and why', () => {
    expect(judgeStored('slice', stored({ endpoints: 'none' }, { name: 'broken' }), POLICIES)).toMatchObject({
      kind: 'problem',
      namespace: 'shop',
      name: 'broken',
      message: 'endpoints must be a list, not the string "none"',
    });
    expect(judgeStored('slice', 5, POLICIES)).toMatchObject({
      kind: 'problem',
      namespace: '',
      name: '',
      message: 'must be an object, not the number 5',
    });
    expect(judgeStored('endpoints', { metadata: { name: 5 }, subsets: 'x' }, POLICIES)).toMatchObject({
      kind: 'problem',
      name: '',
      message: expect.stringMatching(/^metadata\.name .*; subsets must be a list/),
    });
  });

  it('keeps what it says of an object short', () => {
    const endpoints = Array.from({ length: 1000 }, () => ({ addresses: 5 }));
    const audited = judgeStored('slice', stored({ endpoints }), POLICIES);
    expect(audited.kind === 'problem' && audited.message.length).toBe(500);
  });

  it('never throws, whatever is stored', () => {
    const member = fc.oneof({ depthSize: 'small' }, fc.jsonValue());
    const object = fc.record(
      { metadata: member, addressType: member, endpoints: member, ports: member, subsets: member },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(object, fc.jsonValue()), fc.constantFrom('slice', 'beta', 'endpoints'), (value, kind) => {
        expect(['decision', 'problem']).toContain(judgeStored(kind, value, POLICIES).kind);
      }),
      { numRuns: 500 },
    );
  });
});
