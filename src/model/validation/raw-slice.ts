// A slice as the API server has it before validation: all of it decoded, whatever its size, and with defaults. The
// model keeps only the first thousand endpoints and not what the server drops; the server validates everything.
import { readTargetRef } from '../decode/decode.ts';
import { Reader } from '../decode/reader.ts';
import { LIMITS, type TargetRef } from '../slice.ts';
import { readMetadata, type RawMetadata } from './raw-metadata.ts';

export interface RawSlice {
  readonly metadata: RawMetadata;
  readonly addressType: string;
  readonly endpoints: RawList<RawEndpoint>;
  readonly ports: RawList<RawPort>;
}

/**
 * A list that may be longer than any server accepts, with millions of items: then each item is read only on iteration.
 */
export interface RawList<Item> extends Iterable<Item> {
  readonly length: number;
}

/** An absent member is undefined, because the server does not treat it as an empty one when it compares endpoints. */
export interface RawEndpoint {
  readonly addresses: readonly string[];
  readonly conditions: readonly (boolean | undefined)[];
  readonly hostname: string | undefined;
  readonly targetRef: TargetRef | undefined;
  readonly deprecatedTopology: Readonly<Record<string, string>>;
  readonly nodeName: string | undefined;
  readonly zone: string | undefined;
  readonly hints: RawHints | undefined;
}

export interface RawHints {
  readonly forZones: RawList<string>;
  readonly forNodes: RawList<string>;
}

export interface RawPort {
  readonly name: string;
  readonly protocol: string;
  readonly appProtocol: string | undefined;
}

const ALL = Number.POSITIVE_INFINITY;
/** How many hints for zones, and how many for nodes, a server accepts. */
export const MAX_HINTS = 8;

/** Members of a wrong type are read as absent: an API server would have failed before validation. */
export function readRawSlice(value: unknown): RawSlice {
  const reader = new Reader({ paths: false });
  const { metadata, addressType, endpoints, ports } = reader.fields(value);
  return {
    metadata: readMetadata(reader, metadata),
    addressType: reader.text(addressType, ''),
    endpoints: readList(reader, endpoints, LIMITS.endpoints, readEndpoint),
    ports: readList(reader, ports, LIMITS.ports, readPort),
  };
}

type ReadItem<Item> = (reader: Reader, value: unknown) => Item;

function readList<Item>(reader: Reader, value: unknown, max: number, read: ReadItem<Item>): RawList<Item> {
  const list = reader.list(value, '');
  return list.length <= max ? reader.items(list, '', ALL, read) : new LazyList(list, (item) => read(reader, item));
}

class LazyList<Item> implements RawList<Item> {
  readonly length: number;
  readonly #list: readonly unknown[];
  readonly #read: (value: unknown) => Item;

  constructor(list: readonly unknown[], read: (value: unknown) => Item) {
    this.length = list.length;
    this.#list = list;
    this.#read = read;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (const value of this.#list) yield this.#read(value);
  }

  /** Like a list that was read at once, because endpoints are compared as JSON. */
  toJSON(): readonly Item[] {
    return [...this];
  }
}

function readEndpoint(reader: Reader, value: unknown): RawEndpoint {
  const fields = reader.fields(value);
  const conditions = reader.fields(fields['conditions']);
  return {
    addresses: reader.texts(fields['addresses'], '', ALL),
    conditions: ['ready', 'serving', 'terminating'].map((name) => reader.optionalBoolean(conditions[name], '')),
    hostname: reader.optionalText(fields['hostname'], ''),
    targetRef: readTargetRef(reader, fields['targetRef']),
    deprecatedTopology: reader.textMap(fields['deprecatedTopology'], ''),
    nodeName: reader.optionalText(fields['nodeName'], ''),
    zone: reader.optionalText(fields['zone'], ''),
    hints: readHints(reader, fields['hints']),
  };
}

function readHints(reader: Reader, value: unknown): RawHints | undefined {
  if (value === undefined || value === null) return undefined;
  const { forZones, forNodes } = reader.fields(value);
  return {
    forZones: readList(reader, forZones, MAX_HINTS, readName),
    forNodes: readList(reader, forNodes, MAX_HINTS, readName),
  };
}

function readName(reader: Reader, value: unknown): string {
  return reader.text(reader.fields(value)['name'], '');
}

/** Name and protocol get a default when absent, not when empty. */
function readPort(reader: Reader, value: unknown): RawPort {
  const { name, protocol, appProtocol } = reader.fields<'name' | 'protocol' | 'appProtocol'>(value);
  return {
    name: reader.text(name, ''),
    protocol: reader.optionalText(protocol, '') ?? 'TCP',
    appProtocol: reader.optionalText(appProtocol, ''),
  };
}
