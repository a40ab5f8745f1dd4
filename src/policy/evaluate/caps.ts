// What makes a finding lead to less than its rule says (docs/concepts.md, "Caps"). Each cap is asked only if the action
// is still above it.
import { API_SERVER, isApiServerSlice } from '../../model/well-known-users.ts';
import type { SliceMetadata } from '../../model/slice.ts';
import type { ClusterView } from '../../view/view.ts';
import { Identities } from './identities.ts';
import type { Instance } from '../policy-set.ts';
import { isStronger, strongest, weaker } from '../policy-set.ts';
import { Ratchet } from './ratchet.ts';
import { OldObjectError, type Action, type Report, type Writer } from '../rule.ts';
import { isShrinking } from './shrinking.ts';
import type { Cap, Part } from '../subject.ts';
import type { ClassOf } from '../load/writers.ts';

export interface Capped {
  readonly action: Action;
  readonly capped: Cap | null;
}

/** What a part is judged with. */
interface Around {
  /** The manifest is that of a stored object. */
  readonly isStored: boolean;
  readonly view: ClusterView | undefined;
}

const SHRINKING: Capped = { action: 'warn', capped: 'shrinking' };
const OLD: Capped = { action: 'warn', capped: 'ratchet' };

export class Caps {
  readonly #part: Part;
  readonly #classOf: ClassOf;
  readonly #around: Around;
  readonly #identities = new Identities();
  #incomparable: OldObjectError | undefined;
  #shrinking: boolean | undefined;
  #ratchet: Ratchet | undefined;
  /** Of the findings one after the other, which are mostly alike. */
  #last: { readonly instance: Instance; readonly before: Action; readonly result: Capped } | undefined;

  constructor(part: Part, classOf: ClassOf, around: Around) {
    this.#part = part;
    this.#classOf = classOf;
    this.#around = around;
  }

  /** May decode the stored object, but only for a finding that would deny an UPDATE. */
  apply(instance: Instance, id: string, report: Report, before: Action): Capped {
    const result = this.#withoutOldObject(instance, before);
    return this.#isCompared(instance, result)
      ? this.#compared(result, (ratchet) => ratchet.isOld(instance, id, report))
      : result;
  }

  /** Likewise for a finding about an address of this endpoint; undefined if only a whole report decides. */
  applyToAddress(instance: Instance, endpoint: number, before: Action): Capped | undefined {
    const result = this.#withoutOldObject(instance, before);
    if (!this.#isCompared(instance, result)) return result;
    return instance.rule.ofAddresses === true
      ? this.#compared(result, (ratchet) => ratchet.hadFaultsOf(endpoint, instance))
      : undefined;
  }

  #withoutOldObject(instance: Instance, before: Action): Capped {
    if (this.#last?.instance !== instance || this.#last.before !== before)
      this.#last = { instance, before, result: this.#lowered(instance, before) };
    return this.#last.result;
  }

  #isCompared(instance: Instance, { action }: Capped): boolean {
    return action === 'deny' && this.#part.oldObject !== undefined && instance.rule.input !== 'manifest';
  }

  #compared(result: Capped, isOld: (ratchet: Ratchet) => boolean): Capped {
    try {
      if (this.#isShrinking()) return SHRINKING;
      const { oldObject, slice } = this.#part;
      if (oldObject === undefined || oldObject.hadNoEndpoints?.() === true) return result;
      this.#ratchet ??= new Ratchet(oldObject.slice(), slice, {
        classOf: this.#classOf,
        identities: this.#identities,
        view: this.#around.view,
      });
      return isOld(this.#ratchet) ? OLD : result;
    } catch (error) {
      if (error instanceof OldObjectError) this.#incomparable = error;
      throw error;
    }
  }

  /** Why a finding that would deny could not be compared with the stored object. */
  get incomparable(): OldObjectError | undefined {
    return this.#incomparable;
  }

  /** Whether anything that the instance can find would deny, were it new. */
  mayDeny(instance: Instance): boolean {
    return this.#lowered(instance, strongest(instance.actions.values())).action === 'deny';
  }

  /** By all that does not depend on what was stored. */
  #lowered(instance: Instance, before: Action): Capped {
    let result: Capped = { action: before, capped: null };
    result = lower(result, instance.policy.enforcement, 'enforcement');
    if (instance.rule.input === 'manifest') return this.#around.isStored ? lower(result, 'warn', 'ratchet') : result;
    const { writer, trusted } = this.#classOf(instance.policy);
    if (isControllers(writer, this.#part.slice.metadata)) result = lower(result, 'audit', 'controller');
    return lower(result, trusted?.rules.get(instance.rule.id) ?? 'deny', 'trusted');
  }

  #isShrinking(): boolean {
    const { oldObject, slice } = this.#part;
    this.#shrinking ??=
      oldObject !== undefined &&
      isShrinking(oldObject.slice(), slice, this.#identities, () => oldObject.allowsLabelChange?.() === true);
    return this.#shrinking;
  }
}

/**
 * The API server's own slices are its own whatever a policy says of controllers: without them the cluster's API has no
 * Service.
 */
export function isControllers(writer: Writer, metadata: SliceMetadata): boolean {
  return writer.class === 'controller' || (writer.user === API_SERVER && isApiServerSlice(metadata));
}

/** The cap that lowered the action most is named; of two that lower it alike, the first. */
function lower(current: Capped, to: Action, cap: Cap): Capped {
  return isStronger(current.action, to) ? { action: weaker(current.action, to), capped: cap } : current;
}
