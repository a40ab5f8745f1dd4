// Which endpoints replace a stored one.
import type { Endpoint } from '../../model/slice.ts';
import type { Identities } from './identities.ts';
import { MAX_READINESS, readiness } from './shrinking.ts';

/**
 * By index, whether an endpoint has a stored one of its own with the same addresses and target that was no less
 * visible. Each is given the least visible that will do, which leaves the most for those that follow.
 */
export function pairEndpoints(
  old: readonly Endpoint[],
  now: readonly Endpoint[],
  identities: Identities,
): readonly boolean[] {
  const free = new Map<number, number[]>();
  for (const endpoint of old) {
    const [identity, level] = [identities.target(endpoint), readiness(endpoint)];
    const counts = free.get(identity) ?? [];
    counts[level] = (counts[level] ?? 0) + 1;
    free.set(identity, counts);
  }
  return now.map((endpoint) => takeSmallest(free.get(identities.target(endpoint)) ?? [], readiness(endpoint)));
}

function takeSmallest(counts: number[], wanted: number): boolean {
  for (let level = wanted; level <= MAX_READINESS; level++) {
    const count = counts[level] ?? 0;
    if (count === 0) continue;
    counts[level] = count - 1;
    return true;
  }
  return false;
}
