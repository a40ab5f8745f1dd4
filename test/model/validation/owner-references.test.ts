import { describe, expect, it } from 'vitest';
import { faultsOf, warningsOf } from './verdicts.ts';

describe('ownerReferences', () => {
  const owners = [
    { apiVersion: 'a/b/c', kind: 'Service', name: 'web', uid: '1', controller: true },
    { kind: 'Event', apiVersion: 'v1', name: '', uid: '2', controller: true },
  ];
  it('are reported with their index since 1.37', () => {
    expect(faultsOf({ metadata: { ownerReferences: owners } })).toEqual([
      'Invalid metadata.ownerReferences[0].apiVersion',
      'Required metadata.ownerReferences[1].name',
      'Invalid metadata.ownerReferences[1]',
      'Invalid metadata.ownerReferences',
    ]);
  });

  it('are reported without an index until 1.36', () => {
    expect(faultsOf({ metadata: { ownerReferences: owners }, version: '1.36' })).toEqual([
      'Invalid metadata.ownerReferences.apiVersion',
      'Invalid metadata.ownerReferences.name',
      'Invalid metadata.ownerReferences',
      'Invalid metadata.ownerReferences',
    ]);
  });

  it.each([
    ['v1', 'Event', ['Invalid metadata.ownerReferences[0]']],
    ['/v1', 'Event', ['Invalid metadata.ownerReferences[0]']],
    ['events.k8s.io/v1', 'Event', []],
    ['apps/', 'Deployment', ['Invalid metadata.ownerReferences[0].apiVersion']],
    ['/', 'Event', ['Invalid metadata.ownerReferences[0].apiVersion']],
    ['', 'Event', ['Required metadata.ownerReferences[0].apiVersion']],
  ])('an owner of apiVersion "%s" and kind %s', (apiVersion, kind, expected) => {
    expect(faultsOf({ metadata: { ownerReferences: [{ apiVersion, kind, name: 'web', uid: '1' }] } })).toEqual(
      expected,
    );
  });

  it('loses a duplicate, with a warning', () => {
    const owner = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: '1', controller: true };
    const write = { metadata: { ownerReferences: [owner, { ...owner, blockOwnerDeletion: null }] } };
    expect([faultsOf(write), warningsOf(write)]).toEqual([[], ['duplicate-owner metadata.ownerReferences']]);
    expect(faultsOf({ metadata: { ownerReferences: [owner, { ...owner, blockOwnerDeletion: false }] } })).toHaveLength(
      1,
    );
  });
});
