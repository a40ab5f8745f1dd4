// What the API server warns about: slices that it accepts, and duplicate owners, which it drops.
import type { FieldPath } from '../field-path.ts';
import { formatIp } from '../address/ip.ts';
import { BUILT_IN_MANAGERS, LABELS } from '../slice.ts';
import { hasLeadingZeros, readIp } from './addresses.ts';
import type { RawOwner } from './raw-metadata.ts';
import type { RawSlice } from './raw-slice.ts';

export interface ServerWarning {
  readonly kind: 'fqdn-deprecated' | 'odd-ip' | 'ipv6-text' | 'duplicate-owner';
  /** Where the cause is; the server itself writes `spec.addressType` for the address type. */
  readonly path: FieldPath;
  readonly seen: string;
  /** The text that the server suggests; empty where it suggests none. */
  readonly suggestion: string;
}

/** Warnings about duplicate owners, also when the write is refused. `dropped` are the duplicates. */
export function warnAboutOwners(dropped: readonly RawOwner[]): readonly ServerWarning[] {
  if (dropped.length === 0) return [];
  const seen = dropped.map(({ uid }) => uid).join(', ');
  return [{ kind: 'duplicate-owner', path: ['metadata', 'ownerReferences'], seen, suggestion: '' }];
}

/** Warnings about a slice that the server accepts. It warns about the type only on create. */
export function warnAboutSlice(
  { metadata, addressType, endpoints }: RawSlice,
  isCreate: boolean,
): readonly ServerWarning[] {
  const warnings: ServerWarning[] = [];
  if (addressType === 'FQDN' && isCreate)
    warnings.push({ kind: 'fqdn-deprecated', path: ['addressType'], seen: addressType, suggestion: '' });
  // The server trusts its own controllers to write good addresses, and recognizes them only by this label.
  if (!BUILT_IN_MANAGERS.includes(metadata.labels[LABELS.managedBy] ?? '')) warnAboutAddresses(endpoints, warnings);
  return warnings;
}

function warnAboutAddresses(endpoints: RawSlice['endpoints'], warnings: ServerWarning[]): void {
  for (const [index, { addresses }] of [...endpoints].entries()) {
    for (const [position, seen] of addresses.entries())
      warnAboutIp(warnings, () => ['endpoints', index, 'addresses', position], seen);
  }
}

/** Adds the warning about the spelling of an accepted address, if there is one. */
export function warnAboutIp(warnings: ServerWarning[], at: () => FieldPath, seen: string): void {
  const ip = readIp(seen);
  if (ip === undefined || ip.canonical) return;
  const kind = ip.mapped || hasLeadingZeros(seen) ? 'odd-ip' : 'ipv6-text';
  warnings.push({ kind, path: at(), seen, suggestion: formatIp(ip) });
}
