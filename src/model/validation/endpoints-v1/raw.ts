// v1 Endpoints as the API server has them before validation: with defaults, and each item read only when it is asked
// for. No server limits how many subsets, addresses and ports there are, so there may be a million of each.
import { readPort, readTargetRef } from '../../decode/decode.ts';
import { Reader } from '../../decode/reader.ts';
import type { Port, TargetRef } from '../../slice.ts';
import { readMetadata, type RawMetadata } from '../raw-metadata.ts';

export interface RawEndpoints {
  readonly metadata: RawMetadata;
  /** Each to be read by `readSubset`. */
  readonly subsets: readonly unknown[];
}

/** Each item is to be read by `readAddress` or `readSubsetPort`. */
export interface RawSubset {
  readonly addresses: readonly unknown[];
  readonly notReadyAddresses: readonly unknown[];
  readonly ports: readonly unknown[];
}

/** An absent member is undefined where the server does not treat it as an empty one. */
export interface RawAddress {
  readonly ip: string;
  readonly hostname: string;
  readonly nodeName: string | undefined;
  readonly targetRef: TargetRef | undefined;
}

type AddressField = 'ip' | 'hostname' | 'nodeName' | 'targetRef';

const READER_OPTIONS = { paths: false };

/** Members of a wrong type are read as absent: an API server would have failed before validation. */
export function readEndpoints(value: unknown): RawEndpoints {
  const reader = new Reader(READER_OPTIONS);
  const { metadata, subsets } = reader.fields<'metadata' | 'subsets'>(value);
  return { metadata: readMetadata(reader, metadata), subsets: reader.list(subsets, '') };
}

export function readSubset(value: unknown): RawSubset {
  const reader = new Reader(READER_OPTIONS);
  const { addresses, notReadyAddresses, ports } = reader.fields<keyof RawSubset>(value);
  return {
    addresses: reader.list(addresses, ''),
    notReadyAddresses: reader.list(notReadyAddresses, ''),
    ports: reader.list(ports, ''),
  };
}

export function readAddress(value: unknown): RawAddress {
  const reader = new Reader(READER_OPTIONS);
  const { ip, hostname, nodeName, targetRef } = reader.fields<AddressField>(value);
  return {
    ip: reader.text(ip, ''),
    hostname: reader.text(hostname, ''),
    nodeName: reader.optionalText(nodeName, ''),
    targetRef: readTargetRef(reader, targetRef),
  };
}

/** The port is undefined where the server reads 0. Unlike in slices, an empty protocol gets the default too. */
export function readSubsetPort(value: unknown): Port {
  const port = readPort(new Reader(READER_OPTIONS), value);
  return port.protocol === '' ? { ...port, protocol: 'TCP' } : port;
}
