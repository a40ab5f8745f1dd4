// The user that --as names, with the groups that an API server adds.
import { DNS_LABEL, DNS_SUBDOMAIN } from '../model/names.ts';
import type { User } from '../policy/subject.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
/** Longest name of a service account. */
const MAX_NAME = 253;
const AUTHENTICATED = 'system:authenticated';
const UNAUTHENTICATED = 'system:unauthenticated';

/**
 * Adds the groups that an API server adds to an impersonated user. A service account without groups gets those of
 * service accounts. Every user is authenticated, except the anonymous user and one in the group system:unauthenticated
 * (https://github.com/kubernetes/apiserver/blob/v0.37.2/pkg/endpoints/filters/impersonation/impersonation.go).
 */
export function impersonate(name: string, groups: readonly string[]): User {
  const own = groups.length === 0 ? groupsOfServiceAccount(name) : groups;
  const everyone = name === 'system:anonymous' ? UNAUTHENTICATED : AUTHENTICATED;
  const isComplete = own.includes(everyone) || own.includes(UNAUTHENTICATED);
  return { name, groups: isComplete ? own : [...own, everyone] };
}

function groupsOfServiceAccount(user: string): readonly string[] {
  const [, namespace = '', name = ''] = SERVICE_ACCOUNT.exec(user) ?? [];
  const isAccount = DNS_LABEL.test(namespace) && name.length <= MAX_NAME && DNS_SUBDOMAIN.test(name);
  return isAccount ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`] : [];
}
