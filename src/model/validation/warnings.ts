// What the API server warns of when it accepts a slice, and of owners that stand there twice, which it drops.
import type { FieldPath } from '../field-path.ts';
import { formatIp } from '../address/ip.ts';
import { BUILT_IN_MANAGERS, LABELS } from '../slice.ts';
import { hasLeadingZeros, readIp } from './addresses.ts';
import type { RawOwner, RawSlice } from './raw-slice.ts';

export interface ServerWarning {
  readonly kind: 'fqdn-deprecated' | 'odd-ip' | 'ipv6-text' | 'duplicate-owner';
  /** Where the fault stands; the server itself writes `spec.addressType` for the address type. */
  readonly path: FieldPath;
  readonly seen: string;
  /** The text that the server proposes; empty where it proposes none. */
  readonly suggestion: string;
}

/** About owners, also when the write is refused. `dropped` are the owners that stand there a second time. */
export function warnAboutOwners(dropped: readonly RawOwner[]): readonly ServerWarning[] {
  if (dropped.length === 0) return [];
  const seen = dropped.map(({ uid }) => uid).join(', ');
  return [{ kind: 'duplicate-owner', path: ['metadata', 'ownerReferences'], seen, suggestion: '' }];
}

/** About a slice that the server accepts. Of the type it warns on create alone. */
export function warnAboutSlice(
  { metadata, addressType, endpoints }: RawSlice,
  isCreate: boolean,
): readonly ServerWarning[] {
  const warnings: ServerWarning[] = [];
  if (addressType === 'FQDN' && isCreate)
    warnings.push({ kind: 'fqdn-deprecated', path: ['addressType'], seen: addressType, suggestion: '' });
  // The server trusts its own controllers to write addresses well, and knows them by this label alone.
  if (!BUILT_IN_MANAGERS.includes(metadata.labels[LABELS.managedBy] ?? '')) warnAboutAddresses(endpoints, warnings);
  return warnings;
}

function warnAboutAddresses(endpoints: RawSlice['endpoints'], warnings: ServerWarning[]): void {
  for (const [index, { addresses }] of [...endpoints].entries()) {
    for (const [position, seen] of addresses.entries()) {
      const ip = readIp(seen);
      if (ip === undefined || ip.canonical) continue;
      const kind = ip.mapped || hasLeadingZeros(seen) ? 'odd-ip' : 'ipv6-text';
      warnings.push({ kind, path: ['endpoints', index, 'addresses', position], seen, suggestion: formatIp(ip) });
    }
  }
}
