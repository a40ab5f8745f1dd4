// Validates the endpoints of a slice. A server does not check conditions, targetRef and zone. It does not check
// deprecatedTopology either: it drops it, unless the endpoints are unchanged.
import type { FieldPath } from '../field-path.ts';
import { isSince, type KubernetesVersion } from '../kubernetes-version.ts';
import { LIMITS } from '../slice.ts';
import { checkAddress } from './addresses.ts';
import type { Faults } from './fault.ts';
import { refuseLabel, refuseLabelValue, refuseSubdomain, type Refusals } from './formats.ts';
import { MAX_HINTS, type RawEndpoint, type RawHints, type RawList } from './raw-slice.ts';

type RawEndpoints = RawList<RawEndpoint>;

/** If there are too many endpoints, nothing else is reported about them, except what declarative validation adds. */
export function checkEndpoints(
  faults: Faults,
  endpoints: RawEndpoints,
  type: string,
  version: KubernetesVersion,
): void {
  if (endpoints.length > LIMITS.endpoints) {
    faults.tooMany(['endpoints'], endpoints.length, LIMITS.endpoints);
    // Declarative validation, enforced since 1.37, has no limit on endpoints and goes on to their addresses.
    if (isSince(version, '1.37')) checkCounts(faults, endpoints);
    return;
  }
  for (const [index, endpoint] of [...endpoints].entries()) {
    const { addresses, nodeName, hostname, hints } = endpoint;
    const at: FieldPath = ['endpoints', index];
    checkCount(faults, index, addresses);
    const list: FieldPath = ['endpoints', index, 'addresses'];
    const reach = faults.reach(addresses.length, LIMITS.addressesPerEndpoint);
    for (let position = 0; position < reach; position++)
      checkAddress(faults, list, position, addresses[position] ?? '', type, version);
    if (nodeName !== undefined) faults.invalid([...at, 'nodeName'], nodeName, refuseSubdomain(nodeName));
    if (hostname !== undefined) faults.invalid([...at, 'hostname'], hostname, refuseLabel(hostname));
    if (hints !== undefined) checkHints(faults, [...at, 'hints'], hints);
  }
}

function checkCounts(faults: Faults, endpoints: RawEndpoints): void {
  const reach = faults.reach(endpoints.length, LIMITS.endpoints);
  let index = 0;
  for (const { addresses } of endpoints) {
    if (index === reach) return;
    checkCount(faults, index++, addresses);
  }
}

function checkCount(faults: Faults, index: number, addresses: readonly string[]): void {
  if (addresses.length === 0) faults.required(['endpoints', index, 'addresses'], 'must have at least one address');
  else if (addresses.length > LIMITS.addressesPerEndpoint)
    faults.tooMany(['endpoints', index, 'addresses'], addresses.length, LIMITS.addressesPerEndpoint);
}

/** Hints for nodes are not checked if there are too many for zones. */
function checkHints(faults: Faults, at: FieldPath, { forZones, forNodes }: RawHints): void {
  // An empty zone is a valid label value.
  if (checkNames(faults, [...at, 'forZones'], forZones, refuseLabelValue))
    checkNames(faults, [...at, 'forNodes'], forNodes, refuseSubdomain);
}

/** False if there are too many; then nothing is reported about single ones. */
function checkNames(faults: Faults, at: FieldPath, list: RawList<string>, refuse: (name: string) => Refusals): boolean {
  if (list.length > MAX_HINTS) {
    faults.tooMany(at, list.length, MAX_HINTS);
    return false;
  }
  const names = [...list];
  for (const [index, name] of names.entries()) {
    const here = [...at, index, 'name'];
    if (names.indexOf(name) < index) faults.add(here, 'FieldValueDuplicate', name, 'must appear only once');
    faults.invalid(here, name, refuse(name));
  }
  return true;
}
