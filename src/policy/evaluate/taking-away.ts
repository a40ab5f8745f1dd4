// Whether an update of v1 Endpoints only takes away, found out without making slices of them: they may be too large to
// be judged, and must be let shrink.
import type { StoredForm } from '../../model/decode/decode-object.ts';
import { isReadyCode, type SubsetAddresses } from '../../model/endpoints/addresses.ts';
import { NOWHERE, PortClasses } from '../../model/endpoints/classes.ts';
import { becomesMirrored } from '../../model/endpoints/mirroring.ts';
import type { SubsetPorts } from '../../model/endpoints/ports.ts';
import type { SubsetTable } from '../../model/endpoints/table.ts';

/**
 * Addresses that are compared: tens of milliseconds. An object as an API server stores it needs one step an address, or
 * a few.
 */
const MAX_STEPS = 5_000_000;

/**
 * Every address was there on each of its ports, with the same target, host name and node, and is no more ready than it
 * was; nothing that kept the object from being mirrored is gone. Whatever the labels are otherwise. False if that takes
 * too long to find out, or the objects are no Endpoints.
 */
export function onlyRemoves(old: StoredForm, now: StoredForm): boolean {
  if (becomesMirrored(old.slice.metadata, now.slice.metadata)) return false;
  const [before, after] = [old.subsets?.table, now.subsets?.table];
  if (before === undefined || after === undefined) return false;
  const addresses = sameAddresses(before.addresses, after.addresses);
  if (addresses === undefined) return false;
  const was = sideOf(before, (number) => number);
  const is = sideOf(after, (number) => addresses[number] ?? 0);
  const comparison = new Comparison(was, is, before.addresses.keys.length);
  if (!comparison.pairPorts()) return false;
  return comparison.steps > MAX_STEPS ? isSame(was, is) : comparison.isWithin();
}

/** By the number of each address: the one it had; undefined if an address is new, or something else is said of it. */
function sameAddresses(before: SubsetAddresses, after: SubsetAddresses): Int32Array | undefined {
  const numbers = new Int32Array(after.keys.length);
  let next = 0;
  for (const [number, key] of after.keys.entries()) {
    // Mostly they have the same order, and comparing two equal texts is faster than a lookup.
    const was = before.keys[next] === key ? next : before.find(key);
    if (was === undefined || !before.saysAs(was, after, number)) return undefined;
    numbers[number] = was;
    next = was + 1;
  }
  return numbers;
}

/** Half of what is compared. */
interface Side {
  readonly starts: Int32Array;
  /** Of each place, by the number that its address had in the old object. */
  readonly codes: Int32Array;
  readonly ports: SubsetPorts;
  readonly classes: PortClasses;
}

function sideOf(table: SubsetTable, numberOf: (number: number) => number): Side {
  const { starts, codes, size } = table.addresses;
  const were = codes.subarray(0, size).map((code) => numberOf(code >> 1) * 2 + (code & 1));
  return { starts, codes: were, ports: table.ports, classes: new PortClasses(table) };
}

/** Whether both say the same, place by place. */
function isSame(before: Side, after: Side): boolean {
  const [left, right] = [before.ports, after.ports];
  return (
    areSame(before.starts, after.starts) &&
    areSame(before.codes, after.codes) &&
    areSame(left.starts, right.starts) &&
    left.count === right.count &&
    areSame(left.numbers, right.numbers) &&
    Array.from({ length: left.count }, (_, port) => port).every((port) => left.findAs(right, port) === port)
  );
}

function areSame(left: Int32Array, right: Int32Array): boolean {
  return left.length === right.length && left.every((value, index) => value === right[index]);
}

const [ABSENT, NOT_READY, READY] = [0, 1, 2];

class Comparison {
  readonly #before: Side;
  readonly #after: Side;
  readonly #pairs: ClassPairs;
  /** What an address was, by the number it had, on the ports that are compared just now. */
  readonly #levels: Uint8Array;
  /** 1 where it is not ready on them now. */
  readonly #unready: Uint8Array;

  /** `count`: of the addresses that there were. */
  constructor(before: Side, after: Side, count: number) {
    this.#before = before;
    this.#after = after;
    this.#pairs = new ClassPairs(before.classes, after.classes);
    this.#levels = new Uint8Array(count);
    this.#unready = new Uint8Array(count);
  }

