// The API server's own verdict on an EndpointSlice of discovery.k8s.io/v1, for Kubernetes 1.34 to 1.37. Sources in
// https://github.com/kubernetes/kubernetes, in the branches of these versions: pkg/apis/discovery/validation,
// pkg/registry/discovery/endpointslice/strategy.go, and
// staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update,validate}.go.
import { isSince, type KubernetesVersion } from '../kubernetes-version.ts';
import { checkEndpoints } from './endpoints.ts';
import { distinct, Faults, type Fault } from './fault.ts';
import {
  checkCommonMetadata,
  checkGenerateName,
  checkImmutable,
  checkMetadataUpdate,
  checkObjectMetadata,
  withGeneratedName,
} from './metadata.ts';
import { distinctOwners } from './owner-references.ts';
import { sameEndpoints, storableEndpoints } from './stored.ts';
import { checkPorts } from './ports.ts';
import type { RawMetadata } from './raw-metadata.ts';
import { readRawSlice, type RawSlice } from './raw-slice.ts';
import type { ValidationOptions, Verdict } from './verdict.ts';
import { warnAboutOwners, warnAboutSlice } from './warnings.ts';

/**
 * What the server answers to this write. The value must be one that it can decode: members of a wrong type count as
 * absent. Conflicts (uid, resourceVersion) are not validated. Linear in the size of both objects; never throws.
 */
export function judgeWrite(value: unknown, { version, stored, isBrief = false }: ValidationOptions): Verdict {
  const written = readRawSlice(value);
  const { kept, dropped } = distinctOwners(written.metadata.ownerReferences);
  const slice =
    dropped.length === 0 ? written : { ...written, metadata: { ...written.metadata, ownerReferences: kept } };
  const isCreate = stored === undefined || stored === null;
  // Since 1.37 all faults of a strategy pass through a filter for declarative validation, which removes duplicates.
  const options = { isDistinct: isBrief || isSince(version, '1.37'), isBrief };
  const all = isCreate
    ? checkCreate(slice, version, options)
    : checkUpdate(slice, readRawSlice(stored), version, options);
  const faults = options.isDistinct ? distinct(all) : all;
  return {
    faults,
    warnings: [...warnAboutOwners(dropped), ...(faults.length > 0 ? [] : warnAboutSlice(slice, isCreate))],
  };
}

/** Only the faults. */
export function validateSlice(value: unknown, options: ValidationOptions): readonly Fault[] {
  return judgeWrite(value, options).faults;
}

type FaultsOptions = ConstructorParameters<typeof Faults>[0];

function checkCreate(slice: RawSlice, version: KubernetesVersion, options: FaultsOptions): readonly Fault[] {
  const faults = new Faults(options);
  const metadata = withGeneratedName(slice.metadata);
  checkHead(faults, metadata, slice, version);
  checkEndpoints(faults, slice.endpoints, slice.addressType, version);
  if (faults.list.length === 0) checkGenerateName(faults, metadata);
  return faults.list;
}

/** Metadata is validated up to three times, and until 1.36 its faults are listed as often. */
function checkUpdate(
  slice: RawSlice,
  stored: RawSlice,
  version: KubernetesVersion,
  options: FaultsOptions,
): readonly Fault[] {
  const faults = new Faults(options);
  const { metadata, addressType } = slice;
  checkCommonMetadata(faults, metadata, version);
  checkMetadataUpdate(faults, metadata, stored.metadata, version);
  checkHead(faults, metadata, slice, version);
  const endpoints = storableEndpoints(slice.endpoints, stored.endpoints);
  const ofEndpoints = new Faults(options);
  checkEndpoints(ofEndpoints, endpoints, addressType, version);
  // What an older server accepted stays accepted, as long as no endpoint changes.
  if (ofEndpoints.list.length > 0 && !sameEndpoints(endpoints, stored.endpoints))
    for (const fault of ofEndpoints.list) faults.list.push(fault);
  checkImmutable(faults, ['addressType'], addressType, stored.addressType);
  return faults.list;
}

function checkHead(
  faults: Faults,
  metadata: RawMetadata,
  { addressType, ports }: RawSlice,
  version: KubernetesVersion,
): void {
  checkObjectMetadata(faults, metadata, version);
  if (addressType === '') faults.required(['addressType'], 'must be IPv4, IPv6 or FQDN');
  else if (!ADDRESS_TYPES.has(addressType))
    faults.add(['addressType'], 'FieldValueNotSupported', addressType, 'must be IPv4, IPv6 or FQDN');
  checkPorts(faults, ports);
}

const ADDRESS_TYPES: ReadonlySet<string> = new Set(['IPv4', 'IPv6', 'FQDN']);
