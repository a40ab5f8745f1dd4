// The stored object of an UPDATE as rules see it: each part decoded once, when first asked for.
import { decodeLabels, decodeMetadata, decodeSlice, type Decoded } from '../model/decode.ts';
import type { Labels, Slice, SliceMetadata } from '../model/slice.ts';
import { PastError, type Past } from '../policy/rule.ts';
import type { OldJson } from './body-json.ts';
import { describeProblems, placed, placedMetadata, type Place } from './place.ts';

/** The stored object is no EndpointSlice that could be read: the review cannot be judged. */
export class StoredObjectError extends PastError {}

/** Its methods throw StoredObjectError. */
export function storedObject(old: OldJson, place: Place): Past {
  let labels: Labels | undefined;
  let metadata: SliceMetadata | undefined;
  let slice: Slice | undefined;
  return {
    labels() {
      labels ??= (slice?.metadata ?? metadata)?.labels ?? take(() => decodeLabels(old.labels()));
      return labels;
    },
    metadata() {
      metadata ??=
        slice?.metadata ??
        placedMetadata(
          take(() => decodeMetadata(old.metadata())),
          place,
        );
      return metadata;
    },
    slice() {
      slice ??= placed(
        take(() => decodeSlice(old.object())),
        place,
      );
      return slice;
    },
  };
}

function take<T>(decode: () => Decoded<T>): T {
  const decoded = decodeOrThrow(decode);
  if (!decoded.ok) throw new StoredObjectError(`oldObject cannot be read: ${describeProblems(decoded.problems)}`);
  return decoded.value;
}

function decodeOrThrow<T>(decode: () => Decoded<T>): Decoded<T> {
  try {
    return decode();
  } catch (error) {
    if (error instanceof SyntaxError) throw new StoredObjectError('oldObject is not valid JSON', { cause: error });
    throw error;
  }
}