  /** False if a port leads somewhere that led nowhere. */
  pairPorts(): boolean {
    const { ports, classes } = this.#before;
    for (let port = 0; port < this.#after.ports.count; port++) {
      if (this.#after.classes.ofPort[port] === NOWHERE) continue;
      const known = ports.findAs(this.#after.ports, port);
      const was = known === undefined ? NOWHERE : (classes.ofPort[known] ?? NOWHERE);
      if (was === NOWHERE) return false;
      this.#pairs.add(was, port);
    }
    return true;
  }

  get steps(): number {
    let steps = 0;
    for (const was of this.#pairs.old()) {
      steps += 2 * (this.#before.classes.sizes[was] ?? 0);
      for (const is of this.#pairs.of(was)) steps += this.#after.classes.sizes[is] ?? 0;
    }
    return steps;
  }

  isWithin(): boolean {
    for (const was of this.#pairs.old()) {
      everyCode(this.#before, was, this.#note);
      if (!this.#pairs.of(was).every((is) => this.#leadsNoFurther(is))) return false;
      everyCode(this.#before, was, this.#forget);
    }
    return true;
  }

  readonly #note = (code: number): boolean => {
    const levels = this.#levels;
    if (!isReadyCode(code)) levels[code >> 1] = NOT_READY;
    else if (levels[code >> 1] === ABSENT) levels[code >> 1] = READY;
    return true;
  };

  readonly #forget = (code: number): boolean => {
    this.#levels[code >> 1] = ABSENT;
    return true;
  };

  #leadsNoFurther(is: number): boolean {
    if (everyCode(this.#after, is, this.#wasSo)) return true;
    // Where it is ready it may be not ready in another subset of the same port, which wins.
    everyCode(this.#after, is, this.#noteUnready);
    const result = everyCode(this.#after, is, this.#wasSoOrIsUnready);
    everyCode(this.#after, is, this.#forgetUnready);
    return result;
  }

  readonly #wasSo = (code: number): boolean => {
    const level = this.#levels[code >> 1];
    return level === READY || (level === NOT_READY && !isReadyCode(code));
  };

  readonly #wasSoOrIsUnready = (code: number): boolean =>
    this.#wasSo(code) || (this.#levels[code >> 1] !== ABSENT && this.#unready[code >> 1] === 1);

  readonly #noteUnready = (code: number): boolean => {
    if (!isReadyCode(code)) this.#unready[code >> 1] = 1;
    return true;
  };

  readonly #forgetUnready = (code: number): boolean => {
    this.#unready[code >> 1] = 0;
    return true;
  };
}

/** Of all places in the subsets of a class. */
function everyCode({ starts, codes, classes }: Side, portClass: number, test: (code: number) => boolean): boolean {
  for (let at = portClass; at !== NOWHERE; at = classes.previous[at] ?? NOWHERE) {
    const subset = classes.last[at] ?? 0;
    const end = starts[subset + 1] ?? 0;
    for (let place = starts[subset] ?? 0; place < end; place++) if (!test(codes[place] ?? 0)) return false;
  }
  return true;
}

const NONE = -1;

/** Classes of ports that share a port: what it was in, and what it is in now. */
class ClassPairs {
  readonly #after: PortClasses;
  /** By old class the last port that was noted, and by port the one before it. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  /** By new class: the last time it was met. */
  readonly #met: Int32Array;
  #time = 0;

  constructor(before: PortClasses, after: PortClasses) {
    this.#after = after;
    this.#heads = new Int32Array(before.sizes.length).fill(NONE);
    this.#next = new Int32Array(after.ofPort.length).fill(NONE);
    this.#met = new Int32Array(after.sizes.length);
  }

  add(was: number, port: number): void {
    this.#next[port] = this.#heads[was] ?? NONE;
    this.#heads[was] = port;
  }

  /** The old classes that have any. */
  *old(): Generator<number> {
    for (let was = 0; was < this.#heads.length; was++) if (this.#heads[was] !== NONE) yield was;
  }

  /** The new classes of an old one, each once. */
  of(was: number): readonly number[] {
    const are: number[] = [];
    const time = ++this.#time;
    for (let port = this.#heads[was] ?? NONE; port !== NONE; port = this.#next[port] ?? NONE) {
      const is = this.#after.ofPort[port] ?? NOWHERE;
      if (this.#met[is] === time) continue;
      this.#met[is] = time;
      are.push(is);
    }
    return are;
  }
}
