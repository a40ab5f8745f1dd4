// Where v1 Endpoints lead, without making slices of them: those that are stored may be larger than what would be judged, and an API server has already
// put every port into one subset (Canonicalize in kubernetes/pkg/registry/core/endpoint/strategy.go), so that this is linear. Other input is bounded.
import {
  addressKey,
  contentOf,
  familyOf,
  join,
  NO_PORT,
  numberAddresses,
  portKey,
  portSets,
  worse,
  type Numbered,
  type PortSet,
  type Subset,
} from './endpoints-subsets.ts';
import { isEqual } from './equal.ts';
import type { Endpoint, Port, Slice } from './slice.ts';

/** Addresses that are looked for, in all. No object that an API server takes in needs as many, and they take a fraction of a second. */
const MAX_STEPS = 20_000_000;
/** Addresses in all classes together, up to which whole lists are made of them: more than an object of Kubernetes' own 3 MiB can name. */
const MAX_LISTED = 250_000;

export class Routes {
  readonly #firsts: ReadonlyMap<string, Numbered>;
  readonly #byKey: ReadonlyMap<string, PortClass>;
  readonly classes: readonly PortClass[];
  #steps = MAX_STEPS;
  #portsByContent: ReadonlyMap<string, number> | undefined;

  constructor(subsets: readonly Subset[]) {
    const { firsts, bySubset } = numberAddresses(subsets);
    this.#firsts = firsts;
    this.classes = portSets(subsets).map((set) => new PortClass(set, bySubset));
    this.#byKey = new Map(this.classes.flatMap((each) => each.keys.map((key) => [key, each])));
  }

  /** Every address once, under its number. */
  get addresses(): readonly Numbered[] {
    return [...this.#firsts.values()];
  }

  /** The same address, whatever else is said of it. */
  sameAddress(endpoint: Endpoint): Numbered | undefined {
    return this.#firsts.get(addressKey(endpoint));
  }

  /** `key` as `portKey` writes it, or NO_PORT. */
  classOf(key: string): PortClass | undefined {
    return this.#byKey.get(key);
  }

  /**
   * What all the ports of a slice led to. Where they are what made one slice, all of it; else sets of ports have split or joined because an address
   * came or went somewhere, and then it is of the slice's own endpoints those that were on each of its ports, as little ready as on any of them.
   * Nothing, if that takes too long to find out.
   */
  ledTo(slice: Slice): readonly Endpoint[] {
    const classes = new Set(keysOf(slice.ports).map((key) => this.#byKey.get(key)));
    if (classes.has(undefined)) return [];
    // Few addresses first: what is not there needs not be looked for among the others.
    const all = [...classes].flatMap((each) => each ?? []).toSorted((left, right) => left.size - right.size);
    const whole = this.#wholeList(all, slice);
    return whole ?? slice.endpoints.flatMap((endpoint) => this.#leastReady(endpoint, all) ?? []);
  }

  /** Repacking would put ports of the same content into one slice. */
  #wholeList(classes: readonly PortClass[], { addressType, portCount }: Slice): readonly Endpoint[] | undefined {
    const [first] = classes;
    const known = this.#countPorts();
    if (first === undefined || known?.get(first.content) !== portCount) return undefined;
    return classes.every((each) => each.content === first.content) ? first.ofFamily(addressType) : undefined;
  }

  /** How many ports there are of each content; undefined if that is too much to compare. */
  #countPorts(): ReadonlyMap<string, number> | undefined {
    if (this.#portsByContent !== undefined || this.classes.reduce((sum, { size }) => sum + size, 0) > MAX_LISTED)
      return this.#portsByContent;
    const counts = new Map<string, number>();
    for (const { content, portCount } of this.classes) counts.set(content, (counts.get(content) ?? 0) + portCount);
    this.#portsByContent = counts;
    return counts;
  }

  /** Undefined if one of the classes does not have it. What else was said of it may have changed, but not its target. */
  #leastReady(endpoint: Endpoint, classes: readonly PortClass[]): Endpoint | undefined {
    const known = this.sameAddress(endpoint);
    if (known === undefined || !isEqual(known.endpoint.targetRef, endpoint.targetRef)) return undefined;
    let least: Numbered | undefined;
    for (const each of classes) {
      this.#steps -= each.lookupSteps;
      const found = this.#steps < 0 ? undefined : each.find(known.id);
      if (found === undefined) return undefined;
      least = worse(least, found);
    }
    return least?.endpoint;
  }
}

function keysOf(ports: readonly Port[]): readonly string[] {
  return ports.length === 0 ? [NO_PORT] : ports.map(portKey);
}

/** Ports that stand in the same subsets, with what these lead to. */
export class PortClass {
  readonly keys: readonly string[];
  /** How many of them a slice shows. */
  readonly portCount: number;
  /** Of one subset, as a rule. */
  readonly subsets: readonly ReadonlyMap<number, Numbered>[];
  /** How many addresses these have, each counted for itself. */
  readonly size: number;
  #joined: ReadonlyMap<number, Numbered> | undefined;
  #lookups = 0;
  #content: string | undefined;
  #families: ReadonlyMap<string, readonly Endpoint[]> | undefined;

  constructor({ members, keys, ports }: PortSet, bySubset: readonly ReadonlyMap<number, Numbered>[]) {
    this.keys = keys;
    this.portCount = ports.length;
    this.subsets = members.flatMap((member) => bySubset[member] ?? []);
    this.size = this.subsets.reduce((sum, { size }) => sum + size, 0);
    this.#joined = this.subsets.length === 1 ? this.subsets[0] : undefined;
  }

  /** What one lookup costs, joining included. */
  get lookupSteps(): number {
    return this.#joined === undefined ? 2 * this.subsets.length : 1;
  }

  /** Not ready, if it is so in one of the subsets. These are joined once they have been gone through as often as that takes. */
  find(id: number): Numbered | undefined {
    if (this.#joined !== undefined) return this.#joined.get(id);
    this.#lookups += this.subsets.length;
    if (this.#lookups > this.size) this.#joined = new Map(join(this.subsets).map((address) => [address.id, address]));
    let found: Numbered | undefined;
    for (const subset of this.subsets) {
      const address = subset.get(id);
      if (address !== undefined) found = worse(found, address);
    }
    return found;
  }

  /** The same for classes that lead to the same addresses, as ready, but for the one without ports, which shows once another has gone. */
  get content(): string {
    this.#content ??= `${this.portCount === 0 ? 'no port ' : ''}${contentOf(join(this.subsets))}`;
    return this.#content;
  }

  /** All addresses of one family, in the order of the object. */
  ofFamily(addressType: string): readonly Endpoint[] {
    this.#families ??= new Map(
      [...Map.groupBy(join(this.subsets), familyOf)].map(([family, addresses]) => [family, addresses.map(({ endpoint }) => endpoint)]),
    );
    return this.#families.get(addressType) ?? [];
  }
}
