import { describe, expect, it } from 'vitest';
import { readAsk, type Ask } from '../../../src/admission/review/ask.ts';
import { review } from '../reviews.ts';

/** A review whose request has these members instead of its own. */
function ask(changes: object, envelope: object = {}): Ask | undefined {
  const [, request] = Object.entries(review()).find(([key]) => key === 'request') ?? [];
  return readAsk({ ...review(), ...envelope, request: { ...request, ...changes } });
}

const FOREIGN = { foreign: expect.any(String) };

describe('readAsk', () => {
  it('reads what an answer, the log and the rules need', () => {
    expect(readAsk(review())).toEqual({
      envelope: { uid: 'b3c2-1', apiVersion: 'admission.k8s.io/v1' },
      facts: { operation: 'CREATE', namespace: 'shop', name: 'web-1', user: 'jane', dryRun: false },
      user: { name: 'jane', groups: ['system:authenticated'] },
      target: { kind: 'slice', operation: 'CREATE' },
      problems: [],
    });
  });

  it('answers nothing without a uid that can be repeated', () => {
    for (const uid of [undefined, null, '', 5, {}, 'x'.repeat(257)]) expect(ask({ uid })).toBeUndefined();
    expect(ask({ uid: 'x'.repeat(256) })?.envelope.uid).toHaveLength(256);
    for (const value of [null, 5, [], 'text', {}, { request: [] }, { uid: 'x' }])
      expect(readAsk(value)).toBeUndefined();
    expect(readAsk(JSON.parse('{"__proto__":{"request":{"uid":"x"}}}'))).toBeUndefined();
  });

  it.each([
    ['discovery.k8s.io', 'v1', 'EndpointSlice', 'slice'],
    ['discovery.k8s.io', 'v1beta1', 'EndpointSlice', 'beta'],
    ['', 'v1', 'Endpoints', 'endpoints'],
  ])('judges %s/%s %s', (group, version, kind, expected) => {
    for (const operation of ['CREATE', 'UPDATE', 'DELETE'])
      expect(ask({ kind: { group, version, kind }, operation })?.target).toEqual({ kind: expected, operation });
  });

  it.each<[string, object, string]>([
    ['another kind', { kind: { group: '', version: 'v1', kind: 'Pod' } }, '"v1 Pod" is no EndpointSlice'],
    ['no kind', { kind: null }, '" " is no EndpointSlice'],
    ['a subresource', { subResource: 'status' }, 'the subresource "status" is not judged'],
    ['another operation', { operation: 'CONNECT' }, 'the operation "CONNECT" is not judged'],
    ['an operation of another case', { operation: 'create' }, 'the operation "create" is not judged'],
  ])('does not judge %s, and names what is to be done', (_, changes, reason) => {
    const { target } = ask(changes) ?? {};
    expect(target).toEqual({ foreign: `${reason}; it is registered for too much: see "sliceward install"` });
  });

  it('shows in one short line what a stranger wrote', () => {
    const hostile = `a\n\u001b[31m${'x'.repeat(5000)}`;
    for (const changes of [{ kind: { group: hostile, version: 'v1', kind: 'X' } }, { operation: hostile }]) {
      const { target } = ask(changes) ?? {};
      expect(target).toEqual(FOREIGN);
      // oxlint-disable-next-line no-control-regex -- these are what must not be there
      expect(JSON.stringify(target)).toMatch(/^[^\u0000-\u001f]{1,300}$/);
    }
  });

  it.each([{}, { apiVersion: '' }, { apiVersion: null, kind: null }, { apiVersion: 5, kind: '' }])(
    'takes a review that does not say what it is for one of v1: %j',
    (envelope) => {
      const { target, envelope: answered } = ask({}, { apiVersion: undefined, kind: undefined, ...envelope }) ?? {};
      expect(answered).toEqual({ uid: 'b3c2-1', apiVersion: 'admission.k8s.io/v1' });
      expect(target).toMatchObject({ kind: 'slice' });
    },
  );

  it('answers v1beta1 in v1beta1, and what it does not know in v1', () => {
    const beta = ask({}, { apiVersion: 'admission.k8s.io/v1beta1' });
    expect(beta).toMatchObject({ envelope: { apiVersion: 'admission.k8s.io/v1beta1' }, target: { kind: 'slice' } });
    const unknown = ask({}, { apiVersion: 'admission.k8s.io/v2' });
    expect(unknown).toMatchObject({ envelope: { apiVersion: 'admission.k8s.io/v1' }, target: FOREIGN });
    expect(ask({}, { kind: 'Pod' })?.target).toEqual(FOREIGN);
  });

  it('has no user without a name, whatever the groups', () => {
    for (const userInfo of [null, {}, { groups: ['system:masters'] }, { username: '', groups: ['system:masters'] }])
      expect(ask({ userInfo })).toMatchObject({ user: undefined, facts: { user: '' }, problems: [] });
  });

  it('names each member of a wrong type', () => {
    const wrong = { name: 5, namespace: [], dryRun: 'yes', userInfo: { username: 'jane', groups: 'admins' } };
    expect(ask(wrong)).toMatchObject({
      facts: { name: '', namespace: '', dryRun: false },
      user: { name: 'jane', groups: [] },
    });
    expect(ask(wrong)?.problems.toSorted()).toEqual([
      'dryRun must be true or false',
      'groups must be a list of strings',
      'name must be a string',
      'namespace must be a string',
    ]);
  });
});
