// Random v1 Endpoints, their updates, and what they lead to by a count of our own: every address on every port.
import { pick, type Random } from '../drills/support/scale.ts';

export interface RawAddress {
  readonly ip: string;
  readonly hostname?: string;
  readonly nodeName?: string;
  readonly targetRef?: {
    readonly kind: string;
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  };
}

export interface RawPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly appProtocol?: string;
}

export interface RawSubset {
  readonly addresses: readonly RawAddress[];
  readonly notReadyAddresses: readonly RawAddress[];
  readonly ports: readonly RawPort[];
}

export interface RawEndpoints {
  readonly kind: 'Endpoints';
  readonly apiVersion: 'v1';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
  readonly subsets: readonly RawSubset[];
}

export const SKIP_MIRROR = 'endpointslice.kubernetes.io/skip-mirror';
export const LEADER = 'control-plane.alpha.kubernetes.io/leader';

const BAD = ['127.0.0.1', '127.0.0.2', '169.254.169.254', '::1', 'web.example.com', ''] as const;

function isBad(ip: string): boolean {
  // Text that is no address leads nowhere.
  return ip.startsWith('127.') || ip.startsWith('169.254.') || ip === '::1';
}

function randomAddress(next: Random, pool: number): RawAddress {
  const index = Math.floor(next() * pool);
  const usual = next() < 0.2 ? `fd00::${index.toString(16)}` : `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`;
  const ip = next() < (pool > 100 ? 0.002 : 0.3) ? pick(next, BAD) : usual;
  const uid = pick(next, ['', '', '1', '2']);
  return {
    ip,
    ...(next() < 0.1 && { hostname: pick(next, ['a', 'b', 'Not_A_Label']) }),
    ...(next() < 0.1 && { nodeName: pick(next, ['n1', 'n2']) }),
    ...(uid !== '' && {
      targetRef: { kind: 'Pod', namespace: 'shop', name: `p${uid}${next() < 0.1 ? 'x' : ''}`, uid },
    }),
  };
}

const PORTS: readonly [RawPort, ...RawPort[]] = [
  { name: 'a', port: 80, protocol: 'TCP' },
  { name: 'b', port: 81, protocol: 'TCP' },
  { name: 'c', port: 0, protocol: 'UDP' },
  { name: 'd', port: 443, protocol: 'TCP', appProtocol: 'https' },
];

const several = (next: Random, most: number): number => Math.floor(next() * (most + 1));

