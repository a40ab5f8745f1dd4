import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/commands/sha256.ts';
import { BUILT_IN_MANAGERS, LABELS } from '../../src/model/slice.ts';
import { DEFAULT_CONTROLLERS } from '../../src/model/well-known-users.ts';
import { evaluate } from '../../src/policy/evaluate/engine.ts';
import { loadPolicies } from '../../src/policy/load/load.ts';
import { RULES } from '../../src/rules/index.ts';
import { managedEdit } from '../../src/rules/managed-edit.ts';
import { runRaw, runRule, sliceOf } from './run-rule.ts';
import { CONTROLLING_OWNER, judgeUpdate, PROGRAM, type SliceParts, sliceWith } from './update.ts';

const [builtIn = ''] = BUILT_IN_MANAGERS;
const moved = { addresses: ['10.1.2.3', '10.9.9.9'] };

function managed(manager: string, parts: SliceParts = {}): SliceParts {
  return { labels: { [LABELS.managedBy]: manager }, owners: [CONTROLLING_OWNER], ...parts };
}

function judge(before: SliceParts, now: SliceParts, user?: string): readonly string[] {
  return judgeUpdate(managedEdit, before, now, user);
}

/** Action and cap of each finding under the preset recommended. */
function decide(before: SliceParts, now: SliceParts, user: string): readonly unknown[] {
  const old = sliceOf(sliceWith(before));
  const oldObject = { labels: () => old.metadata.labels, metadata: () => old.metadata, slice: () => old };
  const set = loadPolicies([], { rules: RULES.filter((rule) => rule === managedEdit), sha256 });
  const { findings } = evaluate(set, {
    operation: 'UPDATE',
    slice: sliceOf(sliceWith(now)),
    oldObject,
    user: { name: user, groups: [] },
  });
  return findings.map(({ action, capped }) => [action, capped]);
}

describe('managed-edit', () => {
  it.for(BUILT_IN_MANAGERS)('lets only controllers of Kubernetes edit slices of %s', (manager) => {
    for (const user of ['alice', PROGRAM, 'system:node:n1'])
      expect(judge(managed(manager), managed(manager, moved), user)).toEqual(['built-in']);
    for (const user of DEFAULT_CONTROLLERS) expect(judge(managed(manager), managed(manager, moved), user)).toEqual([]);
    expect(judge(managed(manager), managed(manager, moved))).toEqual(['undecided: user']);
  });

  it('reads the manager from the stored slice, not from the written one', () => {
    const own = (parts: SliceParts): SliceParts => managed('mine.example.com', { ...parts, owners: [] });
    expect(judge(managed(builtIn), managed('mine.example.com', moved), 'alice')).toEqual(['built-in']);
    expect(judge(own({}), managed(builtIn, { ...moved, owners: [] }), 'alice')).toEqual([]);
  });

  it.for([
    ['endpoints', moved],
    ['owners', { owners: [] }],
    ['labels', { labels: { [LABELS.managedBy]: builtIn, [LABELS.headless]: '' } }],
  ] as const)('takes a change of %s for an edit', ([, change]) => {
    expect(judge(managed(builtIn), managed(builtIn, change), 'alice')).toEqual(['built-in']);
  });

  it('allows a change of annotations, which no controller repairs', () => {
    expect(judge(managed(builtIn), managed(builtIn, { annotations: { note: 'seen' } }), 'alice')).toEqual([]);
  });

  it('does not take another order of labels for a change', () => {
    const labels = { a: '1', [LABELS.managedBy]: builtIn };
    expect(judge({ labels }, { labels: { [LABELS.managedBy]: builtIn, a: '1' } }, 'alice')).toEqual([]);
  });

  it('warns people who edit slices of another controller, and only if that controller owns the slice', () => {
    const own = managed('operator.shop.example.com');
    expect(judge(own, { ...own, ...moved }, 'alice')).toEqual(['by-hand']);
    expect(judge(own, { ...own, ...moved })).toEqual(['undecided: user']);
    for (const user of [PROGRAM, 'system:hosted-cluster-config'])
      expect(judge(own, { ...own, ...moved }, user)).toEqual([]);
    const owners = [{ ...CONTROLLING_OWNER, controller: false }];
    expect(judge({ ...own, owners }, { ...own, ...moved, owners }, 'alice')).toEqual([]);
    expect(judge({ owners: [CONTROLLING_OWNER] }, { ...moved, owners: [CONTROLLING_OWNER] }, 'alice')).toEqual([]);
  });

  it('finds nothing in a new slice, and cannot judge an update without the stored object', () => {
    const slice = sliceWith(managed(builtIn));
    expect(runRule(managedEdit, { slice, user: 'alice' })).toEqual({ findings: [], undecided: [] });
    expect(runRule(managedEdit, { slice, user: 'alice', operation: 'UPDATE' })).toEqual({
      findings: [],
      undecided: ['oldObject'],
    });
  });

  it('denies an edit, but only warns if the edit removes endpoints and does nothing else', () => {
    expect(decide(managed(builtIn), managed(builtIn, moved), 'alice')).toEqual([['deny', null]]);
    expect(decide(managed(builtIn), managed(builtIn, { addresses: ['10.1.2.3'] }), 'alice')).toEqual([
      ['warn', 'shrinking'],
    ]);
  });

  it('takes a change of a port, and of a field inside an endpoint, for an edit', () => {
    const stored = { ...sliceWith(managed(builtIn)), ports: [{ name: 'http', port: 80 }] };
    const edit = (change: object): readonly string[] =>
      runRule(managedEdit, { slice: { ...stored, ...change }, old: stored, user: 'alice' }).findings.map(
        ({ id }) => id,
      );
    expect(edit({})).toEqual([]);
    expect(edit({ ports: [{ name: 'http', port: 81 }] })).toEqual(['built-in']);
    const endpoints = [{ addresses: ['10.1.2.3'] }, { addresses: ['10.1.2.4'], conditions: { ready: true } }];
    expect(edit({ endpoints })).toEqual(['built-in']);
  });

  it('does not take a value that Kubernetes would set anyway for a change', () => {
    const stored = { ...sliceWith(managed(builtIn)), ports: [{ name: 'http', port: 80, protocol: 'TCP' }] };
    const slice = { ...stored, ports: [{ name: 'http', port: 80 }] };
    expect(runRule(managedEdit, { slice, old: stored, user: 'alice' }).findings).toEqual([]);
  });

  it('names the owner in which to make the change instead', () => {
    const own = managed('operator.shop.example.com');
    const { reports } = runRaw(managedEdit, {
      slice: sliceWith({ ...own, ...moved }),
      old: sliceWith(own),
      user: 'alice',
    });
    expect(reports.map(([id, { seen, data }]) => [id, seen, data])).toEqual([
      ['by-hand', 'operator.shop.example.com', { kind: 'Service', name: 'web' }],
    ]);
  });

  it('finds nothing when a slice is deleted', () => {
    const slice = sliceWith(managed(builtIn));
    expect(runRule(managedEdit, { slice, user: 'alice', operation: 'DELETE' })).toEqual({
      findings: [],
      undecided: [],
    });
  });
});
