// The kinds of objects that are judged, each decoded into what the rules read.
import { BETA_API_VERSION, decodeBetaSlice } from './decode-beta.ts';
import { decodeSlice, makeSlice, type Decoded } from './decode.ts';
import { ENDPOINTS_API_VERSION, ENDPOINTS_KIND } from '../endpoints/paths.ts';
import { decodeEndpoints, decodeRawEndpoints } from '../endpoints/endpoints.ts';
import type { Subsets } from '../endpoints/table.ts';
import type { Slice, SliceMetadata } from '../slice.ts';

/** `beta`: an EndpointSlice of discovery.k8s.io/v1beta1. */
export type ObjectKind = 'slice' | 'beta' | 'endpoints';

/** An object as it is compared with. */
export interface StoredForm {
  /** The object itself; of Endpoints its metadata alone. */
  readonly slice: Slice;
  /** Of Endpoints that could be read, whatever their size; undefined for any other object. */
  readonly subsets?: Subsets | undefined;
}

export interface DecodedObject extends StoredForm {
  /** The slices that Endpoints become, none if they have no addresses; undefined for an object that is a slice. */
  readonly parts: readonly Slice[] | undefined;
}

export const SLICE_KIND = 'EndpointSlice';
export const SLICE_API_VERSION = 'discovery.k8s.io/v1';

/** Undefined for what is not judged. */
export function objectKind(apiVersion: unknown, kind: unknown): ObjectKind | undefined {
  if (kind === SLICE_KIND && apiVersion === SLICE_API_VERSION) return 'slice';
  if (kind === SLICE_KIND && apiVersion === BETA_API_VERSION) return 'beta';
  return kind === ENDPOINTS_KIND && apiVersion === ENDPOINTS_API_VERSION ? 'endpoints' : undefined;
}

export interface DecodeOptions {
  /** Every string in the object is known to be ASCII. */
  readonly ascii?: boolean;
  /** Fills in what a door knows and the object does not say; returns what it was given if there is nothing to fill in. */
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

/** Decodes what an update is an update of: unlike what is judged, Endpoints of any size. Never throws. */
export function decodeStored(kind: ObjectKind, value: unknown, options: DecodeOptions = {}): Decoded<StoredForm> {
  return kind === 'endpoints' ? decodeRawEndpoints(value, options.place) : decodeObject(kind, value, options);
}

function placed(slice: Slice, place: (metadata: SliceMetadata) => SliceMetadata): Slice {
  const metadata = place(slice.metadata);
  if (metadata === slice.metadata) return slice;
  const { origin, addressType, endpoints, endpointCount, ports, portCount, ascii } = slice;
  return makeSlice({ origin, metadata, addressType, endpoints, endpointCount, ports, portCount, ascii });
}
