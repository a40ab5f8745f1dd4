// The slices that a v1 Endpoints object becomes, computed as Kubernetes does: addresses are grouped by port, ports with
// the same addresses share a slice (RepackSubsets in
// https://github.com/kubernetes/kubernetes/blob/master/pkg/api/v1/endpoints/util.go), and each address family has its
// own slices (https://github.com/kubernetes/kubernetes/tree/master/pkg/controller/endpointslicemirroring).
import { NOWHERE, PortClasses } from './classes.ts';
import { contentOf, familyOf, join } from './joined.ts';
import { portKey } from './ports.ts';
import type { SubsetTable } from './table.ts';
import { Numbers } from '../numbers.ts';
import { LIMITS } from '../slice.ts';

/** The content of one slice. */
export interface Mirrored {
  readonly addressType: 'IPv4' | 'IPv6';
  /** Places in the table. */
  readonly addresses: readonly number[];
  /** Port numbers in the table. */
  readonly ports: readonly number[];
}

/**
 * A thousand ports and a thousand addresses in two subsets can make a million endpoints, and the controller would
 * create them; no real object needs that. Kubernetes itself keeps at most 1,000 addresses of a Service in Endpoints,
 * and mirrors at most 1,000 of a subset.
 */
export const MAX_SLICES = 1000;
export const MAX_ENDPOINTS = 20_000;
/** Different ports in all slices together: as many as one slice can have. */
export const MAX_PORTS = LIMITS.ports;

/**
 * In the order of the object; undefined if there would be more than MAX_SLICES slices, MAX_ENDPOINTS endpoints or
 * MAX_PORTS ports. The controller mirrors 1,000 addresses of a subset (`--mirroring-max-endpoints-per-subset`), but
 * here all are kept: it chooses them by their order as text, so an address that is added later could change which ones
 * it takes. Text that is not an address is kept too.
 */
export function repack(table: SubsetTable): readonly Mirrored[] | undefined {
  const groups = gather(table);
  if (groups === undefined) return undefined;
  const slices = groups.flatMap((group) => splitFamilies(table, group));
  return slices.length > MAX_SLICES ? undefined : slices;
}

/** Ports that have the same addresses with the same readiness. */
interface Group {
  readonly addresses: Int32Array;
  readonly ports: number[];
}

function gather(table: SubsetTable): readonly Group[] | undefined {
  const { addresses, ports } = table;
  if (ports.shownCount > MAX_PORTS) return undefined;
  const classes = new PortClasses(table);
  const byClass = new Map<number, Group>();
  const byContent = new Map<number, Group>();
  const contents = new Numbers();
  let endpoints = 0;
  for (let port = 0; port < ports.count; port++) {
    const portClass = classes.ofPort[port] ?? NOWHERE;
    if (portClass === NOWHERE) continue;
    let group = byClass.get(portClass);
    if (group === undefined) {
      // Checked before joining, because joining is the work to bound.
      endpoints += classes.sizes[portClass] ?? 0;
      if (endpoints > MAX_ENDPOINTS) return undefined;
      const joined = join(addresses, classes.subsetsOf(portClass));
      const content = contents.of(contentOf(addresses, joined));
      group = byContent.get(content) ?? { addresses: joined, ports: [] };
      byContent.set(content, group);
      byClass.set(portClass, group);
      if (byContent.size > MAX_SLICES) return undefined;
    }
    if (ports.isShown(port)) group.ports.push(port);
  }
  return [...byContent.values()];
}

function splitFamilies({ addresses, ports }: SubsetTable, group: Group): readonly Mirrored[] {
  const { IPv4 = [], IPv6 = [] } = Object.groupBy(group.addresses, (place) =>
    familyOf(addresses.text((addresses.codes[place] ?? 0) >> 1)),
  );
  // Sorted, so that two states of an object compare equal in whatever order they were written.
  const byKey = group.ports.map((port) => [portKey(ports.port(port)), port] as const);
  const shared = byKey.toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, port]) => port);
  const families = [
    { addressType: 'IPv4', addresses: IPv4, ports: shared },
    { addressType: 'IPv6', addresses: IPv6, ports: shared },
  ] as const;
  return families.filter((family) => family.addresses.length > 0);
}
