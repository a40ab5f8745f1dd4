// managed-edit, mass-change, owner-reference, reserved-labels: who writes, what was stored, and how much of that is read.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOMEBODY as AUDITED } from '../../src/audit/presumed-writer.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { KNOWN_WRITERS, UNKNOWN_USER } from '../../src/model/known-writers.ts';
import { BUILT_IN_MANAGERS, LABELS } from '../../src/model/slice.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import type { AnyRule, OldObject } from '../../src/policy/rule.ts';
import { DEFAULT_CONTROLLERS } from '../../src/policy/load/writers.ts';
import { RULES } from '../../src/rules/index.ts';
import { managedEdit } from '../../src/rules/managed-edit.ts';
import { massChange } from '../../src/rules/mass-change.ts';
import { ownerReference } from '../../src/rules/owner-reference.ts';
import { reservedLabels } from '../../src/rules/reserved-labels.ts';
import { runRule, sliceOf } from './run-rule.ts';

const CONTROLLER = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u', controller: true };
const PROGRAM = 'system:serviceaccount:shop:operator';

interface Parts {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly owners?: readonly object[];
  readonly addresses?: readonly string[];
}

function object({ labels = {}, annotations = {}, owners = [], addresses = ['10.1.2.3', '10.1.2.4'] }: Parts): object {
  return {
    metadata: { name: 'web-1', namespace: 'shop', labels, annotations, ownerReferences: owners },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  };
}

/** Message ids and undecided needs of an update. */
function update(rule: AnyRule, before: Parts, now: Parts, user?: string, options: object = {}): string[] {
  const { findings, undecided } = runRule(rule, {
    slice: object(now),
    old: object(before),
    options,
    ...(user === undefined ? {} : { user }),
  });
  return [...findings.map(({ id }) => id), ...undecided.map((need) => `undecided: ${need}`)];
}

describe('managed-edit', () => {
  const [builtIn = ''] = BUILT_IN_MANAGERS;
  const managed = (manager: string, parts: Parts = {}): Parts => ({
    labels: { [LABELS.managedBy]: manager },
    owners: [CONTROLLER],
    ...parts,
  });
  const moved = { addresses: ['10.1.2.3', '10.9.9.9'] };

  it.for(BUILT_IN_MANAGERS)('knows that nobody else edits slices of %s', (manager) => {
    for (const user of ['alice', PROGRAM, 'system:node:n1'])
      expect(update(managedEdit, managed(manager), managed(manager, moved), user)).toEqual(['built-in']);
    for (const user of DEFAULT_CONTROLLERS)
      expect(update(managedEdit, managed(manager), managed(manager, moved), user)).toEqual([]);
    expect(update(managedEdit, managed(manager), managed(manager, moved))).toEqual(['undecided: user']);
  });

  it('asks who managed the slice, not who is to', () => {
    expect(update(managedEdit, managed(builtIn), managed('mine.example.com', moved), 'alice')).toEqual(['built-in']);
    expect(
      update(
        managedEdit,
        managed('mine.example.com', { owners: [] }),
        managed(builtIn, { ...moved, owners: [] }),
        'alice',
      ),
    ).toEqual([]);
  });

  it.for([
    ['endpoints', moved],
    ['owners', { owners: [] }],
    ['labels', { labels: { [LABELS.managedBy]: builtIn, [LABELS.headless]: '' } }],
  ] as const)('takes a change of %s for an edit', ([, change]) => {
    expect(update(managedEdit, managed(builtIn), managed(builtIn, change), 'alice')).toEqual(['built-in']);
  });

  it('lets through what the controller does not repair', () => {
    expect(update(managedEdit, managed(builtIn), managed(builtIn, { annotations: { note: 'seen' } }), 'alice')).toEqual(
      [],
    );
    const labels = { a: '1', [LABELS.managedBy]: builtIn };
    expect(update(managedEdit, { labels }, { labels: { [LABELS.managedBy]: builtIn, a: '1' } }, 'alice')).toEqual([]);
  });

  it('warns people of other controllers, and only where one owns the slice', () => {
    const own = managed('operator.shop.example.com');
    expect(update(managedEdit, own, { ...own, ...moved }, 'alice')).toEqual(['by-hand']);
    expect(update(managedEdit, own, { ...own, ...moved })).toEqual(['undecided: user']);
    for (const user of [PROGRAM, 'system:hosted-cluster-config'])
      expect(update(managedEdit, own, { ...own, ...moved }, user)).toEqual([]);
    const owners = [{ ...CONTROLLER, controller: false }];
    expect(update(managedEdit, { ...own, owners }, { ...own, ...moved, owners }, 'alice')).toEqual([]);
    expect(update(managedEdit, { owners: [CONTROLLER] }, { ...moved, owners: [CONTROLLER] }, 'alice')).toEqual([]);
  });

  it('has nothing to say of a creation, and cannot judge an update without its stored object', () => {
    const slice = object(managed(builtIn));
    expect(runRule(managedEdit, { slice, user: 'alice' })).toEqual({ findings: [], undecided: [] });
    expect(runRule(managedEdit, { slice, user: 'alice', operation: 'UPDATE' })).toEqual({
      findings: [],
      undecided: ['oldObject'],
    });
  });

  it('denies an edit, and never one that only takes away', () => {
    expect(decide(managed(builtIn), managed(builtIn, moved), 'alice')).toEqual([['managed-edit', 'deny', null]]);
    expect(decide(managed(builtIn), managed(builtIn, { addresses: ['10.1.2.3'] }), 'alice')).toEqual([
      ['managed-edit', 'warn', 'shrinking'],
    ]);
  });
});

