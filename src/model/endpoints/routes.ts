// Where v1 Endpoints lead, without making slices of them: those that are stored may be larger than what would be judged, and an API server has already
// put every port into one subset (Canonicalize in kubernetes/pkg/registry/core/endpoint/strategy.go), so that this is linear. Other input is bounded.
import { addressKey, isReadyCode, isSameTarget } from './addresses.ts';
import { NOWHERE, PortClasses } from './classes.ts';
import { ClassEndpoints, SortedSubsets } from './class-endpoints.ts';
import type { SubsetTable } from './table.ts';
import { Numbers } from '../numbers.ts';
import type { Endpoint, Slice } from '../slice.ts';

/** Addresses that are sorted, joined or looked for, in all: a fraction of a second. No object that an API server takes in needs as many. */
const MAX_STEPS = 3_000_000;
/** Addresses in all classes together, up to which whole lists are made of them: half as many again as are judged of an object. */
const MAX_LISTED = 30_000;

export class Routes {
  readonly #table: SubsetTable;
  readonly #classes: PortClasses;
  readonly #led = new Map<number, ClassEndpoints>();
  readonly #contents = new Numbers();
  readonly #sorted: SortedSubsets;
  #portsByContent: ReadonlyMap<number, number> | 'too many' | undefined;

  constructor(table: SubsetTable) {
    this.#table = table;
    this.#classes = new PortClasses(table);
    this.#sorted = new SortedSubsets(table.addresses, MAX_STEPS);
  }

  /**
   * What all the ports of a slice led to. Where they are what made one slice, all of it; else sets of ports have split or joined because an address
   * came or went somewhere, and then it is of the slice's own endpoints those that were on each of its ports, as little ready as on any of them.
   * The same of an object that leads to more than MAX_LISTED endpoints, for lists of everything would cost too much. Nothing, if that takes too long to find out.
   */
  endpointsOf(slice: Slice): readonly Endpoint[] {
    const numbers = this.#table.ports.findAll(slice.ports);
    const classes = new Set(numbers.map((number) => (number === undefined ? NOWHERE : this.#classOf(number))));
    if (classes.has(NOWHERE)) return [];
    // Few addresses first: what is not there needs not be looked for among the others.
    const all = [...classes].toSorted((left, right) => this.#sizeOf(left) - this.#sizeOf(right));
    return this.#wholeList(all, slice) ?? this.#ownEndpoints(all, slice);
  }

  /** Repacking would put ports of the same content into one slice. */
  #wholeList(classes: readonly number[], { addressType, ports, portCount }: Slice): readonly Endpoint[] | undefined {
    const counts = this.#countPorts();
    const [first = NOWHERE] = classes;
    if (counts === 'too many') return undefined;
    const content = this.#contentOf(first, ports.length > 0);
    if (counts.get(content) !== portCount) return undefined;
    return classes.every((each) => this.#contentOf(each, ports.length > 0) === content)
      ? this.#ledBy(first).ofFamily(addressType)
      : undefined;
  }

  /** How many ports there are of each content, unless that is too much to compare: slices ask one after the other, and it is counted once. */
  #countPorts(): ReadonlyMap<number, number> | 'too many' {
    this.#portsByContent ??= this.#listedPorts();
    return this.#portsByContent;
  }

  #listedPorts(): ReadonlyMap<number, number> | 'too many' {
    const { ports } = this.#table;
    const portCounts = new Map<number, number>();
    for (let port = 0; port < ports.count; port++) {
      const portClass = this.#classOf(port);
      if (portClass === NOWHERE) continue;
      portCounts.set(portClass, (portCounts.get(portClass) ?? 0) + (ports.isShown(port) ? 1 : 0));
    }
    let listed = 0;
    for (const portClass of portCounts.keys()) listed += this.#sizeOf(portClass);
    if (listed > MAX_LISTED) return 'too many';
    const counts = new Map<number, number>();
    for (const [portClass, count] of portCounts) {
      const content = this.#contentOf(portClass, count > 0);
      counts.set(content, (counts.get(content) ?? 0) + count);
    }
    return counts;
  }

  /** The same for classes that lead to the same addresses, as ready, but for the one without ports, which shows once another has gone. */
  #contentOf(portClass: number, isShown: boolean): number {
    const led = this.#ledBy(portClass);
    led.content ??= this.#contents.of(`${isShown ? '' : 'no port '}${led.text()}`);
    return led.content;
  }

  #ownEndpoints(classes: readonly number[], { endpoints }: Slice): readonly Endpoint[] {
    const found: Endpoint[] = [];
    for (const endpoint of endpoints) {
      const least = this.#leastReady(endpoint, classes);
      if (this.#sorted.steps < 0) return [];
      if (least !== undefined) found.push(least);
    }
    return found;
  }

  /** Undefined if one of the classes does not have it. What else was said of it may have changed, but not its target. */
  #leastReady({ addresses: [text = ''], targetRef }: Endpoint, classes: readonly number[]): Endpoint | undefined {
    const { addresses } = this.#table;
    const number = addresses.find(addressKey(text, targetRef?.uid ?? ''));
    if (number === undefined || !isSameTarget(addresses.endpoint(number * 2).targetRef, targetRef)) return undefined;
    let least = number * 2 + 1;
    for (const each of classes) {
      const code = this.#sorted.steps < 0 ? undefined : this.#ledBy(each).find(number);
      if (code === undefined) return undefined;
      if (!isReadyCode(code)) least = code;
    }
    return addresses.endpoint(least);
  }

  #ledBy(portClass: number): ClassEndpoints {
    const known = this.#led.get(portClass);
    if (known !== undefined) return known;
    const led = new ClassEndpoints(this.#sorted, this.#classes.subsetsOf(portClass), this.#sizeOf(portClass));
    this.#led.set(portClass, led);
    return led;
  }

  #classOf(port: number): number {
    return this.#classes.ofPort[port] ?? NOWHERE;
  }

  #sizeOf(portClass: number): number {
    return this.#classes.sizes[portClass] ?? 0;
  }
}
