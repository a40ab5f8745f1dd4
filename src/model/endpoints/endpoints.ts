// Decodes a v1 Endpoints object into the slices that it becomes: a user who may write Endpoints can make slices through
// the mirroring controller.
import { decode, makeSlice, readMetadata, type Decoded } from '../decode/decode.ts';
import { EndpointsOrigin } from './paths.ts';
import { MAX_ENDPOINTS, MAX_PORTS, MAX_SLICES, repack, type Mirrored } from './repack.ts';
import { Subsets, type SubsetTable } from './table.ts';
import { keysOf, withLabel, type Labels } from '../labels.ts';
import { Reader } from '../decode/reader.ts';
import { LABELS, type Slice, type SliceMetadata } from '../slice.ts';

/** An object as a slice without endpoints, and its subsets with addresses and ports. */
export interface RawEndpoints {
  readonly slice: Slice;
  /** Undefined if the object could not be read. */
  readonly subsets: Subsets | undefined;
}

/** The same with the slices that it becomes. */
export interface DecodedEndpoints extends RawEndpoints {
  readonly parts: readonly Slice[];
}

/**
 * UTF-16 code units of metadata in all slices together: each slice has all of it, and some rules read every label of
 * every slice.
 */
const MAX_COPIED = 64 * 1024 * 1024;
/** What a label or annotation costs in addition to its text. */
const ENTRY = 64;
const TOO_MANY =
  `would become more than ${MAX_SLICES} EndpointSlices, ${MAX_ENDPOINTS} endpoints, ${MAX_PORTS} ports ` +
  `or ${MAX_COPIED} characters of metadata; split the object`;

/**
 * Decodes a whole object. The caller has checked apiVersion and kind. Does not ask whether the controller would mirror
 * the object at all: a label, an annotation or a Service decides that, and may change at any time. Takes time in
 * proportion to the size of the object and to the bounds above. Never throws.
 */
export function decodeEndpoints(
  value: unknown,
  ascii = false,
  place: (metadata: SliceMetadata) => SliceMetadata = same,
): Decoded<DecodedEndpoints> {
  const subsets = subsetsOf(value);
  // An API server has already removed duplicates within a subset, so an object with more addresses than that need not
  // be read.
  const isBounded = subsets.counts.addresses <= MAX_ENDPOINTS;
  const decoded = decode((reader) =>
    readEndpoints(reader, value, { ascii, place, subsets: isBounded ? subsets : undefined }),
  );
  const slice = decoded.value;
  if (!decoded.ok) return { ...decoded, value: { slice, subsets: undefined, parts: [] } };
  const table = isBounded ? subsets.table : undefined;
  const mirrors = table && mirrorsOf(table, slice.metadata);
  if (table === undefined || mirrors === undefined)
    return { ok: false, problems: [{ path: ['subsets'], message: TOO_MANY }], value: { slice, subsets, parts: [] } };
  return { ok: true, value: { slice, subsets, parts: mirrors.map((mirror) => toSlice(table, mirror, slice)) } };
}

/**
 * Decodes an object of any size as it is written, to compare with it. Takes time in proportion to its size. Never
 * throws.
 */
export function decodeRawEndpoints(
  value: unknown,
  place: (metadata: SliceMetadata) => SliceMetadata = same,
): Decoded<RawEndpoints> {
  const subsets = subsetsOf(value);
  const decoded = decode((reader) => readEndpoints(reader, value, { ascii: false, place, subsets }));
  return { ...decoded, value: { slice: decoded.value, subsets: decoded.ok ? subsets : undefined } };
}

/** Whether the object would become more than is judged. */
export function exceedsLimits({ slice, subsets }: RawEndpoints): boolean {
  const table = subsets?.table;
  return table !== undefined && mirrorsOf(table, slice.metadata) === undefined;
}

interface EndpointsOptions {
  readonly ascii: boolean;
  readonly place: (metadata: SliceMetadata) => SliceMetadata;
  /** The subsets to read, if any. */
  readonly subsets: Subsets | undefined;
}

/** Reads an object as a slice without endpoints. */
function readEndpoints(reader: Reader, value: unknown, { ascii, place, subsets }: EndpointsOptions): Slice {
  const metadata = mirrored(place(readMetadata(reader, reader.fields<'metadata'>(value).metadata)));
  subsets?.read(reader);
  return makeSlice({
    origin: new EndpointsOrigin([], []),
    metadata,
    addressType: 'IPv4',
    endpoints: [],
    endpointCount: 0,
    ports: [],
    portCount: 0,
    ascii,
  });
}

/** A value that is not an object has no subsets. */
function subsetsOf(value: unknown): Subsets {
  return new Subsets(new Reader({ paths: false }).fields<'subsets'>(value).subsets);
}

/**
 * Adds the label with the name of the Service, as the controller does. The controller also sets its own name as
 * managed-by; here the value of the object stays, because the writer could not change the other one.
 */
function mirrored(metadata: SliceMetadata): SliceMetadata {
  return { ...metadata, labels: withLabel(metadata.labels, LABELS.serviceName, metadata.name) };
}

/** Undefined if there are more than the bounds allow. */
function mirrorsOf(table: SubsetTable, { labels, annotations }: SliceMetadata): readonly Mirrored[] | undefined {
  const mirrors = repack(table);
  return mirrors === undefined || mirrors.length * (unitsOf(labels) + unitsOf(annotations)) > MAX_COPIED
    ? undefined
    : mirrors;
}

function unitsOf(labels: Labels): number {
  let units = 0;
  for (const key of keysOf(labels)) units += key.length + (labels[key]?.length ?? 0) + ENTRY;
  return units;
}

function toSlice({ addresses, ports }: SubsetTable, mirror: Mirrored, { metadata, ascii }: Slice): Slice {
  const places = mirror.addresses;
  return makeSlice({
    origin: new EndpointsOrigin(
      places.map((place) => addresses.source(place)),
      mirror.ports.map((port) => ports.source(port)),
    ),
    metadata,
    addressType: mirror.addressType,
    endpoints: places.map((place) => addresses.endpoint(addresses.codes[place] ?? 0)),
    endpointCount: places.length,
    ports: mirror.ports.map((port) => ports.port(port)),
    portCount: mirror.ports.length,
    ascii,
  });
}

function same(metadata: SliceMetadata): SliceMetadata {
  return metadata;
}
