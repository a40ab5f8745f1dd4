// The planner alone: which fixes are taken, in which order, and what none of them may touch.
import { describe, expect, it } from 'vitest';
import { applyPatch, type PatchOperation } from '../../../src/model/json-patch.ts';
import { planFixes } from '../../../src/policy/fix/fixes.ts';
import type { Finding } from '../../../src/policy/subject.ts';

const MANAGED_BY = '/metadata/labels/endpointslice.kubernetes.io~1managed-by';

function finding(...fix: readonly PatchOperation[]): Finding {
  return {
    rule: 'some-rule',
    id: 'some-id',
    path: [],
    field: '',
    reason: 'FieldValueInvalid',
    message: '',
    seen: '',
    expected: '',
    action: 'warn',
    actionBefore: 'warn',
    capped: null,
    fix,
    mayFix: true,
    rests: [],
    policy: 'test',
  };
}

function plan(
  value: unknown,
  ...fixes: readonly (readonly PatchOperation[])[]
): { operations: readonly PatchOperation[]; fixed: readonly number[] } {
  const findings = fixes.map((fix) => finding(...fix));
  const { operations, findings: fixed } = planFixes(findings, value, () => true);
  return { operations, fixed: fixed.map((one) => findings.indexOf(one)) };
}

const VALUE = {
  metadata: { name: 'web', namespace: 'shop' },
  addressType: 'IPv4',
  endpoints: [{ addresses: ['a', 'b', 'c'] }, { addresses: ['d'], conditions: null }, { addresses: ['e'] }],
  ports: [{ port: 80 }],
};

