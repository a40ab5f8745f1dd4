// The slices that one object becomes, each with the one that stood in its place: v1 Endpoints are judged so.
import { makeSlice } from '../model/decode.ts';
import type { DecodedObject } from '../model/decode-object.ts';
import type { Slice } from '../model/slice.ts';
import type { Past } from './rule.ts';
import type { Part } from './subject.ts';

/** `stored` reads the stored object, when first asked; it may throw PastError. Undefined when there is none, or it is unknown. */
export function pairParts(slices: readonly Slice[], stored: (() => DecodedObject) | undefined): readonly Part[] {
  if (stored === undefined) return slices.map((slice) => ({ slice, past: undefined }));
  let byKey: ReadonlyMap<string, Slice> | undefined;
  const counterpart = (slice: Slice): Slice => {
    const { slice: whole, parts = [] } = stored();
    byKey ??= new Map(parts.map((part) => [keyOf(part), part]));
    return byKey.get(keyOf(slice)) ?? emptied(slice, whole);
  };
  return slices.map((slice) => ({ slice, past: pastOf(() => stored().slice, counterpart, slice) }));
}

function pastOf(whole: () => Slice, counterpart: (slice: Slice) => Slice, slice: Slice): Past {
  let found: Slice | undefined;
  return {
    labels: () => whole().metadata.labels,
    metadata: () => whole().metadata,
    slice: () => (found ??= counterpart(slice)),
  };
}

/** As the controller tells its slices apart. Their ports are sorted. */
function keyOf({ addressType, ports }: Slice): string {
  return JSON.stringify([addressType, ports]);
}

/** What is new came into a slice of its kind that had nothing in it: so what was said of the object before is old, and its endpoints are new. */
function emptied({ origin, addressType, ports, portCount, ascii }: Slice, { metadata }: Slice): Slice {
  return makeSlice({ origin, metadata, addressType, endpoints: [], endpointCount: 0, ports, portCount, ascii });
}
