// What the subsets of v1 Endpoints say, before anything is made of it: which addresses are the same, and which ports stand in the same subsets
// (RepackSubsets in kubernetes/pkg/api/v1/endpoints/util.go). Takes time in proportion to the object's size.
import type { Source } from './endpoints-paths.ts';
import { parseIp } from './ip.ts';
import type { Endpoint, Port } from './slice.ts';

/** An address of a subset; its endpoint says whether it is ready. */
export interface SubsetAddress {
  readonly source: Source;
  readonly endpoint: Endpoint;
}

export interface SubsetPort {
  readonly source: Source;
  readonly port: Port;
  /** As `portKey` writes it. */
  readonly key: string;
}

export interface Subset {
  /** The ready ones first. */
  readonly addresses: readonly SubsetAddress[];
  readonly ports: readonly SubsetPort[];
}

/** One address under its number: the same text with the same target's uid is the same address, and numbers follow the order of the object. */
export interface Numbered extends SubsetAddress {
  readonly id: number;
}

export interface NumberedAddresses {
  /** By what makes an address the same: see `addressKey`. */
  readonly firsts: ReadonlyMap<string, Numbered>;
  /** The addresses of each subset by number. */
  readonly bySubset: readonly ReadonlyMap<number, Numbered>[];
}

/** The length keeps text that is no address from being taken for an address and a uid. */
export function addressKey({ addresses: [text = ''], targetRef }: Endpoint): string {
  return `${text.length} ${text}${targetRef?.uid ?? ''}`;
}

/** An address that stands in both lists of a subset is not ready. */
export function numberAddresses(subsets: readonly Subset[]): NumberedAddresses {
  const firsts = new Map<string, Numbered>();
  const bySubset = subsets.map(({ addresses }) => {
    const own = new Map<number, Numbered>();
    for (const { source, endpoint } of addresses) {
      const key = addressKey(endpoint);
      const first = firsts.get(key) ?? { id: firsts.size, source, endpoint };
      if (first.source === source) firsts.set(key, first);
      own.set(first.id, worse(own.get(first.id), placed(first, source, endpoint)));
    }
    return own;
  });
  return { firsts, bySubset };
}

/** Whatever else is said of an address is taken from where it stands first. */
function placed(first: Numbered, source: Source, { conditions }: Endpoint): Numbered {
  if (first.source === source) return first;
  const endpoint = first.endpoint.conditions === conditions ? first.endpoint : { ...first.endpoint, conditions };
  return { id: first.id, source, endpoint };
}

/** The addresses of several subsets, each once, in the order of the object. */
export function join(subsets: readonly ReadonlyMap<number, Numbered>[]): readonly Numbered[] {
  const joined = new Map<number, Numbered>();
  for (const subset of subsets) for (const [id, address] of subset) joined.set(id, worse(joined.get(id), address));
  return [...joined.values()].toSorted((left, right) => left.id - right.id);
}

/** Not ready wins over ready, the first over the others. */
export function worse(known: Numbered | undefined, other: Numbered): Numbered {
  return known === undefined || (isReadyAddress(known) && !isReadyAddress(other)) ? other : known;
}

/** One text for the same addresses, as ready. */
export function contentOf(addresses: readonly Numbered[]): string {
  return addresses.map((address) => `${address.id}${isReadyAddress(address) ? '+' : '-'}`).join('');
}

export function isReadyAddress({ endpoint }: Numbered): boolean {
  return endpoint.conditions.ready === true;
}

/** Ports that stand in the same subsets. */
export interface PortSet {
  /** The indexes of the subsets. */
  readonly members: readonly number[];
  /** As `portKey` writes them; NO_PORT for subsets without ports. */
  readonly keys: readonly string[];
  /** None for subsets without ports. */
  readonly ports: readonly SubsetPort[];
}

/** A subset without ports counts as one with a port that no slice shows. */
export const NO_PORT = '';

export function portKey({ name, protocol, port, appProtocol }: Port): string {
  const own = `${port} ${protocol.length} ${protocol} ${name.length} ${name}`;
  return appProtocol === undefined ? own : `${own} ${appProtocol}`;
}

export function portSets(subsets: readonly Subset[]): readonly PortSet[] {
  const byKey = new Map<string, KeyedPort>();
  for (const [index, { ports }] of subsets.entries()) {
    if (ports.length === 0) note(byKey, NO_PORT, undefined, index);
    for (const port of ports) note(byKey, port.key, port, index);
  }
  const bySubsets = Map.groupBy(byKey.values(), ({ members }) => (members.length === 1 ? (members[0] ?? 0) : members.join()));
  return [...bySubsets.values()].map((alike) => ({
    members: alike[0]?.members ?? [],
    keys: alike.map(({ key }) => key),
    ports: alike.flatMap(({ port }) => port ?? []),
  }));
}

interface KeyedPort {
  readonly key: string;
  readonly port: SubsetPort | undefined;
  readonly members: number[];
}

/** Subsets are gone through one after the other, so one that was noted already stands last. */
function note(byKey: Map<string, KeyedPort>, key: string, port: SubsetPort | undefined, index: number): void {
  const known = byKey.get(key);
  if (known === undefined) byKey.set(key, { key, port, members: [index] });
  else if (known.members.at(-1) !== index) known.members.push(index);
}

/** Text that is no address goes where it looks least wrong: the API server refuses it, and `check` tells why. */
export function familyOf({ endpoint }: SubsetAddress): 'IPv4' | 'IPv6' {
  const [text = ''] = endpoint.addresses;
  const family = parseIp(text)?.family ?? (text.includes(':') ? 6 : 4);
  return family === 4 ? 'IPv4' : 'IPv6';
}
