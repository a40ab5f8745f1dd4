// Validates metadata.ownerReferences. Paths and reasons changed in 1.37: before, paths have no index, and a missing
// value is called invalid.
import type { FieldPath } from '../field-path.ts';
import { isSince, type KubernetesVersion } from '../kubernetes-version.ts';
import { Numbers } from '../numbers.ts';
import type { Faults } from './fault.ts';
import type { RawOwner } from './raw-metadata.ts';

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

/** The owners without duplicates: the server drops these before validation, with a warning. */
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
    // In a JSON list, undefined becomes null and keeps its position.
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
    faults.invalid([...at, 'apiVersion'], apiVersion, ['must be a group and a version, such as apps/v1']);
  for (const member of ['apiVersion', 'kind', 'name', 'uid'] as const) {
    if (owner[member] !== '') continue;
    if (missingIsRequired) faults.required([...at, member], 'must not be empty');
    else faults.invalid([...at, member], '', ['must not be empty']);
  }
  // Event in the core group is the only kind that must not be an owner.
  if (kind === 'Event' && (apiVersion === 'v1' || apiVersion === '/v1'))
    faults.invalid(at, `${apiVersion} ${kind} ${owner.name}`, ['must not be an Event']);
}

/** The part after the slash of `group/version`, or the whole text; empty if there is no version. */
function versionOf(apiVersion: string): string {
  const parts = apiVersion.split('/', 3);
  return parts.length > 2 ? '' : (parts.at(-1) ?? '');
}
