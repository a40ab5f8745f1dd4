import { describe, expect, it } from 'vitest';
import { KNOWN_WRITERS } from '../../src/model/well-known-users.ts';
import { targetRef } from '../../src/rules/target-ref.ts';
import { judgeEndpoints } from './judge-part.ts';
import { runRule } from './run-rule.ts';

const foreign = { targetRef: { kind: 'Pod', namespace: 'payments', name: 'ledger-0' } };

describe('target-ref', () => {
  it('finds pods of other namespaces, and no other target', () => {
    const targets = [
      { kind: 'Pod', namespace: 'shop' },
      { kind: 'Pod' },
      { kind: 'Node', namespace: 'payments' },
      { namespace: 'payments' },
      null,
    ];
    const endpoints = [...targets.map((target) => ({ targetRef: target })), foreign, foreign];
    expect(judgeEndpoints(targetRef, endpoints)).toEqual([
      'endpoints[5].targetRef.namespace other-namespace',
      'endpoints[6].targetRef.namespace other-namespace',
    ]);
  });

  it('finds nothing in a slice whose namespace is not known', () => {
    expect(runRule(targetRef, { slice: { metadata: { name: 'web-1' }, endpoints: [foreign] } }).findings).toEqual([]);
  });

  it('exempts the programs that do it by design, under their exact names only', () => {
    for (const user of [...KNOWN_WRITERS.knative, ...KNOWN_WRITERS.cilium])
      expect(judgeEndpoints(targetRef, [foreign], user)).toEqual([]);
    for (const user of [
      'alice',
      'system:serviceaccount:shop:cilium-operator',
      'system:serviceaccount:knative-serving:controller2',
    ])
      expect(judgeEndpoints(targetRef, [foreign], user)).toHaveLength(1);
  });

  it('compares kind and namespace letter by letter, as Kubernetes does', () => {
    const endpoints = [
      { targetRef: { kind: 'pod', namespace: 'payments' } },
      { targetRef: { kind: 'Pod', namespace: 'Shop' } },
    ];
    expect(judgeEndpoints(targetRef, endpoints)).toEqual(['endpoints[1].targetRef.namespace other-namespace']);
  });

  it('shows both namespaces', () => {
    const slice = { metadata: { name: 'web-1', namespace: 'shop' }, endpoints: [foreign] };
    expect(runRule(targetRef, { slice }).findings).toMatchObject([{ seen: 'payments', expected: 'shop' }]);
  });

  it('judges an update by any user who is not exempt, whatever is stored', () => {
    const slice = { metadata: { name: 'web-1', namespace: 'shop' }, endpoints: [foreign] };
    expect(runRule(targetRef, { slice, old: slice, user: 'alice' }).findings).toHaveLength(1);
    expect(runRule(targetRef, { slice, old: slice, user: KNOWN_WRITERS.knative[0] }).findings).toEqual([]);
  });
});
