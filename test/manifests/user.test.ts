import { describe, expect, it } from 'vitest';
import { impersonate } from '../../src/manifests/user.ts';

// From WithImpersonation and SplitUsername of k8s.io/apiserver.
describe('impersonate', () => {
  it.each([
    ['jane', [], ['system:authenticated']],
    ['jane', ['devs'], ['devs', 'system:authenticated']],
    ['jane', ['system:authenticated'], ['system:authenticated']],
    ['jane', ['system:unauthenticated'], ['system:unauthenticated']],
    ['jane', ['devs', 'system:unauthenticated'], ['devs', 'system:unauthenticated']],
    ['system:anonymous', [], ['system:unauthenticated']],
    ['system:anonymous', ['system:authenticated'], ['system:authenticated', 'system:unauthenticated']],
    [
      'system:serviceaccount:shop:op',
      [],
      ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
    ],
    ['system:serviceaccount:shop:op', ['g'], ['g', 'system:authenticated']],
  ])('%s with the groups %j is in %j', (name, groups, expected) => {
    expect(impersonate(name, groups)).toEqual({ name, groups: expected });
  });

  it.each([
    'system:serviceaccount:shop',
    'system:serviceaccount::op',
    'system:serviceaccount:shop:',
    'system:serviceaccount:shop:op:x',
    'system:serviceaccount:Shop:op',
    'system:serviceaccount:a.b:op',
    `system:serviceaccount:${'n'.repeat(64)}:op`,
    'system:serviceaccount:shop:Op',
    `system:serviceaccount:shop:${'n'.repeat(254)}`,
    'x-system:serviceaccount:shop:op',
  ])('adds no groups of service accounts to a user that is not one: %s', (name) => {
    expect(impersonate(name, []).groups).toEqual(['system:authenticated']);
  });
});
