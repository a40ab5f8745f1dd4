// Whether a finding is old: the stored object already had it, in the same context, as many times and no less visible.
import { sameRoutingLabels } from '../model/same-labels.ts';
import type { Endpoint, Slice } from '../model/slice.ts';
import type { Instance } from './policy-set.ts';
import type { Report } from './rule.ts';
import { addsNoEndpoint, readiness, samePorts, withinOf } from './shrinking.ts';
import type { ClassOf } from './writers.ts';

/** How many of the stored object's findings with one fingerprint stand at each level, those matched by a new finding taken off. */
type Levels = Map<number, number>;

export class Ratchet {
  readonly #old: Slice;
  readonly #now: Slice;
  readonly #classOf: ClassOf;
  readonly #known = new Map<Instance, Map<string, Levels>>();
  readonly #identities = new Map<string, number>();
  readonly #identityByEndpoint = new Map<Endpoint, number>();
  readonly #copies = new Map<readonly number[], boolean>();
  #within: ((endpoints: readonly Endpoint[]) => boolean) | undefined;
  #sameContext: boolean | undefined;
  #addsNothing: boolean | undefined;

  constructor(old: Slice, now: Slice, classOf: ClassOf) {
    this.#old = old;
    this.#now = now;
    this.#classOf = classOf;
  }

  /** Each old finding covers one new one: a second copy of an old fault is new. */
  isOld(instance: Instance, id: string, report: Report): boolean {
    if (instance.rule.joining === true && !this.#onlyShrinks()) return false;
    if (report.quantity === undefined && !this.#isSameContext()) return false;
    if (report.copies !== undefined) return this.#appliedTo(instance) && this.#wereThere(report.copies);
    const levels = this.#levelsOf(instance).get(this.#fingerprint(this.#now, id, report));
    return levels !== undefined && takeSmallest(levels, this.#levelOf(this.#now, report));
  }

  /** What the instance finds in the stored object, evaluated once, when the first new finding asks. */
  #levelsOf(instance: Instance): Map<string, Levels> {
    const known = this.#known.get(instance);
    if (known !== undefined) return known;
    const levels = new Map<string, Levels>();
    this.#known.set(instance, levels);
    if (!this.#appliedTo(instance)) return levels;
    const { writer } = this.#classOf(instance.policy);
    instance.check({
      slice: this.#old,
      operation: 'CREATE',
      writer,
      past: undefined,
      manifest: undefined,
      view: undefined,
      report: (id, report) => add(levels, this.#fingerprint(this.#old, id, report), this.#levelOf(this.#old, report)),
      undecided: () => {},
    });
    return levels;
  }

  /** Where the rule did not apply, it had found nothing. */
  #appliedTo({ policy, selector }: Instance): boolean {
    const subject = { metadata: this.#old.metadata, operation: 'UPDATE', writer: this.#classOf(policy).writer } as const;
    return policy.selector(subject) === true && (selector?.(subject) ?? true) === true;
  }

  /** What several endpoints are together they were before, if all of them were there and none is more ready. */
  #wereThere(copies: readonly number[]): boolean {
    const known = this.#copies.get(copies);
    if (known !== undefined) return known;
    this.#within ??= withinOf(this.#old.endpoints);
    const were = this.#within([...new Set(copies)].flatMap((index) => this.#now.endpoints[index] ?? []));
    this.#copies.set(copies, were);
    return were;
  }

  #onlyShrinks(): boolean {
    this.#addsNothing ??= addsNoEndpoint(this.#old, this.#now);
    return this.#addsNothing;
  }

  #isSameContext(): boolean {
    this.#sameContext ??=
      this.#old.addressType === this.#now.addressType &&
      samePorts(this.#old, this.#now) &&
      sameRoutingLabels(this.#old.metadata.labels, this.#now.metadata.labels);
    return this.#sameContext;
  }

  /** Message id, whose it is and what was seen: never the index, for lists are reordered. */
  #fingerprint(slice: Slice, id: string, report: Report): string {
    const endpoint = endpointOf(slice, report);
    const owner = endpoint === undefined ? JSON.stringify(placeOf(report)) : this.#identityOf(endpoint);
    return `${id} ${owner} ${report.quantity === undefined ? report.seen : ''}`;
  }

  /** How much of a fault: a quantity's size, or how visible the endpoint is that has it. */
  #levelOf(slice: Slice, report: Report): number {
    if (report.quantity !== undefined) return report.quantity;
    const endpoint = endpointOf(slice, report);
    return endpoint === undefined ? 0 : readiness(endpoint);
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
