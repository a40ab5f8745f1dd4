import { describe, expect, it } from 'vitest';
import { LABELS } from '../../src/model/slice.ts';
import { ownerReference } from '../../src/rules/owner-reference.ts';
import { runRule } from './run-rule.ts';
import { CONTROLLING_OWNER, type SliceParts, sliceWith } from './update.ts';

/** Each finding as `FIELD ID EXPECTED`. */
function judge(parts: SliceParts): readonly string[] {
  const { findings } = runRule(ownerReference, { slice: sliceWith(parts) });
  return findings.map(({ field, id, expected }) => `${field} ${id} ${expected}`);
}

describe('owner-reference', () => {
  it('compares only owners that are Services, and only with a Service that the slice names', () => {
    const labels = { [LABELS.serviceName]: 'web' };
    const shop = { ...CONTROLLING_OWNER, name: 'shop' };
    expect(judge({ labels, owners: [CONTROLLING_OWNER] })).toEqual([]);
    expect(judge({ labels, owners: [shop] })).toEqual(['metadata.ownerReferences[0].name other-service web']);
    for (const other of [{ kind: 'Endpoints' }, { apiVersion: 'serving.knative.dev/v1' }])
      expect(judge({ labels, owners: [{ ...shop, ...other }] })).toEqual([]);
    for (const unnamed of [{}, { [LABELS.serviceName]: '' }, { [LABELS.ovnServiceName]: 'web' }])
      expect(judge({ labels: unnamed, owners: [shop] })).toEqual([]);
  });

  it('allows several owners, of which one is the controller', () => {
    const other = { apiVersion: 'example.com/v1', kind: 'Rollout', name: 'web', uid: 'v', controller: true };
    expect(judge({ owners: [CONTROLLING_OWNER, { ...other, controller: false }] })).toEqual([]);
    expect(judge({ owners: [CONTROLLING_OWNER, other] })).toEqual([
      'metadata.ownerReferences several-controllers one controller',
    ]);
  });

  it('finds a slice without an owner, however the list is missing', () => {
    for (const ownerReferences of [undefined, null, []]) {
      const slice = { metadata: { name: 'web-1', ownerReferences } };
      expect(runRule(ownerReference, { slice }).findings).toMatchObject([
        { id: 'none', field: 'metadata.ownerReferences', seen: '' },
      ]);
    }
  });

  it('reports each owner that is another Service, then how many controllers there are', () => {
    const owners = ['shop', 'web', 'cart'].map((name) => ({ ...CONTROLLING_OWNER, name, uid: name }));
    const { findings } = runRule(ownerReference, {
      slice: sliceWith({ labels: { [LABELS.serviceName]: 'web' }, owners }),
    });
    expect(findings.map(({ field, seen }) => [field, seen])).toEqual([
      ['metadata.ownerReferences[0].name', 'shop'],
      ['metadata.ownerReferences[2].name', 'cart'],
      ['metadata.ownerReferences', '3'],
    ]);
  });
});
