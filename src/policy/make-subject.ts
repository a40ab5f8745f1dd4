// The one way from a decoded object to what is judged: every door makes its subjects here.
import type { StoredForm } from '../model/decode/decode-object.ts';
import type { Slice } from '../model/slice.ts';
import { pairParts } from './evaluate/parts.ts';
import type { OldObject, Operation } from './rule.ts';
import type { Subject } from './subject.ts';

/** What a door knows of one object. */
export interface Given extends Pick<Subject, 'user' | 'manifest' | 'view'> {
  readonly operation: Operation;
  /** On DELETE the stored object. */
  readonly object: {
    readonly slice: Slice;
    /** The slices that v1 Endpoints become; undefined for an object that is a slice. */
    readonly parts?: readonly Slice[] | undefined;
  };
  /** Undefined if there is none, or it is not known. Used for an UPDATE alone. */
  readonly stored: StoredObject | undefined;
}

/** The stored object, decoded when first asked for. */
export interface StoredObject {
  readonly oldObject: OldObject;
  /** For v1 Endpoints. Throws OldObjectError. */
  readonly whole: () => StoredForm;
}

export function makeSubject({ operation, object: { slice, parts }, stored, user, manifest, view }: Given): Subject {
  const old = operation === 'UPDATE' ? stored : undefined;
  return {
    operation,
    slice,
    oldObject: old?.oldObject,
    parts: parts && pairParts(parts, old?.whole),
    user,
    manifest,
    view,
  };
}

/** A stored object that was decoded already. */
export function decodedStored(form: StoredForm): StoredObject {
  const { metadata } = form.slice;
  return {
    oldObject: { labels: () => metadata.labels, metadata: () => metadata, slice: () => form.slice },
    whole: () => form,
  };
}
