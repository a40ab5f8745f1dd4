// Whether a glob over writers matches a user that any tenant can become. The glob itself is examined, not sampled
// users: a tenant can choose the name of a service account after reading the policy.
import { accountUser } from '../../model/well-known-users.ts';
import type { SelectorDocument } from './document.ts';
import { globMatcher } from './glob.ts';

type Writers = NonNullable<SelectorDocument['writers']>;

/** A glob of an exclude's writers that any tenant can match. */
export interface OpenWriter {
  readonly path: readonly [keyof Writers, number];
  readonly glob: string;
  /** Who it matches: a piece of a sentence. */
  readonly who: string;
}

/**
 * The globs that a tenant can match by creating a service account or a namespace of a matching name, or by logging in.
 * A glob that spells out "system:serviceaccount:" and one namespace is not one of them.
 */
export function writersOpenToTenants(writers: Writers): readonly OpenWriter[] {
  const found: OpenWriter[] = [];
  const look = (list: keyof Writers, who: (glob: string) => string | undefined): void => {
    for (const [index, glob] of (writers[list] ?? []).entries()) {
      const reason = who(glob);
      if (reason !== undefined) found.push({ path: [list, index], glob, who: reason });
    }
  };
  look('users', whoIsUser);
  look('groups', whoIsInGroup);
  look('serviceAccounts', (glob) => whoIsUser(accountUser(glob)));
  return found;
}

/** One namespace spelled out, before the first star. */
const ONE_NAMESPACE = /^system:serviceaccount:[-a-z0-9]+:/;

function whoIsUser(glob: string): string | undefined {
  if (isOpen(glob) && !ONE_NAMESPACE.test(glob) && meets(glob, ACCOUNT))
    return 'every service account of a matching name, which a tenant can create in their own namespace';
  const matches = globMatcher([glob]);
  if (EVERY_PERSON.some(matches)) return 'every user';
  return matches(ANONYMOUS) ? 'every unauthenticated client' : undefined;
}

function whoIsInGroup(glob: string): string | undefined {
  const matches = globMatcher([glob]);
  if (EVERY_GROUP.some(matches)) return 'every user or every service account';
  const isReached = isOpen(glob) && meets(glob, ACCOUNTS_OF_NAMESPACE);
  return isReached ? 'the service accounts of any namespace of a matching name, which a tenant may create' : undefined;
}

/**
 * An arbitrary user name, and one written as a mail address. People do not choose their user names, so two samples do.
 */
const EVERY_PERSON = ['sliceward-any-user', 'sliceward-any-user@sliceward-any-domain'] as const;
/** k8s.io/apiserver, pkg/authentication/user. */
const ANONYMOUS = 'system:anonymous';

/** Groups of all users in the API server, and of all users in OpenShift (its virtual group of OAuth logins). */
const EVERY_GROUP = [
  'system:authenticated',
  'system:authenticated:oauth',
  'system:unauthenticated',
  'system:serviceaccounts',
] as const;

function isOpen(glob: string): boolean {
  return glob.includes('*');
}

/** One step of a text: a letter. */
interface Step {
  readonly fits: (letter: string) => boolean;
  /** May come again. */
  readonly repeats: boolean;
}

// Names of namespaces are DNS labels and those of service accounts DNS subdomains (k8s.io/apimachinery,
// pkg/api/validation/generic.go).
const NAMESPACE: Step = { fits: (letter) => /^[-a-z0-9]$/.test(letter), repeats: true };
const NAME: Step = { fits: (letter) => /^[-.a-z0-9]$/.test(letter), repeats: true };

const ACCOUNT: readonly Step[] = [...spelled('system:serviceaccount:'), NAMESPACE, ...spelled(':'), NAME];
const ACCOUNTS_OF_NAMESPACE: readonly Step[] = [...spelled('system:serviceaccounts:'), NAMESPACE];

/** No user and group of a service account is longer: 63 characters of a namespace and 253 of a name. */
const MAX_LETTERS = 'system:serviceaccounts:'.length + 63 + 1 + 253;

function spelled(text: string): Step[] {
  return text.split('').map((letter) => ({ fits: (other) => other === letter, repeats: false }));
}

/** Whether some text of these steps matches the glob. Both run side by side, which is linear in the glob. */
function meets(glob: string, steps: readonly Step[]): boolean {
  const letters = glob.replaceAll(/\*+/g, '*').split('');
  if (letters.filter((letter) => letter !== '*').length > MAX_LETTERS) return false;
  // How many steps can have been taken.
  let reached = new Set([0]);
  for (const letter of letters) {
    if (letter === '*') {
      // Any letters: with the first of these steps all later ones are reached.
      const first = Math.min(...reached);
      for (let taken = first; taken <= steps.length; taken++) reached.add(taken);
    } else {
      reached = new Set(
        [...reached].flatMap((taken) => after(taken, steps).filter((next) => steps[next - 1]?.fits(letter) === true)),
      );
    }
    if (reached.size === 0) return false;
  }
  return reached.has(steps.length);
}

/** Where one more letter leads: again to a step that repeats, and to the next one. */
function after(taken: number, steps: readonly Step[]): readonly number[] {
  const next = taken < steps.length ? [taken + 1] : [];
  return steps[taken - 1]?.repeats === true ? [taken, ...next] : next;
}
