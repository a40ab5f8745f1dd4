// Whether two objects have the same labels. All slices made from one v1 Endpoints object share their labels, so the
// answer is kept for each pair: otherwise a thousand slices would each compare a hundred thousand labels.
import { keysOf, type Labels } from './labels.ts';
import { isRoutingLabel } from './reserved-labels.ts';

interface Comparison {
  readonly all: boolean;
  /** Whether the labels that decide about traffic are the same. */
  readonly routing: boolean;
}

const known = new WeakMap<Labels, WeakMap<Labels, Comparison>>();

export function sameLabels(old: Labels, now: Labels): boolean {
  return comparisonOf(old, now).all;
}

/** With another Service, another cluster or other consumers, the same address gets other traffic. */
export function sameRoutingLabels(old: Labels, now: Labels): boolean {
  return comparisonOf(old, now).routing;
}

function comparisonOf(old: Labels, now: Labels): Comparison {
  const others = known.get(old) ?? new WeakMap<Labels, Comparison>();
  known.set(old, others);
  const comparison = others.get(now) ?? compare(old, now);
  others.set(now, comparison);
  return comparison;
}

function compare(old: Labels, now: Labels): Comparison {
  const [before, after] = [keysOf(old), keysOf(now)];
  const isChanged = (key: string): boolean => old[key] !== now[key];
  const all = before.length === after.length && !after.some(isChanged);
  const routing = all || ![before, after].some((keys) => keys.some((key) => isChanged(key) && isRoutingLabel(key)));
  return { all, routing };
}