function listOf<Item>(count: number, make: (index: number) => Item): readonly Item[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Of up to `size` addresses in a few subsets that may share ports, or have the same addresses. */
export function randomSubsets(next: Random, size: number): readonly RawSubset[] {
  const count = 1 + several(next, 4);
  const pool = Math.max(4, size);
  let last: Pick<RawSubset, 'addresses' | 'notReadyAddresses'> | undefined;
  return listOf(count, () => {
    last =
      last !== undefined && next() < 0.2
        ? last
        : {
            addresses: listOf(several(next, Math.ceil(size / count)), () => randomAddress(next, pool)),
            notReadyAddresses: listOf(several(next, Math.ceil(size / count / 3)), () => randomAddress(next, pool)),
          };
    return { ...last, ports: PORTS.filter(() => next() < 0.4) };
  });
}

/** Of `count` addresses that are all different, ready or not, on some ports. */
export function largeSubset(next: Random, count: number): RawSubset {
  const addresses = listOf(count, (index) => ({
    ...randomAddress(next, 30_000),
    ip: `10.${1 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`,
  }));
  const ready = Math.floor(next() * count);
  const bad = { ip: pick(next, BAD) };
  return {
    addresses: [bad, ...addresses.slice(0, ready)],
    notReadyAddresses: addresses.slice(ready),
    ports: PORTS.filter(() => next() < 0.6),
  };
}

/** Each of many subsets has a port of its own, and all may share a large one. */
export function manySubsets(next: Random, count: number, shared: number): readonly RawSubset[] {
  const ports = listOf(count, (index): RawPort => ({ name: `p${index}`, port: index + 1, protocol: 'TCP' }));
  const own = ports.map((port) => ({ addresses: [randomAddress(next, 30_000)], notReadyAddresses: [], ports: [port] }));
  const large = { addresses: listOf(shared, () => randomAddress(next, 30_000)), notReadyAddresses: [], ports };
  return shared === 0 ? own : [large, ...own];
}

export function randomMetadata(next: Random, kept = 0.1): RawEndpoints['metadata'] {
  const labels = {
    ...(next() < 0.3 && { team: 'shop' }),
    ...(next() < 0.2 && {
      'endpointslice.kubernetes.io/managed-by': pick(next, ['endpointslice-controller.k8s.io', 'me']),
    }),
    ...(next() < 0.1 && { 'lighthouse.submariner.io/sourceNamespace': 'kube-system' }),
    ...(next() < kept && { [SKIP_MIRROR]: 'true' }),
  };
  return { name: 'web', namespace: 'shop', labels, annotations: next() < kept ? { [LEADER]: '{}' } : {} };
}

/** Mostly takes something away, now and then more than one thing, or changes the order. */
export function takeAway(next: Random, subsets: readonly RawSubset[]): readonly RawSubset[] {
  const keep = pick(next, [1, 0.9, 0.5, 0.05]);
  const ready = pick(next, [1, 1, 0.7]);
  const ports = pick(next, [1, 1, 0.7]);
  const left = subsets
    .filter(() => next() < (keep === 1 ? 1 : 0.9))
    .map((subset) => {
      const kept = subset.addresses.filter(() => next() < keep);
      const moved = kept.map(() => next() >= ready);
      const own = subset.ports.filter(() => next() < ports);
      return {
        addresses: kept.filter((_, index) => moved[index] === false),
        notReadyAddresses: [
          ...kept.filter((_, index) => moved[index]),
          ...subset.notReadyAddresses.filter(() => next() < keep),
        ],
        // Without ports it would be another thing.
        ports: own.length === 0 ? subset.ports : own,
      };
    });
  return next() < 0.2 ? left.toReversed() : left;
}

/** What an address is on a port: as `ready` as the API server's repacking makes it. */
interface Route {
  readonly ip: string;
  readonly identity: string;
  ready: boolean;
}

/** By port and then by address. A subset without ports has the port ''. */
export type Routes = ReadonlyMap<string, ReadonlyMap<string, Route>>;

export function routesOf(subsets: readonly RawSubset[]): Routes {
  const identities = new Map<string, string>();
  const routes = new Map<string, Map<string, Route>>();
  for (const { addresses, notReadyAddresses, ports } of subsets) {
    const all = [
      ...addresses.map((each) => [each, true] as const),
      ...notReadyAddresses.map((each) => [each, false] as const),
    ];
    for (const [address] of all) {
      const key = keyOf(address);
      if (!identities.has(key))
        identities.set(key, JSON.stringify([address.hostname, address.nodeName, address.targetRef]));
    }
    for (const port of ports.length === 0 ? [''] : ports.map((each) => JSON.stringify(each))) {
      const own = routes.get(port) ?? new Map<string, Route>();
      routes.set(port, own);
      for (const [address, ready] of all) {
        const key = keyOf(address);
        const known = own.get(key);
        if (known === undefined) own.set(key, { ip: address.ip, identity: identities.get(key) ?? '', ready });
        else known.ready &&= ready;
      }
    }
  }
  return routes;
}

function keyOf({ ip, targetRef }: RawAddress): string {
  return `${ip} ${targetRef?.uid ?? ''}`;
}

/** Every route of `now` was there, for the same endpoint, and is no more ready. */
export function isTakenAway(old: Routes, now: Routes): boolean {
  return everyRoute(now, (port, key, route) => {
    const was = old.get(port)?.get(key);
    return was?.identity === route.identity && !isMoreReady(was, route);
  });
}

/** A bad address is on a port on which it was not, or more ready. A port that no slice shows leads nowhere. */
export function badGetsFurther(old: Routes, now: Routes): boolean {
  return !everyRoute(now, (port, key, route) => {
    const was = old.get(port)?.get(key);
    return port === '' || !isBad(route.ip) || (was !== undefined && !isMoreReady(was, route));
  });
}

function isMoreReady(was: Route, route: Route): boolean {
  return route.ready && !was.ready;
}

function everyRoute(routes: Routes, isFine: (port: string, key: string, route: Route) => boolean): boolean {
  return [...routes].every(([port, addresses]) => [...addresses].every(([key, route]) => isFine(port, key, route)));
}

/** A bad address is on a port that a slice shows. */
export function hasBad(routes: Routes): boolean {
  return !everyRoute(routes, (port, _, { ip }) => port === '' || !isBad(ip));
}

/**
 * As the API server stores them (Canonicalize, RepackSubsets): each port in one subset, ports with the same addresses
 * in one.
 */
export function canonical(subsets: readonly RawSubset[]): readonly RawSubset[] {
  const firsts = new Map<string, RawAddress>();
  for (const { addresses, notReadyAddresses } of subsets)
    for (const address of [...addresses, ...notReadyAddresses])
      if (!firsts.has(keyOf(address))) firsts.set(keyOf(address), address);
  const groups = Map.groupBy(routesOf(subsets), ([, addresses]) =>
    [...addresses]
      .map(([key, { ready }]) => `${key} ${ready}`)
      .toSorted()
      .join(),
  );
  return [...groups.values()].map((group) => {
    const all = [...(group[0]?.[1] ?? [])];
    const those = (ready: boolean): readonly RawAddress[] =>
      all.flatMap(([key, route]) => (route.ready === ready ? (firsts.get(key) ?? []) : []));
    const ports = group.flatMap(([port]): readonly RawPort[] => (port === '' ? [] : [JSON.parse(port)]));
    return { addresses: those(true), notReadyAddresses: those(false), ports };
  });
}
