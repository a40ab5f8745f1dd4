import { describe, expect, it } from 'vitest';
import { UNKNOWN_USER as AUDITED } from '../../src/audit/presumed-writer.ts';
import { LABELS } from '../../src/model/slice.ts';
import { DEFAULT_CONTROLLERS, KNOWN_WRITERS, UNKNOWN_USER } from '../../src/model/well-known-users.ts';
import { reservedLabels } from '../../src/rules/reserved-labels.ts';
import { runRaw, runRule } from './run-rule.ts';
import { judgeUpdate, PROGRAM, sliceWith } from './update.ts';

const OWNERS: Readonly<Record<string, readonly string[]>> = {
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

/** The fields of the findings about a new slice, then the facts that were missing. */
function create(labels: Readonly<Record<string, string>>, user?: string, options: object = {}): readonly string[] {
  const { findings, undecided } = runRule(reservedLabels, {
    slice: sliceWith({ labels }),
    options,
    ...(user === undefined ? {} : { user }),
  });
  return [...findings.map(({ field }) => field), ...undecided.map((need) => `undecided: ${need}`)];
}

describe('reserved-labels', () => {
  it.for(Object.entries(OWNERS))('lets only its program and the users of the policy set %s', ([key, users]) => {
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

  it('allows labels with similar keys', () => {
    const similar = [
      'mirror.linkerd.io',
      'linkerd.io/inject',
      'submariner.io/x',
      'multicluster.kubernetes.io/other',
      'x.k8s.ovn.org/service-name',
    ];
    expect(create(Object.fromEntries(similar.map((key) => [key, 'x'])), 'alice')).toEqual([]);
  });

  it('finds a label that is added or changed, not one that is kept or removed', () => {
    const labels = { [LABELS.multiClusterServiceName]: 'web' };
    const changed = { [LABELS.multiClusterServiceName]: 'checkout' };
    expect(judgeUpdate(reservedLabels, { labels }, { labels }, 'alice')).toEqual([]);
    expect(judgeUpdate(reservedLabels, { labels }, { labels: changed }, 'alice')).toEqual(['foreign']);
    expect(judgeUpdate(reservedLabels, {}, { labels }, 'alice')).toEqual(['foreign']);
    expect(judgeUpdate(reservedLabels, { labels }, {}, 'alice')).toEqual([]);
  });

  it('cannot judge an update without the stored object', () => {
    const slice = sliceWith({ labels: { [LABELS.multiClusterServiceName]: 'web' } });
    expect(runRule(reservedLabels, { slice, operation: 'UPDATE', user: 'alice' }).undecided).toEqual(['oldObject']);
  });

  it('cannot judge a stored slice whose writer an audit does not know', () => {
    expect(UNKNOWN_USER).toBe(AUDITED.name);
    expect(create({ [LABELS.multiClusterServiceName]: 'web' }, UNKNOWN_USER)).toEqual(['undecided: user']);
  });

  it('reports each reserved label, also in one slice, with its own program', () => {
    const labels = { [LABELS.multiClusterServiceName]: 'web', team: 'shop', 'mirror.linkerd.io/cluster-name': 'east' };
    const { reports } = runRaw(reservedLabels, { slice: sliceWith({ labels }), user: 'alice' });
    expect(reports.map(([, { data }]) => data?.['owner'])).toEqual(['a multi-cluster Services controller', 'Linkerd']);
    expect(create(labels, 'system:serviceaccount:linkerd-multicluster:controller-east')).toEqual([
      `metadata.labels[${LABELS.multiClusterServiceName}]`,
    ]);
  });

  it('exempts users of the policy under their exact names only', () => {
    const labels = { [LABELS.ovnServiceName]: 'web' };
    for (const user of [`${PROGRAM}2`, PROGRAM.toUpperCase(), 'system:serviceaccount:shop'])
      expect(create(labels, user, { users: [PROGRAM] })).toHaveLength(1);
  });

  it('needs to know nothing about a slice without such labels', () => {
    expect(create({ team: 'shop' })).toEqual([]);
    expect(runRule(reservedLabels, { slice: sliceWith({}), operation: 'UPDATE' }).undecided).toEqual([]);
  });
});
