// Decoding of an EndpointSlice of discovery.k8s.io/v1beta1, which no API server has served since Kubernetes 1.25; manifests have it still.
import { decode, readEndpoint, readSlice, type Decoded } from './decode.ts';
import type { FieldPath } from '../field-path.ts';
import type { Reader } from './reader.ts';
import type { Endpoint, Origin, Slice } from '../slice.ts';

export const BETA_API_VERSION = 'discovery.k8s.io/v1beta1';

/** The keys of the map `topology` that v1 has fields for (k8s.io/api/discovery/v1beta1, Endpoint.Topology). */
const ZONE = 'topology.kubernetes.io/zone';
const NODE = 'kubernetes.io/hostname';

const ORIGIN: Origin = { apiVersion: BETA_API_VERSION, kind: 'EndpointSlice', path: toBetaPath };

/** Decodes a whole slice as a server converted it to v1. The caller has made sure of apiVersion and kind. Never throws. */
export function decodeBetaSlice(value: unknown, ascii = false): Decoded<Slice> {
  return decode((reader) => readSlice(reader, value, { ascii, origin: ORIGIN, readEndpoint: readBetaEndpoint }));
}

/** v1beta1 has no `zone`: like any member it does not know, a server drops it. */
function readBetaEndpoint(reader: Reader, value: unknown): Endpoint {
  const { topology, ...known } = reader.fields<'topology'>(value);
  const { [ZONE]: zone, [NODE]: node } = reader.textMap(topology, 'topology');
  const endpoint = readEndpoint(reader, { ...known, zone: undefined });
  return { ...endpoint, zone, nodeName: endpoint.nodeName ?? node };
}

/** A node that only the topology names is looked for in `nodeName`: nothing tells the two apart any more. */
function toBetaPath(at: FieldPath): FieldPath {
  const [list, index, field] = at;
  return list === 'endpoints' && index !== undefined && field === 'zone'
    ? [list, index, 'topology', { key: ZONE }]
    : at;
}
