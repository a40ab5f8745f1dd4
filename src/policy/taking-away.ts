// Whether an update of v1 Endpoints only takes away, found out without making slices of them: they may be too large to be judged, and must be let shrink.
import { losesWhatKeptIt } from '../model/endpoints-mirroring.ts';
import { Routes, type PortClass } from '../model/endpoints-routes.ts';
import { isReadyAddress, type Numbered } from '../model/endpoints-subsets.ts';
import { isEqual } from '../model/equal.ts';
import type { StoredForm } from '../model/decode-object.ts';
import { Identities } from './identities.ts';

/** Addresses that are compared: a fraction of a second. An object as an API server stores it needs one step an address, or a few. */
const MAX_STEPS = 60_000_000;

/**
 * Every address was there on each of its ports, with the same target, host name and node, and is no more ready than it was; nothing that kept the object
 * from being mirrored is gone. Whatever the labels are otherwise. False if that takes too long to find out, or the objects are no Endpoints.
 */
export function onlyTakesAway(old: StoredForm, now: StoredForm): boolean {
  if (old.subsets === undefined || now.subsets === undefined || losesWhatKeptIt(old.slice.metadata, now.slice.metadata)) return false;
  const [before, after] = [new Routes(old.subsets), new Routes(now.subsets)];
  const ids = sameAddresses(before, after);
  const pairs = ids && pairClasses(before, after);
  if (pairs === undefined) return false;
  if (stepsOf(pairs) > MAX_STEPS) return isEqual(old.subsets, now.subsets);
  const comparison = new Comparison(ids ?? [], before.addresses.length);
  return [...pairs].every(([was, are]) => comparison.isWithin(was, are));
}

/** The number each address had; undefined if one is new, or something else is said of it. */
function sameAddresses(before: Routes, after: Routes): readonly number[] | undefined {
  const identities = new Identities();
  const ids: number[] = [];
  for (const { endpoint } of after.addresses) {
    const was = before.sameAddress(endpoint);
    if (was === undefined || identities.whole(was.endpoint) !== identities.whole(endpoint)) return undefined;
    ids.push(was.id);
  }
  return ids;
}

type Pairs = ReadonlyMap<PortClass, ReadonlySet<PortClass>>;

/** Ports that stood in the same subsets, each with those that stand in the same subsets now and share a port with them; undefined if a port is new. */
function pairClasses(before: Routes, after: Routes): Pairs | undefined {
  const pairs = new Map<PortClass, Set<PortClass>>();
  for (const is of after.classes) {
    // Ports without addresses lead nowhere.
    if (is.size === 0) continue;
    for (const key of is.keys) {
      const was = before.classOf(key);
      if (was === undefined) return undefined;
      const paired = pairs.get(was) ?? new Set();
      pairs.set(was, paired);
      paired.add(is);
    }
  }
  return pairs;
}

function stepsOf(pairs: Pairs): number {
  let steps = 0;
  for (const [was, are] of pairs) {
    steps += 2 * was.size;
    for (const { size } of are) steps += size;
  }
  return steps;
}

const [ABSENT, NOT_READY, READY] = [0, 1, 2];

type Addresses = ReadonlyMap<number, Numbered>;

class Comparison {
  readonly #before: Codes;
  readonly #after: Codes;
  /** What an address was, by the number it had, on the ports that are compared just now. */
  readonly #levels: Uint8Array;

  /** `ids`: the number that each address had. */
  constructor(ids: readonly number[], count: number) {
    this.#before = new Codes((id) => id);
    this.#after = new Codes((id) => ids[id] ?? -1);
    this.#levels = new Uint8Array(count);
  }

  isWithin(was: PortClass, are: Iterable<PortClass>): boolean {
    for (const subset of was.subsets) this.#note(this.#before.of(subset));
    const result = [...are].every((is) => is.subsets.every((subset) => this.#wereThere(is, subset)));
    for (const subset of was.subsets) for (const code of this.#before.of(subset)) this.#levels[code >> 1] = ABSENT;
    return result;
  }

  #note(codes: Int32Array): void {
    const levels = this.#levels;
    for (const code of codes) {
      if ((code & 1) === 0) levels[code >> 1] = NOT_READY;
      else if (levels[code >> 1] === ABSENT) levels[code >> 1] = READY;
    }
  }

  #wereThere(is: PortClass, subset: Addresses): boolean {
    const levels = this.#levels;
    let isMoreReady = false;
    for (const code of this.#after.of(subset)) {
      const level = levels[code >> 1];
      if (level === ABSENT) return false;
      if (level === NOT_READY && (code & 1) === 1) isMoreReady = true;
    }
    return !isMoreReady || [...subset.values()].every((address) => this.#isNoMoreReady(is, address));
  }

  /** Where it is ready it may be not ready in another subset of the same port, which wins. */
  #isNoMoreReady(is: PortClass, address: Numbered): boolean {
    const level = this.#levels[this.#after.idOf(address)];
    if (level === READY || !isReadyAddress(address)) return true;
    const effective = is.find(address.id);
    return effective !== undefined && !isReadyAddress(effective);
  }
}

/** The addresses of each subset as numbers, an odd one where it is ready: they are gone through once for each port that they share. */
class Codes {
  readonly idOf: (address: Numbered) => number;
  readonly #known = new Map<Addresses, Int32Array>();

  constructor(idOf: (id: number) => number) {
    this.idOf = ({ id }) => idOf(id);
  }

  of(subset: Addresses): Int32Array {
    const known =
      this.#known.get(subset) ?? Int32Array.from(subset.values(), (each) => this.idOf(each) * 2 + (isReadyAddress(each) ? 1 : 0));
    this.#known.set(subset, known);
    return known;
  }
}
