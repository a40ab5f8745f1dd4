// Endpoints that are often alike, and the naive model of what replaces what: every way is tried.
import fc from 'fast-check';
import type { Endpoint } from '../../../src/model/slice.ts';
import { slice } from '../fixtures.ts';

const condition = fc.constantFrom(undefined, true, false);

export const conditions = fc.record({ ready: condition, serving: condition, terminating: condition });

/** As it is written. */
export const written = fc.record({
  addresses: fc.constantFrom(['10.0.0.1'], ['10.0.0.2'], ['10.0.0.1', '10.0.0.2']),
  conditions,
  targetRef: fc.constantFrom(undefined, { kind: 'Pod', name: 'a' }),
  nodeName: fc.constantFrom(undefined, 'n1'),
});

export function decode(endpoints: readonly object[]): readonly Endpoint[] {
  return slice({ endpoints }).endpoints;
}

/** Whether each of the items can have one of the others to itself that fits it. */
export function canPair<Item, Other>(
  items: readonly Item[],
  others: readonly Other[],
  fits: (item: Item, other: Other) => boolean,
): boolean {
  const [first, ...rest] = items;
  if (first === undefined) return true;
  return others.some((other, at) => fits(first, other) && canPair(rest, others.toSpliced(at, 1), fits));
}

/** Item by item, whether it can be paired beside all those before it that were. */
export function pairEach<Item, Other>(
  items: readonly Item[],
  others: readonly Other[],
  fits: (item: Item, other: Other) => boolean,
): readonly boolean[] {
  let paired: readonly Item[] = [];
  return items.map((item) => {
    const more = [...paired, item];
    if (!canPair(more, others, fits)) return false;
    paired = more;
    return true;
  });
}

/** From the least visible to the most. An absent condition reads as ready, serving, not terminating. */
const VISIBILITY = [
  'not ready, not serving',
  'not ready, serving',
  'not ready, serving, terminating',
  'ready, not serving, terminating',
  'ready, serving, terminating',
  'ready, not serving',
  'ready, serving',
];

/**
 * How much traffic an endpoint gets: ready ones are used, first those that do not terminate; where there is none,
 * kube-proxy falls back to those that serve and terminate (KEP-1669).
 */
export function visibility({ conditions: { ready = true, serving = true, terminating = false } }: Endpoint): number {
  const state = `${ready ? 'ready' : 'not ready'}, ${serving ? 'serving' : 'not serving'}`;
  // One that is neither ready nor serving gets nothing, whether it terminates or not.
  return VISIBILITY.indexOf(terminating && (ready || serving) ? `${state}, terminating` : state);
}

/** The same addresses and the same target. */
export function isSameTarget(one: Endpoint, other: Endpoint): boolean {
  return JSON.stringify([one.addresses, one.targetRef]) === JSON.stringify([other.addresses, other.targetRef]);
}