describe('mass-change', () => {
  const at = (addresses: readonly string[]): Parts => ({ addresses });
  const some = (from: number, to: number): string[] =>
    Array.from({ length: to - from }, (_, index) => `10.1.2.${from + index}`);

  it('counts the ready endpoints that are no more, whatever came in their place', () => {
    const bounds = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30), fc.nat(99), fc.integer({ min: 1, max: 30 }));
    fc.assert(
      fc.property(bounds, ([total, kept, added, percent, minReady]) => {
        const before = some(0, total);
        const now = [...before.slice(0, kept), ...some(100, 100 + added)];
        const lost = Math.max(0, total - kept);
        const isMass = total >= minReady && lost / total > percent / 100;
        expect(update(massChange, at(before), at(now), 'alice', { percent, minReady })).toEqual(
          isMass ? ['replaced'] : [],
        );
      }),
    );
  });

  it('means more than the share, and slices of at least the size', () => {
    expect(update(massChange, at(some(0, 10)), at(some(5, 15)), 'alice')).toEqual([]);
    expect(update(massChange, at(some(0, 10)), at(some(6, 16)), 'alice')).toEqual(['replaced']);
    expect(update(massChange, at(some(0, 5)), at([]), 'alice')).toEqual(['replaced']);
    expect(update(massChange, at(some(0, 4)), at([]), 'alice')).toEqual([]);
  });

  it('takes another spelling for the same address, and an endpoint that is no longer ready for lost', () => {
    const before = some(1, 9);
    expect(update(massChange, at(before), at(before.map((address) => `::ffff:${address}`)), 'alice')).toEqual([]);
    const slice = { endpoints: before.map((address) => ({ addresses: [address], conditions: { ready: false } })) };
    const { findings } = runRule(massChange, { slice, old: object(at(before)), user: 'alice' });
    expect(findings).toMatchObject([{ id: 'replaced', field: 'endpoints', seen: '8 of 8', expected: 'at most 50 %' }]);
  });

  it('is about people: programs are left alone, and nobody in particular is a person', () => {
    const exchange = (user?: string): string[] => update(massChange, at(some(1, 9)), at(some(101, 109)), user);
    expect(exchange('alice')).toEqual(['replaced']);
    expect(exchange()).toEqual(['replaced']);
    for (const user of [PROGRAM, ...DEFAULT_CONTROLLERS]) expect(exchange(user)).toEqual([]);
  });

  it('cannot judge an update without its stored object', () => {
    const slice = object(at(some(1, 9)));
    expect(runRule(massChange, { slice, user: 'alice', operation: 'UPDATE' }).undecided).toEqual(['oldObject']);
    expect(runRule(massChange, { slice, user: PROGRAM, operation: 'UPDATE' }).undecided).toEqual([]);
    expect(runRule(massChange, { slice, user: 'alice' })).toEqual({ findings: [], undecided: [] });
  });
});

describe('owner-reference', () => {
  const judge = (parts: Parts): string[] =>
    runRule(ownerReference, { slice: object(parts) }).findings.map(
      ({ field, id, expected }) => `${field} ${id} ${expected}`,
    );
  const web = { [LABELS.serviceName]: 'web' };

  it('compares Services alone, and only with a Service that is named', () => {
    expect(judge({ labels: web, owners: [CONTROLLER] })).toEqual([]);
    expect(judge({ labels: web, owners: [{ ...CONTROLLER, name: 'shop' }] })).toEqual([
      'metadata.ownerReferences[0].name other-service web',
    ]);
    for (const other of [{ kind: 'Endpoints' }, { apiVersion: 'serving.knative.dev/v1' }])
      expect(judge({ labels: web, owners: [{ ...CONTROLLER, name: 'shop', ...other }] })).toEqual([]);
    for (const labels of [{}, { [LABELS.serviceName]: '' }, { [LABELS.ovnServiceName]: 'web' }])
      expect(judge({ labels, owners: [{ ...CONTROLLER, name: 'shop' }] })).toEqual([]);
  });

  it('lets several own a slice, and one control it', () => {
    const other = { apiVersion: 'example.com/v1', kind: 'Rollout', name: 'web', uid: 'v', controller: true };
    expect(judge({ owners: [CONTROLLER, { ...other, controller: false }] })).toEqual([]);
    expect(judge({ owners: [CONTROLLER, other] })).toEqual([
      'metadata.ownerReferences several-controllers one controller',
    ]);
  });
});

