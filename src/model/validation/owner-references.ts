// metadata.ownerReferences. The paths and reasons changed in 1.37: until then they name no index, and what is missing is called invalid.
import type { FieldPath } from '../field-path.ts';
import { isSince, type KubernetesVersion } from '../kubernetes-version.ts';
import { Numbers } from '../numbers.ts';
import type { Faults } from './fault.ts';
import type { RawOwner } from './raw-slice.ts';

const AT: FieldPath = ['metadata', 'ownerReferences'];

export function checkOwnerReferences(faults: Faults, owners: readonly RawOwner[], version: KubernetesVersion): void {
  const isIndexed = isSince(version, '1.37');
  let controller: string | undefined;
  for (const [index, owner] of owners.entries()) {
    checkOwner(faults, owner, isIndexed ? [...AT, index] : AT, isIndexed);
    if (owner.controller !== true) continue;
    const current = `${owner.kind}/${owner.name}`;
    if (controller === undefined) controller = current;
    else
      faults.invalid(AT, `controllers ${controller} and ${current}`, [
        'must have at most one owner with controller: true',
      ]);
  }
}

/** The owners without what stands there twice: the server drops it before validation, with a warning. */
export function distinctOwners(owners: readonly RawOwner[]): {
  readonly kept: readonly RawOwner[];
  readonly dropped: readonly RawOwner[];
} {
  if (owners.length < 2) return { kept: owners, dropped: [] };
  const numbers = new Numbers();
  const seen = new Set<number>();
  const kept: RawOwner[] = [];
  const dropped: RawOwner[] = [];
  for (const owner of owners) {
    // JSON leaves nothing out of a list: undefined is null there.
    const { apiVersion, kind, name, uid, controller, blockOwnerDeletion } = owner;
    const key = numbers.of(JSON.stringify([apiVersion, kind, name, uid, controller, blockOwnerDeletion]));
    if (seen.has(key)) dropped.push(owner);
    else kept.push(owner);
    seen.add(key);
  }
  return { kept, dropped };
}

function checkOwner(faults: Faults, owner: RawOwner, at: FieldPath, missingIsRequired: boolean): void {
  const { apiVersion, kind } = owner;
  const version = versionOf(apiVersion);
  if (apiVersion !== '' && version === '')
    faults.invalid([...at, 'apiVersion'], apiVersion, ['must be a group and a version, as apps/v1']);
  for (const member of ['apiVersion', 'kind', 'name', 'uid'] as const) {
    if (owner[member] !== '') continue;
    if (missingIsRequired) faults.required([...at, member], 'must not be empty');
    else faults.invalid([...at, member], '', ['must not be empty']);
  }
  // The only kind that may own nothing, of the core group alone.
  if (kind === 'Event' && (apiVersion === 'v1' || apiVersion === '/v1'))
    faults.invalid(at, `${apiVersion} ${kind} ${owner.name}`, ['must not be an Event']);
}

/** What follows the slash of `group/version`, or the whole; empty if there is no version to be found. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/', 3);
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}
