// The slices that one object becomes, each with the one that stood in its place: v1 Endpoints are judged so.
import type { StoredForm } from '../../model/decode/decode-object.ts';
import { becomesMirrored } from '../../model/endpoints/mirroring.ts';
import { Routes } from '../../model/endpoints/routes.ts';
import { exceedsLimits } from '../../model/endpoints/endpoints.ts';
import { makeSlice } from '../../model/decode/decode.ts';
import type { Slice, SliceMetadata } from '../../model/slice.ts';
import { Identities } from './identities.ts';
import type { OldObject } from '../rule.ts';
import { addsNoEndpoint } from './shrinking.ts';
import type { Part } from '../subject.ts';

/**
 * `stored` reads the stored object, when first asked; it may throw OldObjectError. Undefined when there is none, or it
 * is unknown.
 */
export function pairParts(slices: readonly Slice[], stored: (() => StoredForm) | undefined): readonly Part[] {
  if (stored === undefined) return slices.map((slice) => ({ slice, oldObject: undefined }));
  let before: Before | undefined;
  const read = (): Before => (before ??= new Before(stored(), slices));
  return slices.map((slice) => ({ slice, oldObject: oldObjectOf(read, slice) }));
}

function oldObjectOf(before: () => Before, slice: Slice): OldObject {
  return {
    // Labels of an object that became no slice had no effect and were not judged.
    labels: () => (before().isNothing ? {} : before().metadata.labels),
    metadata: () => before().metadata,
    slice: () => before().counterpart(slice),
    hadNoEndpoints: () => before().isNothing,
    allowsLabelChange: () => before().allowsLabelChange,
  };
}

/**
 * The stored object. It is never made into slices: it may be larger than what is judged, and may be made smaller all
 * the same.
 */
class Before {
  readonly metadata: SliceMetadata;
  readonly isNothing: boolean;
  readonly #stored: StoredForm;
  readonly #now: readonly Slice[];
  /** Undefined for what is no Endpoints. */
  readonly #routes: Routes | undefined;
  readonly #identities = new Identities();
  readonly #counterparts = new Map<Slice, Slice>();
  #allowsLabelChange: boolean | undefined;

  constructor(stored: StoredForm, now: readonly Slice[]) {
    const { slice, subsets } = stored;
    const table = subsets?.table;
    this.metadata = slice.metadata;
    this.isNothing = table === undefined || table.addresses.size === 0;
    this.#stored = stored;
    this.#now = now;
    this.#routes = table && new Routes(table);
  }

  /** What stood in the place of one of the slices that are judged. */
  counterpart(slice: Slice): Slice {
    const known = this.#counterparts.get(slice);
    if (known !== undefined) return known;
    const { origin, addressType, ports, portCount } = slice;
    const endpoints = this.#routes?.endpointsOf(slice) ?? [];
    const { metadata } = this;
    const parts = {
      origin,
      metadata,
      addressType,
      endpoints,
      endpointCount: endpoints.length,
      ports,
      portCount,
      ascii: false,
    };
    const counterpart = makeSlice(parts);
    this.#counterparts.set(slice, counterpart);
    return counterpart;
  }

  /**
   * One that was too large to be judged could be relabelled unjudged while it was so; that it is made smaller at the
   * same time makes it no worse.
   */
  get allowsLabelChange(): boolean {
    this.#allowsLabelChange ??=
      this.#exceededLimits() &&
      this.#now.every((slice) => addsNoEndpoint(this.counterpart(slice), slice, this.#identities));
    return this.#allowsLabelChange;
  }

  #exceededLimits(): boolean {
    const { slice, subsets } = this.#stored;
    const [now] = this.#now;
    if (subsets === undefined || now === undefined || becomesMirrored(slice.metadata, now.metadata)) return false;
    return exceedsLimits({ slice, subsets });
  }
}
