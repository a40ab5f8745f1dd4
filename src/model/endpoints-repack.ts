// The slices that a v1 Endpoints object becomes, worked out as Kubernetes does it: addresses are gathered by port, ports with the same addresses share a
// slice (RepackSubsets in kubernetes/pkg/api/v1/endpoints/util.go), and each family has its own (pkg/controller/endpointslicemirroring).
import {
  contentOf,
  familyOf,
  join,
  numberAddresses,
  portSets,
  type Subset,
  type SubsetAddress,
  type SubsetPort,
} from './endpoints-subsets.ts';
import { LIMITS } from './slice.ts';

/** What becomes one slice. */
export interface Mirrored {
  readonly addressType: 'IPv4' | 'IPv6';
  readonly addresses: readonly SubsetAddress[];
  readonly ports: readonly SubsetPort[];
}

/**
 * A thousand ports and a thousand addresses in two subsets can make a million endpoints, and the controller would make them; nobody can mean that.
 * Kubernetes' own controller keeps 1,000 addresses of a Service in Endpoints, and mirrors as many of a subset.
 */
export const MAX_SLICES = 1000;
export const MAX_ENDPOINTS = 20_000;
/** Different ones in all slices: as many as one of them can have. */
export const MAX_PORTS = LIMITS.ports;

/**
 * In the order of the object; undefined if there would be more than MAX_SLICES slices, or more than MAX_ENDPOINTS endpoints or MAX_PORTS ports in them. Beyond the 1,000
 * addresses that the controller takes of a subset (`--mirroring-max-endpoints-per-subset`) all are kept: which ones it takes is decided by their
 * order as text, and a smaller one that comes later would move an unjudged one out or in. Text that is no address stays too.
 */
export function repack(subsets: readonly Subset[]): readonly Mirrored[] | undefined {
  const groups = gather(subsets);
  if (groups === undefined) return undefined;
  const slices = groups.flatMap(splitFamilies);
  return slices.length > MAX_SLICES ? undefined : slices;
}

/** Ports whose addresses, and which of them are ready, are the same. */
interface Group {
  readonly addresses: readonly SubsetAddress[];
  readonly ports: SubsetPort[];
}

function gather(subsets: readonly Subset[]): readonly Group[] | undefined {
  const sets = portSets(subsets);
  if (sets.reduce((sum, { ports }) => sum + ports.length, 0) > MAX_PORTS) return undefined;
  const { bySubset } = numberAddresses(subsets);
  const groups = new Map<string, Group>();
  let endpoints = 0;
  for (const { members, ports } of sets) {
    // Before they are joined: this is the work that is bounded.
    for (const member of members) endpoints += bySubset[member]?.size ?? 0;
    if (endpoints > MAX_ENDPOINTS) return undefined;
    const addresses = join(members.flatMap((member) => bySubset[member] ?? []));
    const key = contentOf(addresses);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { addresses, ports: [...ports] });
    else for (const port of ports) known.ports.push(port);
    if (groups.size > MAX_SLICES) return undefined;
  }
  return [...groups.values()];
}

function splitFamilies({ addresses, ports }: Group): readonly Mirrored[] {
  const { IPv4 = [], IPv6 = [] } = Object.groupBy(addresses, familyOf);
  // Sorted, so that two states of an object can be compared whatever order somebody wrote them in.
  const byKey = new Map(ports.map((each) => [each.key, each]));
  const shared = [...byKey.keys()].toSorted().flatMap((key) => byKey.get(key) ?? []);
  const families = [
    { addressType: 'IPv4', addresses: IPv4, ports: shared },
    { addressType: 'IPv6', addresses: IPv6, ports: shared },
  ] as const;
  return families.filter((family) => family.addresses.length > 0);
}
