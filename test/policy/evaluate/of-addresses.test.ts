// Rules of addresses are not asked about the stored object: what they find there follows from the endpoints that
// replace one another.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeSlice } from '../../../src/model/decode/decode.ts';
import { evaluate } from '../../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../../src/policy/load/load.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import type { AnyRule } from '../../../src/policy/rule.ts';
import type { Decision } from '../../../src/policy/subject.ts';
import { RULES } from '../../../src/rules/index.ts';
import { oldObject } from '../fixtures.ts';

const POLICY = `apiVersion: sliceward.dev/v1alpha1
kind: SlicePolicy
metadata: {name: test}
spec:
  preset: strict
  networks: {pods: [10.0.0.0/8]}
  rules:
    allowed-address: {action: deny, options: {networks: [pods]}}
    canonical-address: {action: deny}
    denied-address: [{action: warn}, {action: deny, match: {labels: {tier: "*"}}}]
`;

function load(rules: readonly AnyRule[]): PolicySet {
  return loadPolicies([{ file: 'policy.yaml', text: POLICY }], { rules, sha256: () => 'sha256:0' });
}

const quick = load(RULES);
/** Asked about the stored object like any other rule. */
const plain = load(
  RULES.map((rule) => {
    const { ofAddresses, ...others } = rule;
    return ofAddresses === true ? others : rule;
  }),
);

const ADDRESSES = {
  IPv4: ['10.1.2.3', '127.0.0.1', '169.254.169.254', '010.1.2.3', '192.0.2.1', 'fd00::1', 'x'],
  IPv6: ['fd00::1', '::1', 'FD00:0::1', '::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe', '10.1.2.3'],
  FQDN: ['a.example.com', 'metadata.google.internal', '127.0.0.1', 'a.b.svc'],
} as const;

const condition = fc.option(fc.boolean(), { nil: undefined });

const endpointsOf = (type: keyof typeof ADDRESSES): fc.Arbitrary<readonly object[]> =>
  fc.array(
    fc.record({
      addresses: fc.array(fc.constantFrom(...ADDRESSES[type]), { minLength: 1, maxLength: 3 }),
      conditions: fc.record({ ready: condition, serving: condition, terminating: condition }),
      targetRef: fc.option(fc.constantFrom({ kind: 'Pod', name: 'a' }, { kind: 'Pod', name: 'b' }), { nil: undefined }),
      nodeName: fc.option(fc.constantFrom('one', 'two'), { nil: undefined }),
    }),
    { maxLength: 6 },
  );

const updates = fc.constantFrom('IPv4' as const, 'IPv6' as const, 'FQDN' as const).chain((addressType) =>
  fc.record({
    addressType: fc.constant(addressType),
    old: endpointsOf(addressType),
    now: endpointsOf(addressType),
    kept: fc.array(fc.nat({ max: 5 }), { maxLength: 6 }),
    labels: fc.tuple(fc.constantFrom({}, { tier: 'x' }), fc.constantFrom({}, { tier: 'x' })),
  }),
);

function judge(
  set: PolicySet,
  {
    addressType,
    old,
    now,
    kept,
    labels: [before, after],
  }: typeof updates extends fc.Arbitrary<infer Update> ? Update : never,
): Decision {
  const slice = (endpoints: readonly object[], labels: object): unknown => ({
    metadata: { name: 'web-1', namespace: 'shop', labels },
    addressType,
    endpoints,
    ports: [{ port: 80 }],
  });
  const endpoints = [...kept.flatMap((index) => old[index] ?? []), ...now];
  return evaluate(set, {
    operation: 'UPDATE',
    slice: decodeSlice(slice(endpoints, after)).value,
    oldObject: oldObject(decodeSlice(slice(old, before)).value),
    user: { name: 'jane', groups: [] },
  });
}

it('decides as if rules of addresses were asked about the stored object', () => {
  let old = 0;
  fc.assert(
    fc.property(updates, (update) => {
      const decision = judge(quick, update);
      old += decision.findings.filter(({ capped }) => capped === 'ratchet').length;
      const { findings, counts, allowed } = judge(plain, update);
      expect({ findings: decision.findings, counts: decision.counts, allowed: decision.allowed }).toEqual({
        findings,
        counts,
        allowed,
      });
    }),
    { numRuns: 1500 },
  );
  expect(old).toBeGreaterThan(1000);
}, 60_000);

it('is done for the rules that have findings about addresses', () => {
  expect(RULES.filter(({ ofAddresses }) => ofAddresses === true).map(({ id }) => id)).toEqual([
    'address-family',
    'allowed-address',
    'canonical-address',
    'denied-address',
    'fqdn-target',
  ]);
});
