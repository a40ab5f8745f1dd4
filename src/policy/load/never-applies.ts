// Policies and instances of rules that cannot apply to anything, as far as that is certain without any slice at hand:
// for lint, and for the log of `serve`.
import type { EffectiveInstance, EffectivePolicy } from './effective.ts';
import { areDisjoint, matchesAll, selectorCovers, whyNever, type Scope } from '../lint/scope.ts';
import type { AnyRule } from '../rule.ts';

/** What makes it so. */
export interface Never {
  /** Below the policy's spec, or below the instance. */
  readonly path: readonly string[];
  /** A part of a sentence. */
  readonly why: string;
}

/**
 * Scopes of a policy as JSON: comparing globs is quadratic in their lengths and their number, and a policy is loaded
 * while reviews wait.
 */
const MAX_SCOPES = 16 * 1024;

/**
 * Why the policy can find nothing in whatever is written; undefined if it may, as far as is known, and if its scopes
 * are over 16 Ki characters long.
 */
export function whyIdle(policy: EffectivePolicy): string | undefined {
  if (JSON.stringify([policy, ...policy.instances].map(({ match, exclude }) => [match, exclude])).length > MAX_SCOPES)
    return undefined;
  const never = scopeNever(policy);
  if (never !== undefined) return `spec.${never.path.join('.')}: ${never.why}`;
  const { instances } = policy;
  if (instances.length === 0) return 'no rule runs';
  const reasons = instances.map((instance) => neverFires(instance, policy)[0] ?? scopeNever(instance));
  const [first] = reasons;
  if (first === undefined || reasons.includes(undefined)) return undefined;
  const others = instances.length === 1 ? '' : `, and so on for the other ${instances.length - 1}`;
  return (
    `none of its rules can ever fire: ${[...(instances[0]?.path ?? []), ...first.path].join('.')}: ` +
    `${first.why}${others}`
  );
}

/** The scope by itself lets in nothing. */
export function scopeNever({ match = {}, exclude }: Scope): Never | undefined {
  const never = whyNever(match);
  if (never !== undefined) return { path: ['match', ...never.path], why: never.why };
  if (exclude === undefined) return undefined;
  if (matchesAll(exclude)) return { path: ['exclude'], why: 'it is empty and so excludes everything' };
  return takesOutAll({ match, exclude })
    ? { path: ['exclude'], why: 'it excludes everything that match includes' }
    : undefined;
}

/** `exclude` names all that `match` lets in. An empty one, which excludes everything, has its own message. */
export function takesOutAll({ match = {}, exclude }: Scope): boolean {
  return exclude !== undefined && !matchesAll(exclude) && selectorCovers(exclude, match);
}

/** Why an instance never fires, apart from what its match alone shows. */
export function neverFires(
  { rule, match = {}, exclude }: EffectiveInstance,
  policy: EffectivePolicy,
): readonly Never[] {
  const found: Never[] = [];
  const never = (at: string, why: string): void => void found.push({ path: [at], why });
  if (takesOutAll({ match, exclude })) never('exclude', 'exclude excludes everything that match includes');
  if (areDisjoint(match, policy.match)) never('match', 'the policy as a whole does not apply to it (spec.match)');
  if (takesOutAll({ match, exclude: policy.exclude }))
    never('match', 'the policy as a whole excludes it (spec.exclude)');
  if (speaksOfUpdates(rule) && match.operations?.includes('UPDATE') === false)
    never('match', 'the rule compares with the stored object, which only an UPDATE has');
  return found;
}

/** Every bad example, of which each message has one, is an update. */
function speaksOfUpdates(rule: AnyRule): boolean {
  return rule.needs.includes('oldObject') && rule.examples.bad.every(({ old }) => old !== undefined);
}
