import { expect, it } from 'vitest';
import { UserError } from '../../src/model/problem.ts';
import { judge } from '../../src/policy/judge.ts';
import { load } from './fixtures.ts';

const policies = load('  preset: recommended\n');
const user = { name: 'jane', groups: [] };

function slice(...addresses: readonly string[]): object {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { namespace: 'shop', name: 'web-1' },
    addressType: 'IPv4',
    endpoints: addresses.map((address) => ({ addresses: [address] })),
  };
}

it('judges a creation, and an update by what was stored', () => {
  const faulty = slice('127.0.0.1');
  expect(judge(faulty, { policies, user })).toMatchObject({ allowed: false, counts: { deny: 1 } });
  expect(judge(faulty, { policies, user, old: faulty })).toMatchObject({
    allowed: true,
    subject: { operation: 'UPDATE' },
  });
  expect(judge(slice('127.0.0.1', '127.0.0.2'), { policies, user, old: faulty })).toMatchObject({ allowed: false });
});

it('judges Endpoints as the slices that they become', () => {
  const subsets = [{ addresses: [{ ip: '127.0.0.1' }], ports: [{ port: 80 }] }];
  const endpoints = { apiVersion: 'v1', kind: 'Endpoints', metadata: { namespace: 'shop', name: 'web' }, subsets };
  expect(judge(endpoints, { policies, user }).findings).toMatchObject([{ field: 'subsets[0].addresses[0].ip' }]);
});

it.each([
  [{ kind: 'Pod' }, undefined, /^not an EndpointSlice/],
  ['text', undefined, /^not an EndpointSlice/],
  [{ ...slice(), endpoints: [{ addresses: [1] }] }, undefined, /^endpoints\[0\]\.addresses\[0\] must be a string/],
  [slice(), { ...slice(), ports: 1 }, /^old: ports must be a list/],
])('refuses what it cannot read: %j', (object, old, message) => {
  const options = old === undefined ? { policies } : { policies, old };
  expect(() => judge(object, options)).toThrow(UserError);
  expect(() => judge(object, options)).toThrow(message);
});
