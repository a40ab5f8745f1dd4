// Namespace and name of an object, which the request has when the object has not.
import { formatPath } from '../../model/field-path.ts';
import type { DecodeProblem } from '../../model/decode/reader.ts';
import type { SliceMetadata } from '../../model/slice.ts';

export interface Place {
  readonly namespace: string;
  /** Empty for deletecollection. */
  readonly name: string;
}

export function placedMetadata(metadata: SliceMetadata, place: Place): SliceMetadata {
  if (metadata.namespace !== '' && metadata.name !== '') return metadata;
  return { ...metadata, namespace: metadata.namespace || place.namespace, name: metadata.name || place.name };
}

/** `endpoints[0].addresses: must be a list, not 5; …`. */
export function describeProblems(problems: readonly DecodeProblem[]): string {
  return problems.map(({ path, message }) => `${formatPath(path)} ${message}`.trimStart()).join('; ');
}
