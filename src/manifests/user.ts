// The user that --as names, with the groups that an API server adds.
import type { User } from '../policy/subject.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):[^:]+$/;

/**
 * As impersonation does it: without groups of its own a service account gets those of service accounts, and every user
 * is authenticated except the anonymous user (kubernetes: Impersonate-User, Impersonate-Group).
 */
export function impersonate(name: string, groups: readonly string[]): User {
  const namespace = SERVICE_ACCOUNT.exec(name)?.[1];
  const implied =
    groups.length === 0 && namespace !== undefined
      ? ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
      : groups;
  const everyone = name === 'system:anonymous' ? 'system:unauthenticated' : 'system:authenticated';
  return { name, groups: implied.includes(everyone) ? implied : [...implied, everyone] };
}
