// Decoding of a v1 Endpoints object into the slices that it becomes: whoever may write one makes slices, by the hand of the mirroring controller.
import { decode, makeSlice, readMetadata, readPort, readTargetRef, type Decoded } from './decode.ts';
import { EndpointsOrigin, type Source } from './endpoints-paths.ts';
import { MAX_ENDPOINTS, MAX_PORTS, MAX_SLICES, repack, type Mirrored } from './endpoints-repack.ts';
import { portKey, type Subset, type SubsetAddress, type SubsetPort } from './endpoints-subsets.ts';
import { keysOf, withLabel, type Labels } from './labels.ts';
import { Reader } from './reader.ts';
import { LABELS, type Conditions, type Slice, type SliceMetadata } from './slice.ts';

/** An object, as a slice without endpoints, and what it says of addresses and ports. */
export interface RawEndpoints {
  readonly slice: Slice;
  readonly subsets: readonly Subset[];
}

/** And the slices that it becomes. */
export interface DecodedEndpoints extends RawEndpoints {
  readonly parts: readonly Slice[];
}

const READY: Conditions = { ready: true, serving: undefined, terminating: undefined };
const NOT_READY: Conditions = { ready: false, serving: undefined, terminating: undefined };

/** UTF-16 code units of metadata in all slices together, for each has all of it: some rules read every label of every slice. */
const MAX_COPIED = 64 * 1024 * 1024;
/** What a label or annotation costs beside its text. */
const ENTRY = 64;
const TOO_MANY = `would become more than ${MAX_SLICES} EndpointSlices, ${MAX_ENDPOINTS} endpoints, ${MAX_PORTS} ports or ${MAX_COPIED} characters of metadata: split the object`;

/**
 * Decodes a whole object. The caller has made sure of apiVersion and kind. Whether the controller would mirror it at all is not asked: a label, an
 * annotation or a Service decides it, and may change any time. Takes time in proportion to the object's size and to the bounds above. Never throws.
 */
export function decodeEndpoints(
  value: unknown,
  ascii = false,
  place: (metadata: SliceMetadata) => SliceMetadata = same,
): Decoded<DecodedEndpoints> {
  const isBounded = !namesTooMuch(value);
  const decoded = decode((reader) => readEndpoints(reader, value, { ascii, place, withSubsets: isBounded }));
  const { slice, subsets } = decoded.value;
  if (!decoded.ok) return { ...decoded, value: { slice, subsets, parts: [] } };
  const { metadata } = slice;
  const mirrors = isBounded ? mirrorsOf(subsets, metadata) : undefined;
  if (mirrors === undefined)
    return { ok: false, problems: [{ path: ['subsets'], message: TOO_MANY }], value: { slice, subsets, parts: [] } };
  return { ok: true, value: { slice, subsets, parts: mirrors.map((mirror) => toSlice(mirror, metadata, ascii)) } };
}

/** Decodes an object of any size as it is written, for comparing with it. Takes time in proportion to its size. Never throws. */
export function decodeRawEndpoints(value: unknown, place: (metadata: SliceMetadata) => SliceMetadata = same): Decoded<RawEndpoints> {
  return decode((reader) => readEndpoints(reader, value, { ascii: false, place, withSubsets: true }));
}

/** Whether the object would become more than is judged. */
export function isTooMuch({ slice, subsets }: RawEndpoints): boolean {
  return mirrorsOf(subsets, slice.metadata) === undefined;
}

interface EndpointsForm {
  readonly ascii: boolean;
  readonly place: (metadata: SliceMetadata) => SliceMetadata;
  readonly withSubsets: boolean;
}

function readEndpoints(reader: Reader, value: unknown, { ascii, place, withSubsets }: EndpointsForm): RawEndpoints {
  const { metadata: written, subsets } = reader.fields<'metadata' | 'subsets'>(value);
  const metadata = mirrored(place(readMetadata(reader, written)));
  const slice = toSlice({ addressType: 'IPv4', addresses: [], ports: [] }, metadata, ascii);
  return { slice, subsets: withSubsets ? readSubsets(reader, subsets) : [] };
}

