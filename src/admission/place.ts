// Namespace and name of an object, which the request tells when the object does not.
import { makeSlice } from '../model/decode.ts';
import { formatPath } from '../model/field-path.ts';
import type { DecodeProblem } from '../model/reader.ts';
import type { Slice, SliceMetadata } from '../model/slice.ts';

export interface Place {
  readonly namespace: string;
  /** Empty for deletecollection. */
  readonly name: string;
}

export function placedMetadata(metadata: SliceMetadata, place: Place): SliceMetadata {
  if (metadata.namespace !== '' && metadata.name !== '') return metadata;
  return { ...metadata, namespace: metadata.namespace || place.namespace, name: metadata.name || place.name };
}

export function placed(slice: Slice, place: Place): Slice {
  const metadata = placedMetadata(slice.metadata, place);
  if (metadata === slice.metadata) return slice;
  const { addressType, endpoints, endpointCount, ports, portCount, ascii } = slice;
  // The place comes from the same review, all of whose strings were looked at.
  return makeSlice({ metadata, addressType, endpoints, endpointCount, ports, portCount, ascii });
}

/** `endpoints[0].addresses: must be a list, not 5; …`. */
export function describeProblems(problems: readonly DecodeProblem[]): string {
  return problems.map(({ path, message }) => `${formatPath(path)} ${message}`.trimStart()).join('; ');
}
