// The slices that a v1 Endpoints object becomes, worked out as Kubernetes does it: addresses are gathered by port, ports with the same addresses share a
// slice (RepackSubsets in kubernetes/pkg/api/v1/endpoints/util.go), and each family has its own (pkg/controller/endpointslicemirroring).
import { parseIp } from './ip.ts';
import type { Source } from './endpoints-paths.ts';
import type { Endpoint, Port } from './slice.ts';

/** An address of a subset; its endpoint says whether it is ready. */
export interface SubsetAddress {
  readonly source: Source;
  readonly endpoint: Endpoint;
}

export interface SubsetPort {
  readonly source: Source;
  readonly port: Port;
}

export interface Subset {
  /** The ready ones first. */
  readonly addresses: readonly SubsetAddress[];
  readonly ports: readonly SubsetPort[];
}

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

/**
 * In the order of the object; undefined if there would be more than MAX_SLICES slices, or more than MAX_ENDPOINTS endpoints in them. Beyond the 1,000
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

/** One address under its number: the same text with the same target's uid is the same address, and numbers follow the order of the object. */
interface Numbered extends SubsetAddress {
  readonly id: number;
}

function gather(subsets: readonly Subset[]): readonly Group[] | undefined {
  const numbered = numberAddresses(subsets);
  const groups = new Map<string, Group>();
  let endpoints = 0;
  for (const { members, ports } of portSets(subsets)) {
    // Before they are joined: this is the work that is bounded.
    for (const member of members) endpoints += numbered[member]?.size ?? 0;
    if (endpoints > MAX_ENDPOINTS) return undefined;
    const addresses = join(members.flatMap((member) => numbered[member] ?? []));
    const key = addresses.map(({ id, endpoint }) => `${id}${endpoint.conditions.ready === true ? '+' : '-'}`).join('');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { addresses, ports: [...ports] });
    else for (const port of ports) known.ports.push(port);
    if (groups.size > MAX_SLICES) return undefined;
  }
  return [...groups.values()];
}

/** The addresses of each subset by number. An address that stands in both its lists is not ready. */
function numberAddresses(subsets: readonly Subset[]): readonly ReadonlyMap<number, Numbered>[] {
  const known = new Map<string, Numbered>();
  return subsets.map(({ addresses }) => {
    const own = new Map<number, Numbered>();
    for (const { source, endpoint } of addresses) {
      const key = `${endpoint.addresses[0]} ${endpoint.targetRef?.uid ?? ''}`;
      const first = known.get(key) ?? { id: known.size, source, endpoint };
      known.set(key, first);
      // Whatever else is said of an address is taken from where it stands first.
      const here = { id: first.id, source, endpoint: { ...first.endpoint, conditions: endpoint.conditions } };
      own.set(first.id, worse(own.get(first.id), here));
    }
    return own;
  });
}

/** The addresses of several subsets, each once, in the order of the object. */
function join(subsets: readonly ReadonlyMap<number, Numbered>[]): readonly Numbered[] {
  const joined = new Map<number, Numbered>();
  for (const subset of subsets) for (const [id, address] of subset) joined.set(id, worse(joined.get(id), address));
  return [...joined.values()].toSorted((left, right) => left.id - right.id);
}

/** Not ready wins over ready, the first over the others. */
function worse(known: Numbered | undefined, other: Numbered): Numbered {
  return known === undefined || (known.endpoint.conditions.ready === true && other.endpoint.conditions.ready === false) ? other : known;
}

/** Ports that stand in the same subsets. A subset without ports counts as one with a port that no slice shows. */
function portSets(subsets: readonly Subset[]): readonly { readonly members: readonly number[]; readonly ports: readonly SubsetPort[] }[] {
  const membersByPort = new Map<string, { readonly members: Set<number>; readonly ports: readonly SubsetPort[] }>();
  for (const [index, { ports }] of subsets.entries()) {
    for (const [key, port] of keyed(ports)) {
      const known = membersByPort.get(key) ?? { members: new Set(), ports: port === undefined ? [] : [port] };
      membersByPort.set(key, known);
      known.members.add(index);
    }
  }
  const bySubsets = Map.groupBy(membersByPort.values(), ({ members }) => [...members].join());
  return [...bySubsets.values()].map((sets) => ({ members: [...(sets[0]?.members ?? [])], ports: sets.flatMap(({ ports }) => ports) }));
}

function keyed(ports: readonly SubsetPort[]): readonly (readonly [key: string, port: SubsetPort | undefined])[] {
  return ports.length === 0 ? [['', undefined]] : ports.map((port) => [keyOf(port), port]);
}

function keyOf({ port: { name, protocol, port, appProtocol } }: SubsetPort): string {
  return JSON.stringify([name, protocol, port, appProtocol]);
}

function splitFamilies({ addresses, ports }: Group): readonly Mirrored[] {
  const { IPv4 = [], IPv6 = [] } = Object.groupBy(addresses, familyOf);
  // Sorted, so that two states of an object can be compared whatever order somebody wrote them in.
  const sorted = ports.map((port) => ({ key: keyOf(port), port })).toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const shared = sorted.map(({ port }) => port);
  const families = [
    { addressType: 'IPv4', addresses: IPv4, ports: shared },
    { addressType: 'IPv6', addresses: IPv6, ports: shared },
  ] as const;
  return families.filter((family) => family.addresses.length > 0);
}

/** Text that is no address goes where it looks least wrong: the API server refuses it, and `check` tells why. */
function familyOf({ endpoint }: SubsetAddress): 'IPv4' | 'IPv6' {
  const [text = ''] = endpoint.addresses;
  const family = parseIp(text)?.family ?? (text.includes(':') ? 6 : 4);
  return family === 4 ? 'IPv4' : 'IPv6';
}
