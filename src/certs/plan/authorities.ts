// Which authorities a configuration has to hold, and whether old ones may go.
import type { Authority, Configuration, Fingerprint, SecretState, State } from './state.ts';
import type { Timing } from './timing.ts';

/**
 * Beyond this no further unknown authority is kept: an object in etcd may have 1.5 MiB, and each webhook holds a copy.
 */
export const MAX_AUTHORITIES = 20;

/**
 * What every configuration of ours has to hold: the authorities of the Secret, then those that are published anywhere
 * without being in it, because a replica may serve from them still: a Secret that was lost or replaced must not take
 * them away. Ended ones are not in it.
 */
export function wantedAuthorities(state: State, now: number, timing: Timing): readonly Authority[] {
  const stored = authoritiesOf(state.secret);
  const known = new Set(stored.map(({ id }) => id));
  const serving = new Set(state.replicas.flatMap(({ servesFrom }) => servesFrom ?? []));
  const others = hasMovedOn(state, now, timing)
    ? []
    : published(state.configurations)
        .filter(({ id }) => !known.has(id))
        .toSorted(
          (left, right) =>
            Number(serving.has(right.id)) - Number(serving.has(left.id)) ||
            right.notAfter - left.notAfter ||
            (left.id < right.id ? -1 : 1),
        );
  return [...stored, ...others]
    .filter(({ notAfter }) => now < notAfter + timing.afterEnd)
    .slice(0, Math.max(stored.length, MAX_AUTHORITIES));
}

/** Those of the Secret, each once, the current one first. */
export function authoritiesOf({ current, next, previous }: SecretState): readonly Authority[] {
  return unique([...(current === undefined ? [] : [current]), ...(next === undefined ? [] : [next]), ...previous]);
}

/**
 * Whether no replica can serve from an old authority any more: each was reached and serves from the current one, whose
 * leaf is old enough and has been in the Secret for as long. Without replicas no one knows.
 */
export function hasMovedOn({ secret, secretUnchangedFor, replicas }: State, now: number, timing: Timing): boolean {
  const { current, leaf } = secret;
  if (current === undefined || leaf?.isUsable !== true || leaf.issuer !== current.id) return false;
  // An older Secret that was put back has an old leaf, and a pod may still start with the Secret before it.
  if (Math.min(now - leaf.notBefore, secretUnchangedFor) < timing.overlap || replicas.length === 0) return false;
  return replicas.every(({ servesFrom }) => servesFrom?.includes(current.id) === true);
}

/** Whether each webhook of a configuration holds it. */
export function holds({ bundles }: Configuration, id: Fingerprint): boolean {
  return bundles.every(({ authorities }) => authorities.some((authority) => authority.id === id));
}

/** The authorities in any webhook of any configuration that no other program writes. */
function published(configurations: readonly Configuration[]): readonly Authority[] {
  return unique(
    configurations
      .filter(({ injector }) => injector === undefined)
      .flatMap(({ bundles }) => bundles.flatMap(({ authorities }) => authorities)),
  );
}

function unique(authorities: readonly Authority[]): readonly Authority[] {
  return [...new Map(authorities.map((authority) => [authority.id, authority])).values()];
}
