// Whether an object that cannot be judged may be refused. What no rule would have denied is admitted, whatever it is: a
// refusal obeys the policy, too.
import type { SliceMetadata } from '../../model/slice.ts';
import { isControllers } from './caps.ts';
import type { Instance, PolicySet } from '../policy-set.ts';
import type { Operation } from '../rule.ts';
import type { Selectable, Unread } from '../load/selector.ts';
import type { User } from '../subject.ts';
import { classesOf, classify, type ClassOf } from '../load/writers.ts';

/** What is known of an object that cannot be judged. */
export interface Unjudged {
  readonly operation: Operation;
  readonly isEndpoints: boolean;
  /** With the namespace and name of the request, where the object's own could not be read. */
  readonly metadata: SliceMetadata;
  readonly user: User | undefined;
  readonly unread: Unread;
}

/**
 * Whether some rule of some policy could deny it for this writer. A match that cannot be read counts as matching: a
 * tenant chooses what cannot be read, and would choose to be exempt. Pure, and linear in the number of rule instances.
 */
export function mayDeny(set: PolicySet, { operation, isEndpoints, metadata: read, user, unread }: Unjudged): boolean {
  if (operation === 'DELETE') return false;
  // Labels of which some were read make no writer trusted.
  const metadata = unread.labels ? { ...read, labels: {} } : read;
  const selectable = { metadata, operation, writer: classify(set.writers, user, metadata).writer, unread };
  const classOf = classesOf(user, metadata);
  const policies = new Set(
    set.policies.filter(({ enforcement, selector }) => enforcement === 'deny' && selector(selectable) !== false),
  );
  const denies = (instance: Instance): boolean =>
    policies.has(instance.policy) &&
    !(isEndpoints && instance.rule.appliesToEndpoints === false) &&
    canDeny(instance, selectable, classOf);
  return set.groups.some((group) => group.some(denies));
}

/** In a policy that applies. Rules about the object as written have nothing to say behind an API server. */
function canDeny({ rule, policy, selector, actions }: Instance, selectable: Selectable, classOf: ClassOf): boolean {
  if (rule.input === 'manifest' || ![...actions.values()].includes('deny')) return false;
  const { writer, trusted } = classOf(policy);
  if (isControllers(writer, selectable.metadata) || (trusted?.rules.get(rule.id) ?? 'deny') !== 'deny') return false;
  return selector === undefined || selector(selectable) !== false;
}
