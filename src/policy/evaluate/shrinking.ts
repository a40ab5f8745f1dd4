// Whether an update only takes away. Promise 1: such an update is never denied, for it is how one gets out of trouble.
import { Numbers } from '../../model/numbers.ts';
import { sameLabels } from '../../model/same-labels.ts';
import type { Identities } from './identities.ts';
import { isReady, type Endpoint, type Port, type Slice } from '../../model/slice.ts';

/** Of an endpoint that is used and serving. */
export const MAX_READINESS = 7;

/**
 * How much traffic an endpoint may get: ready ones are used, and of two copies of one address the one that does not
 * terminate; where none is ready, kube-proxy falls back to those that are serving and terminating (KEP-1669). An absent
 * condition reads as ready, serving, not terminating.
 */
export function readiness(endpoint: Endpoint): number {
  const { serving = true, terminating = false } = endpoint.conditions;
  const use = isReady(endpoint) ? (terminating ? 2 : 3) : serving && terminating ? 1 : 0;
  return use * 2 + (serving ? 1 : 0);
}

/**
 * An update that leaves addressType, ports and labels as they were and whose endpoints were all there, none of them
 * more ready. `mayChangeLabels` is asked where only the labels are others.
 */
export function isShrinking(
  old: Slice,
  now: Slice,
  identities: Identities,
  allowsLabelChange: () => boolean = () => false,
): boolean {
  return (
    now.addressType === old.addressType &&
    samePorts(old, now) &&
    (sameLabels(old.metadata.labels, now.metadata.labels) || allowsLabelChange()) &&
    addsNoEndpoint(old, now, identities)
  );
}

/** Every endpoint was there, with the same addresses, target, hints and place, and is no more ready than it was. */
export function addsNoEndpoint(old: Slice, now: Slice, identities: Identities): boolean {
  return (
    now.endpointCount <= old.endpointCount &&
    withinOf(ofSameAddress(old.endpoints, now.endpoints), identities)(now.endpoints)
  );
}

/** Those that may be among others: where few of many endpoints are left, only these need be written out. */
function ofSameAddress(old: readonly Endpoint[], now: readonly Endpoint[]): readonly Endpoint[] {
  if (old.length < 2 * now.length) return old;
  const texts = new Numbers();
  for (const { addresses } of now) texts.of(addresses[0] ?? '');
  return old.filter(({ addresses }) => texts.find(addresses[0] ?? '') !== undefined);
}

/** Asks of endpoints whether each of them is among these, as often, and no more ready. */
export function withinOf(old: readonly Endpoint[], identities: Identities): (now: readonly Endpoint[]) => boolean {
  const before = readinessByIdentity(old, identities);
  return (now) => {
    for (const [identity, levels] of readinessByIdentity(now, identities)) {
      const known = before.get(identity) ?? [];
      if (levels.some((level, index) => level > (known[index] ?? -1))) return false;
    }
    return true;
  };
}

/** Whatever their order: it means nothing, and some programs write another one each time. */
export function samePorts(old: Slice, now: Slice): boolean {
  if (old.portCount !== now.portCount) return false;
  return old.ports.every((port, index) => isSamePort(port, now.ports[index])) || sortedPorts(old) === sortedPorts(now);
}

function isSamePort({ name, protocol, port, appProtocol }: Port, other: Port | undefined): boolean {
  return (
    name === other?.name && protocol === other.protocol && port === other.port && appProtocol === other.appProtocol
  );
}

function sortedPorts({ ports }: Slice): string {
  return ports
    .map((port) => JSON.stringify(port))
    .toSorted()
    .join();
}

/** The readiness of the endpoints of each identity, highest first: the same endpoint may occur twice in a slice. */
function readinessByIdentity(
  endpoints: readonly Endpoint[],
  identities: Identities,
): ReadonlyMap<number, readonly number[]> {
  const levels = new Map<number, number[]>();
  for (const endpoint of endpoints) {
    const identity = identities.whole(endpoint);
    const known = levels.get(identity);
    if (known === undefined) levels.set(identity, [readiness(endpoint)]);
    else known.push(readiness(endpoint));
  }
  for (const known of levels.values()) known.sort((left, right) => right - left);
  return levels;
}
