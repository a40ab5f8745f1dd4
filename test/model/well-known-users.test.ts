import { describe, expect, it } from 'vitest';
import { decodeMetadata } from '../../src/model/decode/decode.ts';
import {
  accountUser,
  API_SERVER,
  CONTROLLER_MANAGER,
  DEFAULT_CONTROLLERS,
  DEFAULT_EXCLUDED_NAMESPACES,
  isApiServerSlice,
  KNOWN_WRITERS,
  LINKERD_MULTICLUSTER,
  UNKNOWN_USER,
} from '../../src/model/well-known-users.ts';
import { DNS_LABEL, DNS_SUBDOMAIN } from '../../src/model/names.ts';

describe('isApiServerSlice', () => {
  it.each([
    ['default', 'kubernetes', true],
    ['default', 'kubernetes-v4', true],
    ['default', 'kubernetes-v6', true],
    ['default', 'kubernetes-v5', false],
    ['default', 'kubernetes-abcde', false],
    ['kube-system', 'kubernetes', false],
    ['', 'kubernetes', false],
  ])('of %s/%s is %s', (namespace, name, expected) => {
    expect(isApiServerSlice(decodeMetadata({ namespace, name }).value)).toBe(expected);
  });
});

describe('well-known users', () => {
  const accounts = [...Object.values(KNOWN_WRITERS).flat(), ...DEFAULT_CONTROLLERS].filter(
    (user) => user !== API_SERVER && user !== CONTROLLER_MANAGER,
  );

  it.each(accounts)('%s is a service account that can exist', (user) => {
    const [system, kind, namespace = '', name = '', ...rest] = user.split(':');
    expect([system, kind, rest]).toEqual(['system', 'serviceaccount', []]);
    expect(namespace).toMatch(DNS_LABEL);
    expect(name).toMatch(DNS_SUBDOMAIN);
  });

  it('has controllers of Kubernetes only in kube-system, which is not judged', () => {
    const controllers = accounts.filter((user) => DEFAULT_CONTROLLERS.includes(user));
    expect(controllers.filter((user) => !user.startsWith('system:serviceaccount:kube-system:'))).toEqual([]);
    expect(DEFAULT_EXCLUDED_NAMESPACES).toContain('kube-system');
  });

  it('has a user for unknown writers that is none of the known ones', () => {
    expect([...accounts, API_SERVER, CONTROLLER_MANAGER]).not.toContain(UNKNOWN_USER);
    expect(UNKNOWN_USER.startsWith('system:')).toBe(false);
  });
});

// https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens
describe('accountUser', () => {
  it.each([
    ['shop/operator', 'system:serviceaccount:shop:operator'],
    ['shop-*/operator', 'system:serviceaccount:shop-*:operator'],
    ['linkerd-multicluster/', LINKERD_MULTICLUSTER],
  ])('of %s is %s', (account, user) => {
    expect(accountUser(account)).toBe(user);
  });
});