/** Whether there are more addresses than may be judged: an API server has put each into a subset once. Reads nothing else. */
function namesTooMuch(value: unknown): boolean {
  const reader = new Reader({ paths: false });
  const { subsets } = reader.fields<'subsets'>(value);
  let count = 0;
  for (const item of reader.list(subsets, 'subsets')) {
    const { addresses, notReadyAddresses } = reader.fields<'addresses' | 'notReadyAddresses'>(item);
    count += reader.list(addresses, 'addresses').length + reader.list(notReadyAddresses, 'notReadyAddresses').length;
  }
  return count > MAX_ENDPOINTS;
}

/** As the controller, which names the Service in a label; its own name in managed-by is nothing the writer could mend, so the object's stays. */
function mirrored(metadata: SliceMetadata): SliceMetadata {
  return { ...metadata, labels: withLabel(metadata.labels, LABELS.serviceName, metadata.name) };
}

/** Undefined if there are more than the bounds allow. */
function mirrorsOf(subsets: readonly Subset[], { labels, annotations }: SliceMetadata): readonly Mirrored[] | undefined {
  const mirrors = repack(subsets);
  return mirrors === undefined || mirrors.length * (unitsOf(labels) + unitsOf(annotations)) > MAX_COPIED ? undefined : mirrors;
}

function unitsOf(labels: Labels): number {
  let units = 0;
  for (const key of keysOf(labels)) units += key.length + (labels[key]?.length ?? 0) + ENTRY;
  return units;
}

function toSlice({ addressType, addresses, ports }: Mirrored, metadata: SliceMetadata, ascii: boolean): Slice {
  return makeSlice({
    origin: new EndpointsOrigin(addresses.map(sourceOf), ports.map(sourceOf)),
    metadata,
    addressType,
    endpoints: addresses.map(({ endpoint }) => endpoint),
    endpointCount: addresses.length,
    ports: ports.map(({ port }) => port),
    portCount: ports.length,
    ascii,
  });
}

function readSubsets(reader: Reader, value: unknown): readonly Subset[] {
  let next = 0;
  return reader.items(value, 'subsets', Infinity, (_, item) => {
    const subset = next++;
    const { addresses, notReadyAddresses, ports } = reader.fields<'addresses' | 'notReadyAddresses' | 'ports'>(item);
    return {
      addresses: [
        ...readAddresses(reader, addresses, { subset, list: 'addresses' }),
        ...readAddresses(reader, notReadyAddresses, { subset, list: 'notReadyAddresses' }),
      ],
      ports: readPorts(reader, ports, subset),
    };
  });
}

function readAddresses(reader: Reader, value: unknown, at: Omit<Source, 'index'>): readonly SubsetAddress[] {
  const conditions = at.list === 'addresses' ? READY : NOT_READY;
  let index = 0;
  return reader.items(value, at.list, Infinity, (_, item) => {
    const { ip, hostname, nodeName, targetRef } = reader.fields<'ip' | 'hostname' | 'nodeName' | 'targetRef'>(item);
    const name = reader.text(hostname, 'hostname');
    return {
      source: { ...at, index: index++ },
      endpoint: {
        addresses: [reader.text(ip, 'ip')],
        addressCount: 1,
        conditions,
        hostname: name === '' ? undefined : name,
        targetRef: readTargetRef(reader, targetRef),
        nodeName: reader.optionalText(nodeName, 'nodeName'),
        zone: undefined,
        hints: undefined,
      },
    };
  });
}

function readPorts(reader: Reader, value: unknown, subset: number): readonly SubsetPort[] {
  let index = 0;
  return reader.items(value, 'ports', Infinity, (_, item) => {
    const { port: number = 0, ...rest } = readPort(reader, item);
    // A number that is left out is 0 here, and an empty protocol gets the default.
    const port = { ...rest, port: number, protocol: rest.protocol || 'TCP' };
    return { source: { subset, list: 'ports', index: index++ }, port, key: portKey(port) };
  });
}

function sourceOf({ source }: { readonly source: Source }): Source {
  return source;
}

function same(metadata: SliceMetadata): SliceMetadata {
  return metadata;
}
