// The API server's own verdict on v1 Endpoints, for Kubernetes 1.34 to 1.37. Sources in
// https://github.com/kubernetes/kubernetes, in the branches of these versions: ValidateEndpointsCreate and
// ValidateEndpointsUpdate in pkg/apis/core/validation/validation.go, pkg/registry/core/endpoint/strategy.go, and
// staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update,validate}.go.
import { isSince, type KubernetesVersion } from '../../kubernetes-version.ts';
import { distinct, Faults } from '../fault.ts';
import {
  checkCommonMetadata,
  checkGenerateName,
  checkGeneration,
  checkMetadataUpdate,
  checkObjectMetadata,
  checkObjectMetadataUpdate,
  withGeneratedName,
} from '../metadata.ts';
import { distinctOwners } from '../owner-references.ts';
import type { ValidationOptions, Verdict } from '../verdict.ts';
import { warnAboutOwners } from '../warnings.ts';
import { readEndpoints, type RawEndpoints } from './raw.ts';
import { sameSubsets } from './same.ts';
import { checkSubsets } from './subsets.ts';
import { warnAboutEndpoints } from './warnings.ts';

/**
 * What the server answers to this write of Endpoints; the warning of their deprecation, which it gives for every
 * request, is not in it. As for slices, the value must be one that it can decode, and conflicts are not validated. A
 * brief verdict has at most a bounded number of faults in subsets. Linear in the size of both objects; never throws.
 */
export function judgeEndpoints(value: unknown, { version, stored, isBrief = false }: ValidationOptions): Verdict {
  const read = readEndpoints(value);
  const { kept, dropped } = distinctOwners(read.metadata.ownerReferences);
  const written = dropped.length === 0 ? read : { ...read, metadata: { ...read.metadata, ownerReferences: kept } };
  const options = { isDistinct: isBrief || isSince(version, '1.37'), isBrief };
  const found = new Faults(options);
  if (stored === undefined || stored === null) checkCreate(found, written, version);
  else checkUpdate(found, written, readEndpoints(stored), version);
  const faults = options.isDistinct ? distinct(found.list) : found.list;
  return {
    faults,
    warnings: [...warnAboutOwners(dropped), ...(faults.length > 0 ? [] : warnAboutEndpoints(written))],
  };
}

function checkCreate(faults: Faults, { metadata, subsets }: RawEndpoints, version: KubernetesVersion): void {
  const named = withGeneratedName(metadata);
  checkObjectMetadata(faults, named, version);
  checkGeneration(faults, named);
  checkSubsets(faults, subsets, version);
  if (faults.list.length === 0) checkGenerateName(faults, named);
}

/** Unlike that of slices, the strategy itself compares metadata with the stored one, after the registry has done so. */
function checkUpdate(
  faults: Faults,
  { metadata, subsets }: RawEndpoints,
  stored: RawEndpoints,
  version: KubernetesVersion,
): void {
  checkCommonMetadata(faults, metadata, version);
  checkMetadataUpdate(faults, metadata, stored.metadata, version);
  checkObjectMetadataUpdate(faults, metadata, stored.metadata, version);
  checkObjectMetadata(faults, metadata, version);
  const before = faults.list.length;
  checkSubsets(faults, subsets, version);
  // What an older server accepted stays accepted, as long as nothing in the subsets changes.
  if (faults.list.length > before && sameSubsets(subsets, stored.subsets)) faults.list.length = before;
}
