// The stored object of an UPDATE as rules see it: each part decoded once, when first asked for.
import { decodeStored, type ObjectKind, type StoredForm } from '../../model/decode/decode-object.ts';
import { decodeLabels, decodeMetadata, type Decoded } from '../../model/decode/decode.ts';
import type { Labels, SliceMetadata } from '../../model/slice.ts';
import { OldObjectError, type OldObject } from '../../policy/rule.ts';
import type { OldJson } from './body-json.ts';
import { describeProblems, placedMetadata, type Place } from './place.ts';

/** The stored object is nothing that could be read. */
export class StoredObjectError extends OldObjectError {}

export interface StoredObject {
  /** Of an object that is a slice. */
  readonly oldObject: OldObject;
  readonly whole: () => StoredForm;
  /** As JSON has it. */
  readonly value: () => unknown;
}

/** What it returns throws StoredObjectError. */
export function storedObject(kind: ObjectKind, old: OldJson, place: Place): StoredObject {
  let labels: Labels | undefined;
  let metadata: SliceMetadata | undefined;
  let object: StoredForm | undefined;
  const whole = (): StoredForm => {
    object ??= take(() => decodeStored(kind, old.object(), { place: (written) => placedMetadata(written, place) }));
    return object;
  };
  const oldObject: OldObject = {
    labels() {
      labels ??= (object?.slice.metadata ?? metadata)?.labels ?? take(() => decodeLabels(old.labels()));
      return labels;
    },
    metadata() {
      metadata ??=
        object?.slice.metadata ??
        placedMetadata(
          take(() => decodeMetadata(old.metadata())),
          place,
        );
      return metadata;
    },
    slice: () => whole().slice,
  };
  return { oldObject, whole, value: () => parseOrThrow(() => old.object()) };
}

function take<T>(decode: () => Decoded<T>): T {
  const decoded = parseOrThrow(decode);
  if (!decoded.ok) throw new StoredObjectError(`oldObject cannot be read: ${describeProblems(decoded.problems)}`);
  return decoded.value;
}

function parseOrThrow<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SyntaxError) throw new StoredObjectError('oldObject is not valid JSON', { cause: error });
    throw error;
  }
}
