// Where v1 Endpoints lead, without making slices of them: a stored object may be larger than what would be judged. An
// API server has already put every port into one subset (Canonicalize in
// https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/endpoint/strategy.go), so this takes linear
// time for stored objects. For other input it is bounded.
import { addressKey, isReadyCode, isSameTarget } from './addresses.ts';
import { NOWHERE, PortClasses } from './classes.ts';
import { ClassEndpoints, SortedSubsets } from './class-endpoints.ts';
import type { SubsetTable } from './table.ts';
import { Numbers } from '../numbers.ts';
import type { Endpoint, Slice } from '../slice.ts';

/**
 * How many addresses are sorted, joined or searched, in total: takes a fraction of a second. No object that an API
 * server accepts needs as many.
 */
const MAX_STEPS = 3_000_000;
/**
 * How many addresses all classes may have together for whole lists to be made: half as many again as are judged of one
 * object.
 */
const MAX_LISTED = 30_000;

export class Routes {
  readonly #table: SubsetTable;
  readonly #classes: PortClasses;
  readonly #known = new Map<number, ClassEndpoints>();
  readonly #contents = new Numbers();
  readonly #sorted: SortedSubsets;
  #portsByContent: ReadonlyMap<number, number> | 'too many' | undefined;

  constructor(table: SubsetTable) {
    this.#table = table;
    this.#classes = new PortClasses(table);
    this.#sorted = new SortedSubsets(table.addresses, MAX_STEPS);
  }

  /**
   * The endpoints that all the ports of a slice led to. If these ports made one slice, these are all endpoints of it.
   * Otherwise sets of ports have split or joined because an address was added or removed somewhere; then these are the
   * endpoints of the slice itself that were on each of its ports, not ready if they were not ready on one of them. The
   * same holds for an object that leads to more than MAX_LISTED endpoints, because whole lists would cost too much.
   * Empty if the answer would take too long.
   */
  endpointsOf(slice: Slice): readonly Endpoint[] {
    const numbers = this.#table.ports.findAll(slice.ports);
    const classes = new Set(numbers.map((number) => (number === undefined ? NOWHERE : this.#classOf(number))));
    if (classes.has(NOWHERE)) return [];
    // Smallest first: an address that is missing there need not be searched in the others.
    const all = [...classes].toSorted((left, right) => this.#sizeOf(left) - this.#sizeOf(right));
    return this.#wholeList(all, slice) ?? this.#ownEndpoints(all, slice);
  }

  /** Repacking would put ports with the same content into one slice. */
  #wholeList(classes: readonly number[], { addressType, ports, portCount }: Slice): readonly Endpoint[] | undefined {
    const counts = this.#countPorts();
    const [first = NOWHERE] = classes;
    if (counts === 'too many') return undefined;
    const content = this.#contentOf(first, ports.length > 0);
    if (counts.get(content) !== portCount) return undefined;
    return classes.every((each) => this.#contentOf(each, ports.length > 0) === content)
      ? this.#endpointsBy(first).ofFamily(addressType)
      : undefined;
  }

  /**
   * How many ports there are for each content, unless that is too much to compare. Counted once, because one slice
   * after another needs it.
   */
  #countPorts(): ReadonlyMap<number, number> | 'too many' {
    this.#portsByContent ??= this.#countListedPorts();
    return this.#portsByContent;
  }

  #countListedPorts(): ReadonlyMap<number, number> | 'too many' {
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

  /**
   * A number that is equal for classes with the same addresses and the same readiness. The class of subsets without
   * ports counts separately: repacking adds no port for it to a slice.
   */
  #contentOf(portClass: number, isShown: boolean): number {
    const endpoints = this.#endpointsBy(portClass);
    endpoints.content ??= this.#contents.of(`${isShown ? '' : 'no port '}${endpoints.text()}`);
    return endpoints.content;
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

  /** Undefined if the address is missing in one of the classes. Other fields may have changed, but not its target. */
  #leastReady({ addresses: [text = ''], targetRef }: Endpoint, classes: readonly number[]): Endpoint | undefined {
    const { addresses } = this.#table;
    const number = addresses.find(addressKey(text, targetRef?.uid ?? ''));
    if (number === undefined || !isSameTarget(addresses.endpoint(number * 2).targetRef, targetRef)) return undefined;
    let least = number * 2 + 1;
    for (const each of classes) {
      const code = this.#sorted.steps < 0 ? undefined : this.#endpointsBy(each).find(number);
      if (code === undefined) return undefined;
      if (!isReadyCode(code)) least = code;
    }
    return addresses.endpoint(least);
  }

  #endpointsBy(portClass: number): ClassEndpoints {
    const known = this.#known.get(portClass);
    if (known !== undefined) return known;
    const endpoints = new ClassEndpoints(this.#sorted, this.#classes.subsetsOf(portClass), this.#sizeOf(portClass));
    this.#known.set(portClass, endpoints);
    return endpoints;
  }

  #classOf(port: number): number {
    return this.#classes.ofPort[port] ?? NOWHERE;
  }

  #sizeOf(portClass: number): number {
    return this.#classes.sizes[portClass] ?? 0;
  }
}
