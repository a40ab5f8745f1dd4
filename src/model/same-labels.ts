// Whether two objects have the same labels. All slices that v1 Endpoints become share theirs, so that the answer is kept for each pair: a thousand slices
// would else go through a hundred thousand labels each.
import { keysOf, type Labels } from './labels.ts';
import { isRoutingLabel } from './reserved-labels.ts';

interface Likeness {
  readonly all: boolean;
  /** Of those that decide where endpoints get their traffic from. */
  readonly routing: boolean;
}

const known = new WeakMap<Labels, WeakMap<Labels, Likeness>>();

export function sameLabels(old: Labels, now: Labels): boolean {
  return likenessOf(old, now).all;
}

/** The same address behind another Service, in another cluster or hidden from other consumers is another thing. */
export function sameRoutingLabels(old: Labels, now: Labels): boolean {
  return likenessOf(old, now).routing;
}

function likenessOf(old: Labels, now: Labels): Likeness {
  const others = known.get(old) ?? new WeakMap<Labels, Likeness>();
  known.set(old, others);
  const likeness = others.get(now) ?? compare(old, now);
  others.set(now, likeness);
  return likeness;
}

function compare(old: Labels, now: Labels): Likeness {
  const [before, after] = [keysOf(old), keysOf(now)];
  const isChanged = (key: string): boolean => old[key] !== now[key];
  const all = before.length === after.length && !after.some(isChanged);
  const routing = all || ![before, after].some((keys) => keys.some((key) => isChanged(key) && isRoutingLabel(key)));
  return { all, routing };
}
