// What the API server warns about in v1 Endpoints that it accepts, beside their deprecation.
import { warnAboutIp, type ServerWarning } from '../warnings.ts';
import { readAddress, readSubset, type RawEndpoints } from './raw.ts';

/** endpointsWarnings in https://github.com/kubernetes/kubernetes/blob/master/pkg/registry/core/endpoint/strategy.go. */
const MANAGED_BY = 'endpoints.kubernetes.io/managed-by';
const CONTROLLER = 'endpoint-controller';

/** The server trusts its own controller to write good addresses, and recognizes it only by this label. */
export function warnAboutEndpoints({ metadata, subsets }: RawEndpoints): readonly ServerWarning[] {
  const warnings: ServerWarning[] = [];
  if (metadata.labels[MANAGED_BY] === CONTROLLER) return warnings;
  for (const [index, item] of subsets.entries()) {
    const subset = readSubset(item);
    for (const list of ['addresses', 'notReadyAddresses'] as const)
      for (const [place, address] of subset[list].entries())
        warnAboutIp(warnings, () => ['subsets', index, list, place, 'ip'], readAddress(address).ip);
  }
  return warnings;
}