describe('reserved-labels', () => {
  const keys: Readonly<Record<string, readonly string[]>> = {
    [LABELS.multiClusterServiceName]: [
      ...KNOWN_WRITERS.submariner,
      ...KNOWN_WRITERS.cloudMap,
      ...KNOWN_WRITERS.gke,
      ...KNOWN_WRITERS.cilium,
    ],
    'multicluster.kubernetes.io/source-cluster': KNOWN_WRITERS.cilium,
    'lighthouse.submariner.io/sourceNamespace': KNOWN_WRITERS.submariner,
    'lighthouse.submariner.io/is-headless': KNOWN_WRITERS.submariner,
    [LABELS.ovnServiceName]: KNOWN_WRITERS.ovnKubernetes,
    'mirror.linkerd.io/cluster-name': [
      'system:serviceaccount:linkerd-multicluster:controller-east',
      'system:serviceaccount:linkerd-multicluster:linkerd-service-mirror-east',
    ],
  };
  const create = (labels: Readonly<Record<string, string>>, user?: string, options: object = {}): string[] => {
    const { findings, undecided } = runRule(reservedLabels, {
      slice: object({ labels }),
      options,
      ...(user === undefined ? {} : { user }),
    });
    return [...findings.map(({ field }) => field), ...undecided.map((need) => `undecided: ${need}`)];
  };

  it.for(Object.entries(keys))('leaves %s to its program', ([key, users]) => {
    const field = `metadata.labels[${key}]`;
    for (const user of [...users, ...DEFAULT_CONTROLLERS]) expect(create({ [key]: 'x' }, user)).toEqual([]);
    const pretenders = users.flatMap((user) => [
      user.replace(/^system:serviceaccount:[^:]+/, 'system:serviceaccount:shop'),
      `x${user}`,
    ]);
    for (const user of ['alice', PROGRAM, ...pretenders]) expect(create({ [key]: 'x' }, user)).toEqual([field]);
    expect(create({ [key]: '' }, 'alice')).toEqual([field]);
    expect(create({ [key]: 'x' })).toEqual(['undecided: user']);
    expect(create({ [key]: 'x' }, PROGRAM, { users: [PROGRAM] })).toEqual([]);
  });

  it('has nothing against labels that only look alike', () => {
    const alike = [
      'mirror.linkerd.io',
      'linkerd.io/inject',
      'submariner.io/x',
      'multicluster.kubernetes.io/other',
      'x.k8s.ovn.org/service-name',
    ];
    expect(create(Object.fromEntries(alike.map((key) => [key, 'x'])), 'alice')).toEqual([]);
  });

  it('blames who sets or changes a label, not who leaves it', () => {
    const labels = { [LABELS.multiClusterServiceName]: 'web' };
    expect(update(reservedLabels, { labels }, { labels }, 'alice')).toEqual([]);
    expect(
      update(reservedLabels, { labels }, { labels: { [LABELS.multiClusterServiceName]: 'checkout' } }, 'alice'),
    ).toEqual(['foreign']);
    expect(update(reservedLabels, {}, { labels }, 'alice')).toEqual(['foreign']);
    expect(update(reservedLabels, { labels }, {}, 'alice')).toEqual([]);
    expect(
      runRule(reservedLabels, { slice: object({ labels }), operation: 'UPDATE', user: 'alice' }).undecided,
    ).toEqual(['oldObject']);
  });

  it('does not know who wrote what an audit finds', () => {
    expect(SOMEBODY).toBe(AUDITED.name);
    expect(create({ [LABELS.multiClusterServiceName]: 'web' }, SOMEBODY)).toEqual(['undecided: user']);
  });
});

describe('the stored object', () => {
  const set = loadPolicies([], { rules: RULES, sha256 });
  const ordinary = {
    labels: { [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'operator.shop.example.com' },
    owners: [CONTROLLER],
  };

  it('is not read beyond its labels for a program that writes what it manages', () => {
    const read: string[] = [];
    const slice = sliceOf(object(ordinary));
    const watched =
      <T>(part: string, value: T) =>
      () => {
        read.push(part);
        return value;
      };
    const oldObject: OldObject = {
      labels: watched('labels', slice.metadata.labels),
      metadata: watched('metadata', slice.metadata),
      slice: watched('slice', slice),
    };
    evaluate(set, { operation: 'UPDATE', slice, oldObject, user: { name: PROGRAM, groups: [] } });
    expect(new Set(read)).toEqual(new Set(['labels']));
  });
});

/** Rule, action and cap of what the preset recommended warns of or denies. */
function decide(before: Parts, now: Parts, user: string): unknown[] {
  const old = sliceOf(object(before));
  const oldObject = { labels: () => old.metadata.labels, metadata: () => old.metadata, slice: () => old };
  const set = loadPolicies([], { rules: RULES.filter((rule) => rule === managedEdit), sha256 });
  const { findings } = evaluate(set, {
    operation: 'UPDATE',
    slice: sliceOf(object(now)),
    oldObject,
    user: { name: user, groups: [] },
  });
  return findings.map(({ rule, action, capped }) => [rule, action, capped]);
}