describe('planFixes', () => {
  it('takes the same operation once, and reports both findings', () => {
    const fix: PatchOperation[] = [{ op: 'remove', path: '/endpoints/2' }];
    expect(plan(VALUE, fix, fix)).toEqual({ operations: fix, fixed: [0, 1] });
  });

  it('makes each parent once, also in place of null, before its members', () => {
    const { operations } = plan(
      VALUE,
      [{ op: 'add', path: '/endpoints/1/conditions/ready', value: true }],
      [{ op: 'add', path: '/endpoints/1/conditions/serving', value: true }],
      [{ op: 'add', path: MANAGED_BY, value: 'a.example.com' }],
      [{ op: 'add', path: '/metadata/labels/team', value: 'shop' }],
    );
    expect(operations).toEqual([
      { op: 'replace', path: '/endpoints/1/conditions', value: {} },
      { op: 'add', path: '/endpoints/1/conditions/ready', value: true },
      { op: 'add', path: '/endpoints/1/conditions/serving', value: true },
      { op: 'add', path: '/metadata/labels', value: {} },
      { op: 'add', path: MANAGED_BY, value: 'a.example.com' },
      { op: 'add', path: '/metadata/labels/team', value: 'shop' },
    ]);
    expect(applyPatch(VALUE, operations)).toMatchObject({ metadata: { labels: { team: 'shop' } } });
  });

  it('sets first and removes last, the last items first, and nothing inside what is removed', () => {
    const { operations, fixed } = plan(
      VALUE,
      [{ op: 'remove', path: '/endpoints/0/addresses/1' }],
      [{ op: 'remove', path: '/endpoints/1' }],
      [{ op: 'remove', path: '/endpoints/0/addresses/2' }],
      [{ op: 'replace', path: '/endpoints/1/addresses/0', value: 'x' }],
      [{ op: 'remove', path: '/endpoints/1/addresses/0' }],
      [{ op: 'add', path: '/endpoints/2/conditions/ready', value: true }],
    );
    expect(operations.map(({ op, path }) => `${op} ${path}`)).toEqual([
      'add /endpoints/2/conditions',
      'add /endpoints/2/conditions/ready',
      'remove /endpoints/1',
      'remove /endpoints/0/addresses/2',
      'remove /endpoints/0/addresses/1',
    ]);
    expect(fixed).toEqual([0, 1, 2, 3, 4, 5]);
    expect(applyPatch(VALUE, operations)).toMatchObject({
      endpoints: [{ addresses: ['a'] }, { addresses: ['e'], conditions: { ready: true } }],
    });
  });

  it('orders items by number, not by text', () => {
    const long = { endpoints: Array.from({ length: 12 }, () => ({})) };
    const removals = [2, 10, 9, 11].map((index): PatchOperation[] => [{ op: 'remove', path: `/endpoints/${index}` }]);
    expect(plan(long, ...removals).operations.map(({ path }) => path)).toEqual([
      '/endpoints/11',
      '/endpoints/10',
      '/endpoints/9',
      '/endpoints/2',
    ]);
  });

  it('keeps the first of two values, and does not fix by the other', () => {
    const one: PatchOperation[] = [{ op: 'add', path: '/metadata/labels/team', value: 'one' }];
    expect(plan(VALUE, one, [{ op: 'add', path: '/metadata/labels/team', value: 'two' }]).fixed).toEqual([0]);
  });

  it('writes replace where there is a value and add where there is none', () => {
    const value = { metadata: { labels: { team: '' } } };
    expect(
      plan(
        value,
        [{ op: 'add', path: '/metadata/labels/team', value: 'x' }],
        [{ op: 'replace', path: '/metadata/labels/b', value: 'x' }],
      ).operations,
    ).toEqual([
      { op: 'replace', path: '/metadata/labels/team', value: 'x' },
      { op: 'add', path: '/metadata/labels/b', value: 'x' },
    ]);
  });

  it('asks for each finding whether it may be fixed', () => {
    const no = finding({ op: 'remove', path: '/endpoints/2' });
    expect(planFixes([no, finding()], VALUE, (one) => one !== no)).toEqual({ operations: [], findings: [] });
  });

  const forbidden: readonly PatchOperation[] = [
    { op: 'replace', path: '/metadata/name', value: 'x' },
    { op: 'replace', path: '/metadata/namespace', value: 'x' },
    { op: 'add', path: '/metadata/annotations/a', value: 'x' },
    { op: 'add', path: '/metadata/labels', value: { a: 'x' } },
    { op: 'remove', path: '/metadata/labels/a' },
    { op: 'replace', path: '/addressType', value: 'IPv6' },
    { op: 'replace', path: '/kind', value: 'x' },
    { op: 'replace', path: '', value: {} },
    { op: 'replace', path: '/endpoints', value: [] },
    { op: 'add', path: '/metadata/labels/kubernetes.io~1service-name', value: 'x' },
    { op: 'add', path: '/metadata/labels/service.kubernetes.io~1headless', value: '' },
    { op: 'add', path: '/metadata/labels/k8s.ovn.org~1service-name', value: 'x' },
    { op: 'add', path: '/metadata/labels/lighthouse.submariner.io~1sourceNamespace', value: 'x' },
    { op: 'add', path: '/metadata/labels/multicluster.kubernetes.io~1service-name', value: 'x' },
    { op: 'add', path: MANAGED_BY, value: 'endpointslice-controller.k8s.io' },
    { op: 'add', path: MANAGED_BY, value: 'new-controller.k8s.io' },
    { op: 'add', path: MANAGED_BY, value: 7 },
    { op: 'add', path: '/endpoints/0', value: {} },
    { op: 'add', path: '/endpoints/-', value: {} },
    { op: 'add', path: '/endpoints/7/conditions/ready', value: true },
    { op: 'remove', path: '/endpoints/7' },
    { op: 'remove', path: '/ports/0/port' },
    { op: 'add', path: '/ports/0/port/x', value: 1 },
  ];
  it.for(forbidden)('never does: $op $path', (operation) => {
    const allowed: PatchOperation = { op: 'remove', path: '/endpoints/2' };
    expect(plan(VALUE, [allowed, operation])).toEqual({ operations: [], fixed: [] });
  });

  it('may set labels of users, app.kubernetes.io among them', () => {
    expect(
      plan(VALUE, [{ op: 'add', path: '/metadata/labels/app.kubernetes.io~1part-of', value: 'shop' }]).fixed,
    ).toEqual([0]);
  });
});
