// Decodes an EndpointSlice of discovery.k8s.io/v1beta1. No API server has served it since Kubernetes 1.25, but
// manifests still use it.
import { decode, readEndpoint, readSlice, type Decoded } from './decode.ts';
import type { FieldPath } from '../field-path.ts';
import type { Reader } from './reader.ts';
import type { Endpoint, Origin, Slice } from '../slice.ts';

export const BETA_API_VERSION = 'discovery.k8s.io/v1beta1';

/**
 * The keys of the map `topology` that became fields in v1
 * (https://github.com/kubernetes/api/blob/master/discovery/v1beta1/types.go).
 */
const ZONE = 'topology.kubernetes.io/zone';
const NODE = 'kubernetes.io/hostname';

const ORIGIN: Origin = { apiVersion: BETA_API_VERSION, kind: 'EndpointSlice', path: toBetaPath };

/** Decodes a whole slice as a server converted it to v1. The caller has checked apiVersion and kind. Never throws. */
export function decodeBetaSlice(value: unknown, ascii = false): Decoded<Slice> {
  return decode((reader) => readSlice(reader, value, { ascii, origin: ORIGIN, readEndpoint: readBetaEndpoint }));
}

/** v1beta1 has no `zone`: a server drops it like any other unknown member. */
function readBetaEndpoint(reader: Reader, value: unknown): Endpoint {
  const { topology, ...known } = reader.fields<'topology'>(value);
  const { [ZONE]: zone, [NODE]: node } = reader.textMap(topology, 'topology');
  const endpoint = readEndpoint(reader, { ...known, zone: undefined });
  return { ...endpoint, zone, nodeName: endpoint.nodeName ?? node };
}

/**
 * A node name keeps the path `nodeName`, even if it comes from the topology: the decoded endpoint no longer shows which
 * of the two it was.
 */
function toBetaPath(at: FieldPath): FieldPath {
  const [list, index, field] = at;
  return list === 'endpoints' && index !== undefined && field === 'zone'
    ? [list, index, 'topology', { key: ZONE }]
    : at;
}
