// Whether a finding is old: the stored object already had it, in the same context, as many times and no less visible.
import { LABELS, label, type Endpoint, type Slice } from '../model/slice.ts';
import type { Instance } from './policy-set.ts';
import type { Report, Writer } from './rule.ts';
import { addsNoEndpoint, readiness, samePorts } from './shrinking.ts';

/** What a slice's faults are seen through: the same address behind another Service, port or visibility is another fault. */
const CONTEXT_LABELS = [
  LABELS.serviceName,
  LABELS.multiClusterServiceName,
  LABELS.ovnServiceName,
  LABELS.headless,
  LABELS.serviceProxyName,
  LABELS.skipMirror,
];

/** How many of the stored object's findings with one fingerprint stand at each level, those matched by a new finding taken off. */
type Levels = Map<number, number>;

export class Ratchet {
  readonly #old: Slice;
  readonly #now: Slice;
  readonly #writer: Writer;
  readonly #known = new Map<Instance, Map<string, Levels>>();
  readonly #identities = new Map<string, number>();
  readonly #identityByEndpoint = new Map<Endpoint, number>();
  #sameContext: boolean | undefined;
  #addsNothing: boolean | undefined;

  constructor(old: Slice, now: Slice, writer: Writer) {
    this.#old = old;
    this.#now = now;
    this.#writer = writer;
  }

  /** Each old finding covers one new one: a second copy of an old fault is new. */
  isOld(instance: Instance, id: string, report: Report): boolean {
    if (instance.rule.joining === true && !this.#onlyShrinks()) return false;
    if (report.quantity === undefined && !this.#isSameContext()) return false;
    const levels = this.#levelsOf(instance).get(this.#fingerprint(this.#now, id, report));
    return levels !== undefined && takeSmallest(levels, levelOf(this.#now, report));
  }

  /** What the instance finds in the stored object, evaluated once, when the first new finding asks. */
  #levelsOf(instance: Instance): Map<string, Levels> {
    const known = this.#known.get(instance);
    if (known !== undefined) return known;
    const levels = new Map<string, Levels>();
    this.#known.set(instance, levels);
    instance.check({
      slice: this.#old,
      operation: 'CREATE',
      writer: this.#writer,
      past: undefined,
      manifest: undefined,
      view: undefined,
      report: (id, report) => add(levels, this.#fingerprint(this.#old, id, report), levelOf(this.#old, report)),
      undecided: () => {},
    });
    return levels;
  }

  #onlyShrinks(): boolean {
    this.#addsNothing ??= addsNoEndpoint(this.#old, this.#now);
    return this.#addsNothing;
  }

  #isSameContext(): boolean {
    this.#sameContext ??= this.#old.addressType === this.#now.addressType && samePorts(this.#old, this.#now) && this.#sameContextLabels();
    return this.#sameContext;
  }

  #sameContextLabels(): boolean {
    return CONTEXT_LABELS.every((key) => label(this.#old.metadata, key) === label(this.#now.metadata, key));
  }

  /** Message id, whose it is and what was seen: never the index, for lists are reordered. */
  #fingerprint(slice: Slice, id: string, report: Report): string {
    const endpoint = endpointOf(slice, report);
    const owner = endpoint === undefined ? JSON.stringify(placeOf(report)) : this.#identityOf(endpoint);
    return `${id} ${owner} ${report.quantity === undefined ? report.seen : ''}`;
  }

  /** A number for addresses and target, worked out once an endpoint: one of a hundred addresses may have a hundred findings. */
  #identityOf(endpoint: Endpoint): number {
    const known = this.#identityByEndpoint.get(endpoint);
    if (known !== undefined) return known;
    const text = JSON.stringify([endpoint.addresses, endpoint.targetRef]);
    const identity = this.#identities.get(text) ?? this.#identities.size;
    this.#identities.set(text, identity);
    this.#identityByEndpoint.set(endpoint, identity);
    return identity;
  }
}

/** How much of a fault: a quantity's size, or how visible the endpoint is that has it. */
function levelOf(slice: Slice, report: Report): number {
  if (report.quantity !== undefined) return report.quantity;
  const endpoint = endpointOf(slice, report);
  return endpoint === undefined ? 0 : readiness(endpoint);
}

function endpointOf(slice: Slice, { at }: Report): Endpoint | undefined {
  const [list, index] = at;
  return list === 'endpoints' && typeof index === 'number' ? slice.endpoints[index] : undefined;
}

/** The path without its indexes. */
function placeOf({ at }: Report): readonly unknown[] {
  return at.filter((segment) => typeof segment !== 'number');
}

function add(levels: Map<string, Levels>, key: string, level: number): void {
  const known = levels.get(key) ?? new Map<number, number>();
  levels.set(key, known);
  known.set(level, (known.get(level) ?? 0) + 1);
}

/** Takes the smallest level that is at least `wanted`, which leaves the most for the findings to come. Few levels stand in one map. */
function takeSmallest(levels: Levels, wanted: number): boolean {
  let best = Infinity;
  for (const level of levels.keys()) if (level >= wanted && level < best) best = level;
  const count = levels.get(best);
  if (count === undefined) return false;
  if (count === 1) levels.delete(best);
  else levels.set(best, count - 1);
  return true;
}
