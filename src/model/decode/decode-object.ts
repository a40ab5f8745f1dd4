// The kinds of objects that are judged, each decoded into what the rules read.
import { BETA_API_VERSION, decodeBetaSlice } from './decode-beta.ts';
import { decodeSlice, makeSlice, type Decoded } from './decode.ts';
import { ENDPOINTS_API_VERSION, ENDPOINTS_KIND } from '../endpoints/paths.ts';
import { decodeEndpoints, decodeRawEndpoints } from '../endpoints/endpoints.ts';
import type { Subsets } from '../endpoints/table.ts';
import type { Slice, SliceMetadata } from '../slice.ts';

/** `beta`: an EndpointSlice of discovery.k8s.io/v1beta1. */
export type ObjectKind = 'slice' | 'beta' | 'endpoints';

/** The form of an object that a new object is compared with. */
export interface StoredForm {
  /** The object itself; for Endpoints only its metadata. */
  readonly slice: Slice;
  /** The subsets of Endpoints that could be read, whatever their size; undefined for other objects. */
  readonly subsets?: Subsets | undefined;
}

export interface DecodedObject extends StoredForm {
  /**
   * The slices that an Endpoints object becomes, none if it has no addresses; undefined for an object that is a slice.
   */
  readonly parts: readonly Slice[] | undefined;
}

export const SLICE_KIND = 'EndpointSlice';
export const SLICE_API_VERSION = 'discovery.k8s.io/v1';

/** Undefined for an object that is not judged. */
export function objectKind(apiVersion: unknown, kind: unknown): ObjectKind | undefined {
  if (kind === SLICE_KIND && apiVersion === SLICE_API_VERSION) return 'slice';
  if (kind === SLICE_KIND && apiVersion === BETA_API_VERSION) return 'beta';
  return kind === ENDPOINTS_KIND && apiVersion === ENDPOINTS_API_VERSION ? 'endpoints' : undefined;
}

export interface DecodeOptions {
  /** Every string in the object is known to be ASCII. */
  readonly ascii?: boolean;
  /** Adds metadata that a door knows and the object does not have; returns its argument if there is nothing to add. */
  readonly place?: (metadata: SliceMetadata) => SliceMetadata;
}

/** Never throws. */
export function decodeObject(
  kind: ObjectKind,
  value: unknown,
  { ascii = false, place }: DecodeOptions = {},
): Decoded<DecodedObject> {
  if (kind === 'endpoints') return decodeEndpoints(value, ascii, place);
  const decoded = kind === 'beta' ? decodeBetaSlice(value, ascii) : decodeSlice(value, ascii);
  const slice = place === undefined ? decoded.value : placed(decoded.value, place);
  return { ...decoded, value: { slice, parts: undefined } };
}

/**
 * Decodes the stored object of an update. Endpoints may have any size here, unlike those that are judged. Never throws.
 */
export function decodeStored(kind: ObjectKind, value: unknown, options: DecodeOptions = {}): Decoded<StoredForm> {
  return kind === 'endpoints' ? decodeRawEndpoints(value, options.place) : decodeObject(kind, value, options);
}

function placed(slice: Slice, place: (metadata: SliceMetadata) => SliceMetadata): Slice {
  const metadata = place(slice.metadata);
  if (metadata === slice.metadata) return slice;
  const { origin, addressType, endpoints, endpointCount, ports, portCount, ascii } = slice;
  return makeSlice({ origin, metadata, addressType, endpoints, endpointCount, ports, portCount, ascii });
}
