import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/model/slice.ts';
import { serviceNameChange } from '../../src/rules/service-name-change.ts';
import { labelled } from './judge-part.ts';
import { runRaw, runRule } from './run-rule.ts';

/** Message id, what is there now and what was there before, of each finding. */
function change(slice: object, old: object): readonly unknown[] {
  const { findings } = runRule(serviceNameChange, { slice, old });
  return findings.map(({ id, seen, expected }) => [id, seen, expected]);
}

describe('service-name-change', () => {
  const before = labelled({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'ansible' });

  it('finds nothing in a new slice', () => {
    expect(runRule(serviceNameChange, { slice: before })).toEqual({ findings: [], undecided: [] });
  });

  it('cannot judge an update without the stored object', () => {
    expect(runRule(serviceNameChange, { slice: before, operation: 'UPDATE' })).toEqual({
      findings: [],
      undecided: ['oldObject'],
    });
  });

  it('finds labels that are changed, emptied or removed', () => {
    expect(change(labelled({ [LABELS.serviceName]: 'checkout', [LABELS.managedBy]: 'ansible' }), before)).toEqual([
      ['service', 'checkout', 'web'],
    ]);
    expect(change(labelled({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: '' }), before)).toEqual([
      ['manager', '', 'ansible'],
    ]);
    expect(change(labelled({}), before)).toEqual([
      ['service', '', 'web'],
      ['manager', '', 'ansible'],
    ]);
  });

  it('allows a label to be added where it was missing or empty', () => {
    expect(change(before, labelled({}))).toEqual([]);
    expect(change(before, labelled({ [LABELS.serviceName]: '', [LABELS.managedBy]: '' }))).toEqual([]);
  });

  it.for([LABELS.multiClusterServiceName, LABELS.ovnServiceName])('compares the label %s as well', (key) => {
    expect(change(labelled({ [key]: 'b' }), labelled({ [key]: 'a' }))).toEqual([['service', 'b', 'a']]);
  });

  it('finds nothing in an update that changes other labels only', () => {
    const withLabels = (labels: Readonly<Record<string, string>>): object =>
      labelled({ [LABELS.serviceName]: 'web', [LABELS.managedBy]: 'ansible', ...labels });
    expect(change(withLabels({ [LABELS.headless]: '', team: 'a' }), withLabels({ team: 'b' }))).toEqual([]);
  });

  it('shows an empty label as nothing, and quotes a name', () => {
    const now = (slice: object): unknown =>
      runRaw(serviceNameChange, { slice, old: before }).reports.map(([, { data }]) => data?.['now']);
    expect(now(labelled({ [LABELS.serviceName]: 'b', [LABELS.managedBy]: '' }))).toEqual(['"b"', 'nothing']);
  });

  it('finds nothing when a slice is deleted', () => {
    expect(runRule(serviceNameChange, { slice: before, operation: 'DELETE' })).toEqual({ findings: [], undecided: [] });
  });
});
