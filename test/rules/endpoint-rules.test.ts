// contradictory-conditions, hints, hostname, target-ref, zone: each combination, and what is none of their business.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KNOWN_WRITERS } from '../../src/model/well-known-users.ts';
import type { AnyRule } from '../../src/policy/rule.ts';
import { contradictoryConditions } from '../../src/rules/contradictory-conditions.ts';
import { hints } from '../../src/rules/hints.ts';
import { hostname } from '../../src/rules/hostname.ts';
import { targetRef } from '../../src/rules/target-ref.ts';
import { zone } from '../../src/rules/zone.ts';
import { runRule } from './run-rule.ts';

/** `field id` of each finding. */
function judge(rule: AnyRule, endpoints: readonly object[], user?: string): string[] {
  const slice = { metadata: { name: 'web-1', namespace: 'shop' }, addressType: 'IPv4', endpoints };
  const { findings, undecided } = runRule(rule, { slice, ...(user === undefined ? {} : { user }) });
  expect(undecided).toEqual([]);
  return findings.map(({ field, id }) => `${field} ${id}`);
}

const flag = fc.constantFrom(undefined, null, true, false);

describe('contradictory-conditions', () => {
  it("agrees with the controller's ready = serving && !terminating wherever ready is claimed", () => {
    fc.assert(
      fc.property(flag, flag, flag, (ready, serving, terminating) => {
        const claimed = ready ?? true;
        const consistent = (serving ?? true) && !(terminating ?? false);
        const id = terminating === true ? 'terminating' : 'not-serving';
        expect(judge(contradictoryConditions, [{ conditions: { ready, serving, terminating } }])).toEqual(
          claimed && !consistent ? [`endpoints[0].conditions.ready ${id}`] : [],
        );
      }),
    );
  });
});

describe('hints', () => {
  const hinted = fc.record({
    ready: flag,
    zones: fc.option(fc.array(fc.constantFrom('a', 'b'), { maxLength: 2 })),
    nodes: fc.option(fc.array(fc.constantFrom('n1', 'n2'), { maxLength: 2 })),
  });

  it('speaks where kube-proxy would follow hints but for endpoints that lack them', () => {
    fc.assert(
      fc.property(fc.array(hinted, { maxLength: 6 }), (generated) => {
        const endpoints = generated.map(({ ready, zones, nodes }) => ({
          conditions: { ready },
          hints:
            zones === null && nodes === null
              ? null
              : { forZones: zones?.map(named) ?? null, forNodes: nodes?.map(named) ?? null },
        }));
        const ready = generated.map((one, index) => ({ ...one, index })).filter((one) => one.ready ?? true);
        const missing = (['zones', 'nodes'] as const).flatMap((kind) => {
          const without = ready.filter((one) => (one[kind] ?? []).length === 0);
          return without.length > 0 && without.length < ready.length
            ? [`endpoints[${without[0]?.index}].hints partial`]
            : [];
        });
        expect(judge(hints, endpoints)).toEqual(missing);
      }),
    );
  });

  it('counts to eight', () => {
    const forZones = (length: number) => Array.from({ length }, (_, index) => named(`z${index}`));
    expect(judge(hints, [{ hints: { forZones: forZones(8), forNodes: forZones(8) } }])).toEqual([]);
    expect(judge(hints, [{ hints: { forZones: forZones(9), forNodes: forZones(9) } }])).toEqual([
      'endpoints[0].hints.forZones too-many',
      'endpoints[0].hints.forNodes too-many',
    ]);
  });

  it('finds each empty name, on endpoints that are not ready as well', () => {
    const forZones = [named('a'), named(''), {}];
    expect(judge(hints, [{ conditions: { ready: false }, hints: { forZones, forNodes: [named('')] } }])).toEqual([
      'endpoints[0].hints.forZones[1].name empty',
      'endpoints[0].hints.forZones[2].name empty',
      'endpoints[0].hints.forNodes[0].name empty',
    ]);
  });
});

describe('hostname', () => {
  const at = (address: string, name: string | null, terminating = false): object => ({
    addresses: [address],
    hostname: name,
    conditions: { terminating },
  });

  it('lets one backend have its name twice, which duplicate-address tells', () => {
    expect(judge(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.3', 'db-0')])).toEqual([]);
    expect(judge(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.4', 'db-0')])).toEqual([
      'endpoints[1].hostname repeated',
    ]);
  });

  it('does not mind a name that passes on, in either order', () => {
    expect(judge(hostname, [at('10.1.2.3', 'db-0', true), at('10.1.2.4', 'db-0')])).toEqual([]);
    expect(judge(hostname, [at('10.1.2.3', 'db-0'), at('10.1.2.4', 'db-0', true)])).toEqual([]);
  });

  it('compares with the first of a name', () => {
    expect(
      judge(hostname, [at('10.1.2.3', 'a'), at('10.1.2.4', 'a'), at('10.1.2.5', null), at('10.1.2.6', 'a')]),
    ).toEqual(['endpoints[1].hostname repeated', 'endpoints[3].hostname repeated']);
  });

  it('knows a DNS label', () => {
    const label = 'a'.repeat(63);
    for (const good of ['a', '0', 'a-b', label]) expect(judge(hostname, [at('10.1.2.3', good)])).toEqual([]);
    for (const bad of ['', '-a', 'a-', 'A', 'a.b', 'a_b', `${label}a`, 'a\n'])
      expect(judge(hostname, [at('10.1.2.3', bad)])).toEqual(['endpoints[0].hostname invalid']);
  });
});

describe('target-ref', () => {
  const foreign = { targetRef: { kind: 'Pod', namespace: 'payments', name: 'ledger-0' } };

  it('speaks of pods of other namespaces alone', () => {
    const targets = [
      { kind: 'Pod', namespace: 'shop' },
      { kind: 'Pod' },
      { kind: 'Node', namespace: 'payments' },
      { namespace: 'payments' },
      null,
    ];
    expect(judge(targetRef, [...targets.map((target) => ({ targetRef: target })), foreign, foreign])).toEqual([
      'endpoints[5].targetRef.namespace other-namespace',
      'endpoints[6].targetRef.namespace other-namespace',
    ]);
  });

  it('says nothing of a slice whose namespace nobody knows', () => {
    expect(runRule(targetRef, { slice: { metadata: { name: 'web-1' }, endpoints: [foreign] } }).findings).toEqual([]);
  });

  it('lets programs that do it by design do it, under their exact names', () => {
    for (const user of [...KNOWN_WRITERS.knative, ...KNOWN_WRITERS.cilium])
      expect(judge(targetRef, [foreign], user)).toEqual([]);
    for (const user of [
      'alice',
      'system:serviceaccount:shop:cilium-operator',
      'system:serviceaccount:knative-serving:controller2',
    ])
      expect(judge(targetRef, [foreign], user)).toHaveLength(1);
  });
});

describe('zone', () => {
  it('takes an empty zone for a mistake and an absent one for none', () => {
    expect(judge(zone, [{ zone: '' }, { zone: null }, {}, { zone: ' ' }, { zone: '' }])).toEqual([
      'endpoints[0].zone empty',
      'endpoints[4].zone empty',
    ]);
  });
});

function named(name: string): object {
  return { name };
}
