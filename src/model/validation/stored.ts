// How the stored object affects an update: which endpoints count as unchanged, and what the strategy does to the new
// ones before validation.
import { keysOf } from '../labels.ts';
import { refuseSubdomain } from './formats.ts';
import type { RawEndpoint, RawList } from './raw-slice.ts';

type RawEndpoints = RawList<RawEndpoint>;

const HOSTNAME = 'kubernetes.io/hostname';
const NO_TOPOLOGY: Readonly<Record<string, string>> = Object.freeze({});

/**
 * The endpoints as they would be stored. `deprecatedTopology` cannot be written in v1: it is dropped unless nothing
 * changed, and a node name in it is kept as `nodeName` if the stored object had the same name there.
 */
export function storableEndpoints(endpoints: RawEndpoints, stored: RawEndpoints): RawEndpoints {
  if (!hasTopology(endpoints) || sameEndpoints(endpoints, stored)) return endpoints;
  const known = new Set([...stored].flatMap(({ deprecatedTopology }) => nodeNameIn(deprecatedTopology) ?? []));
  return [...endpoints].map((endpoint) => {
    const topologyNode = nodeNameIn(endpoint.deprecatedTopology);
    const isKept = topologyNode !== undefined && known.has(topologyNode);
    return {
      ...endpoint,
      deprecatedTopology: NO_TOPOLOGY,
      nodeName: endpoint.nodeName ?? (isKept ? topologyNode : undefined),
    };
  });
}

/** Undefined for a name that no node can have, which may be of any length. */
function nodeNameIn({ [HOSTNAME]: name }: RawEndpoint['deprecatedTopology']): string | undefined {
  return name !== undefined && refuseSubdomain(name).length === 0 ? name : undefined;
}

/**
 * The semantic equality of Kubernetes
 * (https://github.com/kubernetes/apimachinery/blob/master/pkg/api/equality/semantic.go): absent and empty lists and
 * maps are equal, absent and empty values are not.
 */
export function sameEndpoints(left: RawEndpoints, right: RawEndpoints): boolean {
  if (left.length !== right.length) return false;
  const others = right[Symbol.iterator]();
  for (const endpoint of left) {
    const other = others.next();
    if (other.done === true || endpointKey(endpoint) !== endpointKey(other.value)) return false;
  }
  return true;
}

function hasTopology(endpoints: RawEndpoints): boolean {
  for (const { deprecatedTopology } of endpoints) if (keysOf(deprecatedTopology).length > 0) return true;
  return false;
}

function endpointKey(endpoint: RawEndpoint): string {
  const { deprecatedTopology: topology, ...rest } = endpoint;
  const pairs = Object.keys(topology)
    .toSorted()
    .map((key) => [key, topology[key]]);
  return JSON.stringify([rest, pairs]);
}
