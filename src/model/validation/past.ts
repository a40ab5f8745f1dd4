// What the stored object changes: which endpoints count as unchanged, and what the strategy does to the new ones before validation.
import { refuseSubdomain } from './formats.ts';
import type { RawEndpoint } from './raw-slice.ts';

const HOSTNAME = 'kubernetes.io/hostname';
const NO_TOPOLOGY: Readonly<Record<string, string>> = Object.freeze({});

/**
 * The endpoints as they would be stored. v1 does not let `deprecatedTopology` be written: it is dropped unless nothing changed, and a node's name in it
 * is rescued if the stored object had the same there.
 */
export function storableEndpoints(endpoints: readonly RawEndpoint[], stored: readonly RawEndpoint[]): readonly RawEndpoint[] {
  const hasTopology = endpoints.some(({ deprecatedTopology }) => Object.keys(deprecatedTopology).length > 0);
  if (!hasTopology || sameEndpoints(endpoints, stored)) return endpoints;
  const known = new Set(stored.flatMap(({ deprecatedTopology }) => nodeNameIn(deprecatedTopology) ?? []));
  return endpoints.map((endpoint) => {
    const topologyNode = nodeNameIn(endpoint.deprecatedTopology);
    const isRescued = topologyNode !== undefined && known.has(topologyNode);
    return { ...endpoint, deprecatedTopology: NO_TOPOLOGY, nodeName: endpoint.nodeName ?? (isRescued ? topologyNode : undefined) };
  });
}

/** None that no node can have: those may be of any length. */
function nodeNameIn({ [HOSTNAME]: name }: RawEndpoint['deprecatedTopology']): string | undefined {
  return name !== undefined && refuseSubdomain(name).length === 0 ? name : undefined;
}

/** Go's semantic equality: absent and empty lists and maps are equal, absent and empty values are not. */
export function sameEndpoints(left: readonly RawEndpoint[], right: readonly RawEndpoint[]): boolean {
  return left.length === right.length && left.every((endpoint, index) => endpointKey(endpoint) === endpointKey(right[index]));
}

function endpointKey(endpoint: RawEndpoint | undefined): string {
  if (endpoint === undefined) return '';
  const { deprecatedTopology: topology, ...rest } = endpoint;
  const pairs = Object.keys(topology)
    .toSorted()
    .map((key) => [key, topology[key]]);
  return JSON.stringify([rest, pairs]);
}
