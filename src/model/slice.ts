// What a slice is, whatever version or door it came from. Null and absent lists are empty, the API's defaults are filled in.
import type { Address } from './address/address.ts';
import type { FieldPath } from './field-path.ts';
import type { Labels } from './labels.ts';

export type { Labels };

export interface Conditions {
  readonly ready: boolean | undefined;
  readonly serving: boolean | undefined;
  readonly terminating: boolean | undefined;
}

/** An ObjectReference: Kubernetes validates none of it. */
export interface TargetRef {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly apiVersion: string;
  readonly resourceVersion: string;
  readonly fieldPath: string;
}

export interface Hints {
  readonly forZones: readonly string[];
  readonly forNodes: readonly string[];
}

export interface Endpoint {
  /** The first LIMITS.addressesPerEndpoint of them. */
  readonly addresses: readonly string[];
  /** How many there really are. */
  readonly addressCount: number;
  readonly conditions: Conditions;
  readonly hostname: string | undefined;
  readonly targetRef: TargetRef | undefined;
  readonly nodeName: string | undefined;
  readonly zone: string | undefined;
  readonly hints: Hints | undefined;
}

export interface Port {
  /** The API's default is the empty string. */
  readonly name: string;
  /** The API's default is TCP. */
  readonly protocol: string;
  /** Not range-checked by the API server: absent, 0, -1 and 70000 are all stored. */
  readonly port: number | undefined;
  readonly appProtocol: string | undefined;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

/** What a slice's metadata tells; all that rules about a slice's past usually need. */
export interface SliceMetadata {
  readonly namespace: string;
  readonly name: string;
  readonly generateName: string;
  readonly uid: string;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly ownerReferences: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly deleting: boolean;
}

/** The object that a slice was read from, where that is no EndpointSlice of discovery.k8s.io/v1. */
export interface Origin {
  readonly apiVersion: string;
  readonly kind: string;
  /** Where in that object stands what stands at this path of the slice. */
  readonly path: (at: FieldPath) => FieldPath;
}

export interface Slice {
  readonly origin?: Origin | undefined;
  readonly metadata: SliceMetadata;
  readonly addressType: string;
  /** The first LIMITS.endpoints of them: no API server stores more. */
  readonly endpoints: readonly Endpoint[];
  /** How many there really are. */
  readonly endpointCount: number;
  /** The first LIMITS.ports of them. */
  readonly ports: readonly Port[];
  readonly portCount: number;
  /** Every address of every endpoint, parsed once, on first use. */
  readonly addresses: readonly Address[];
  /** True if every string in the slice is known to be ASCII, so that its bytes need not be counted; false says nothing. */
  readonly ascii: boolean;
}

/**
 * How much of each list is decoded. Of endpoints, addresses and ports as much as the API server takes (pkg/apis/discovery/validation/validation.go; ports
 * are documented as 100, enforced at 20,000). Of hints it takes 8; of owners and finalizers any number, but no object has so many and no rule needs them.
 */
export const LIMITS = {
  endpoints: 1000,
  addressesPerEndpoint: 100,
  ports: 20_000,
  hints: 100,
  owners: 1000,
  finalizers: 1000,
} as const;

export const LABELS = {
  serviceName: 'kubernetes.io/service-name',
  managedBy: 'endpointslice.kubernetes.io/managed-by',
  headless: 'service.kubernetes.io/headless',
  serviceProxyName: 'service.kubernetes.io/service-proxy-name',
  /** Multi-cluster Services API: takes the place of serviceName on imported slices (KEP-1645). */
  multiClusterServiceName: 'multicluster.kubernetes.io/service-name',
  /** OVN-Kubernetes user-defined networks mirror slices under a label of their own. */
  ovnServiceName: 'k8s.ovn.org/service-name',
  /** On v1 Endpoints: with the value "true" nothing is mirrored. */
  skipMirror: 'endpointslice.kubernetes.io/skip-mirror',
} as const;

/** Values of the managed-by label that belong to kube-controller-manager. */
export const BUILT_IN_MANAGERS: readonly string[] = [
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
];

/** An absent `ready` means ready (EndpointSlice v1 API). */
export function isReady(endpoint: Endpoint): boolean {
  return endpoint.conditions.ready ?? true;
}

export function serviceName(metadata: SliceMetadata): string | undefined {
  return label(metadata, LABELS.serviceName);
}

export function managedBy(metadata: SliceMetadata): string | undefined {
  return label(metadata, LABELS.managedBy);
}

/** The label's value; labels are decoded into prototype-free records, so any key is safe to ask for. */
export function label(metadata: SliceMetadata, key: string): string | undefined {
  return metadata.labels[key];
}
