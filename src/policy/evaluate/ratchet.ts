// Whether a finding is old: the stored object already had it, in the same context, as many times and no less visible.
import { sameRoutingLabels } from '../../model/same-labels.ts';
import type { Endpoint, Slice } from '../../model/slice.ts';
import type { ClusterView } from '../../view/view.ts';
import type { Identities } from './identities.ts';
import type { Instance } from '../policy-set.ts';
import { toReport } from './address-report.ts';
import type { Report } from '../rule.ts';
import { pairEndpoints } from './pair-endpoints.ts';
import { addsNoEndpoint, readiness, samePorts, withinOf } from './shrinking.ts';
import { StoredFindings, type Fingerprint } from './stored-findings.ts';
import type { ClassOf } from '../load/writers.ts';

interface Around {
  readonly classOf: ClassOf;
  readonly identities: Identities;
  readonly view: ClusterView | undefined;
}

export class Ratchet {
  readonly #old: Slice;
  readonly #now: Slice;
  readonly #classOf: ClassOf;
  readonly #identities: Identities;
  readonly #view: ClusterView | undefined;
  readonly #known = new Map<Instance, StoredFindings>();
  readonly #applied = new Map<Instance, boolean>();
  readonly #copies = new Map<readonly number[], boolean>();
  #within: ((endpoints: readonly Endpoint[]) => boolean) | undefined;
  #sameContext: boolean | undefined;
  #addsNothing: boolean | undefined;
  #paired: readonly boolean[] | undefined;

  constructor(old: Slice, now: Slice, { classOf, identities, view }: Around) {
    this.#old = old;
    this.#now = now;
    this.#classOf = classOf;
    this.#identities = identities;
    this.#view = view;
  }

  /** Each old finding covers one new one: a second copy of an old fault is new. */
  isOld(instance: Instance, id: string, report: Report): boolean {
    if (instance.rule.affectsMembership === true && !this.#onlyShrinks()) return false;
    if (report.quantity === undefined && !this.#isSameContext()) return false;
    if (report.copies !== undefined) return this.#appliedTo(instance) && this.#wereThere(report.copies);
    return this.#storedFindings(instance).take(id, this.#printOf(this.#now, report));
  }

  /**
   * Likewise of a rule of addresses: whether the endpoint, by its index, replaces a stored one, which had the same
   * faults.
   */
  hadFaultsOf(endpoint: number, instance: Instance): boolean {
    if (!this.#isSameContext() || !this.#appliedTo(instance)) return false;
    this.#paired ??= pairEndpoints(this.#old.endpoints, this.#now.endpoints, this.#identities);
    return this.#paired[endpoint] === true;
  }

  /** What the instance finds in the stored object, evaluated once, when the first new finding asks. */
  #storedFindings(instance: Instance): StoredFindings {
    const known = this.#known.get(instance);
    if (known !== undefined) return known;
    const stored = new StoredFindings();
    this.#known.set(instance, stored);
    if (!this.#appliedTo(instance)) return stored;
    const { writer } = this.#classOf(instance.policy);
    instance.check({
      slice: this.#old,
      operation: 'CREATE',
      writer,
      oldObject: undefined,
      manifest: undefined,
      // Without it a finding that rests on a fact would never be old.
      view: this.#view,
      report: (id, report) => stored.add(id, this.#printOf(this.#old, report)),
      reportAddress: (id, address, describe, subject) =>
        stored.add(id, this.#printOf(this.#old, toReport(address, describe(subject, address)))),
      undecided: () => {},
    });
    return stored;
  }

  /** Where the rule did not apply, it had found nothing. */
  #appliedTo(instance: Instance): boolean {
    const applied = this.#applied.get(instance) ?? this.#didApply(instance);
    this.#applied.set(instance, applied);
    return applied;
  }

  #didApply({ policy, selector }: Instance): boolean {
    const subject = {
      metadata: this.#old.metadata,
      operation: 'UPDATE',
      writer: this.#classOf(policy).writer,
    } as const;
    return policy.selector(subject) === true && (selector?.(subject) ?? true) === true;
  }

  /** What several endpoints are together they were before, if all of them were there and none is more ready. */
  #wereThere(copies: readonly number[]): boolean {
    const known = this.#copies.get(copies);
    if (known !== undefined) return known;
    this.#within ??= withinOf(this.#old.endpoints, this.#identities);
    const were = this.#within([...new Set(copies)].flatMap((index) => this.#now.endpoints[index] ?? []));
    this.#copies.set(copies, were);
    return were;
  }

  #onlyShrinks(): boolean {
    this.#addsNothing ??= addsNoEndpoint(this.#old, this.#now, this.#identities);
    return this.#addsNothing;
  }

  #isSameContext(): boolean {
    this.#sameContext ??=
      this.#old.addressType === this.#now.addressType &&
      samePorts(this.#old, this.#now) &&
      sameRoutingLabels(this.#old.metadata.labels, this.#now.metadata.labels);
    return this.#sameContext;
  }

  /** Whose the finding is and what was seen: never the index of the endpoint, for lists are reordered. */
  #printOf(slice: Slice, report: Report): Fingerprint {
    const { quantity, seen } = report;
    const endpoint = endpointOf(slice, report);
    const owner = endpoint === undefined ? this.#identities.text(placeOf(report)) : this.#identities.target(endpoint);
    if (quantity !== undefined) return { owner, seen: 0, level: quantity };
    return { owner, seen: this.#identities.text(seen), level: endpoint === undefined ? 0 : readiness(endpoint) };
  }
}

function endpointOf(slice: Slice, { at }: Report): Endpoint | undefined {
  const [list, index] = at;
  return list === 'endpoints' && typeof index === 'number' ? slice.endpoints[index] : undefined;
}

/** The path without its indexes. */
function placeOf({ at }: Report): string {
  let text = '';
  for (const segment of at)
    if (typeof segment !== 'number') text += typeof segment === 'object' ? `[${segment.key}]` : `.${segment}`;
  return text;
}
