// The model of a slice, whatever version or door it came from. Null and absent lists are empty, and the defaults of the
// API are filled in.
import type { Address } from './address/address.ts';
import type { FieldPath } from './field-path.ts';
import type { Labels } from './labels.ts';

export type { Labels };

export interface Conditions {
  readonly ready: boolean | undefined;
  readonly serving: boolean | undefined;
  readonly terminating: boolean | undefined;
}

/** An ObjectReference. Kubernetes does not validate any of it. */
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
  /** The first LIMITS.addressesPerEndpoint addresses. */
  readonly addresses: readonly string[];
  /** How many addresses the endpoint has. */
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

/** The metadata of a slice. Rules that compare with the stored object usually need no more of it. */
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

/** The object that a slice was read from, if it is not an EndpointSlice of discovery.k8s.io/v1. */
export interface Origin {
  readonly apiVersion: string;
  readonly kind: string;
  /** The path in that object of what is at this path of the slice. */
  readonly path: (at: FieldPath) => FieldPath;
}

export interface Slice {
  readonly origin?: Origin | undefined;
  readonly metadata: SliceMetadata;
  readonly addressType: string;
  /** The first LIMITS.endpoints endpoints: no API server stores more. */
  readonly endpoints: readonly Endpoint[];
  /** How many endpoints the slice has. */
  readonly endpointCount: number;
  /** The first LIMITS.ports ports. */
  readonly ports: readonly Port[];
  /** How many ports the slice has. */
  readonly portCount: number;
  /** Every address of every endpoint, parsed once, on first use. */
  readonly addresses: readonly Address[];
  /**
   * True if every string in the slice is known to be ASCII, so that its bytes need not be counted; false means not
   * known.
   */
  readonly ascii: boolean;
}

/**
 * How many items of each list are decoded. Endpoints, addresses and ports: as many as the API server accepts
 * (https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/discovery/validation/validation.go; ports are
 * documented as 100 and enforced at 20,000). Hints: it accepts 8. Owners and finalizers: it accepts any number, but no
 * real object has so many and no rule needs them.
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
  /**
   * Multi-cluster Services API: replaces serviceName on imported slices
   * (https://github.com/kubernetes/enhancements/tree/master/keps/sig-multicluster/1645-multi-cluster-services-api).
   */
  multiClusterServiceName: 'multicluster.kubernetes.io/service-name',
  /** OVN-Kubernetes mirrors the slices of user-defined networks under a label of its own. */
  ovnServiceName: 'k8s.ovn.org/service-name',
  /** On v1 Endpoints: the value "true" turns mirroring off. */
  skipMirror: 'endpointslice.kubernetes.io/skip-mirror',
} as const;

/** Values of the managed-by label that belong to kube-controller-manager. */
export const BUILT_IN_MANAGERS: readonly string[] = [
  'endpointslice-controller.k8s.io',
  'endpointslicemirroring-controller.k8s.io',
];

/**
 * An absent `ready` means ready (https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions).
 */
export function isReady(endpoint: Endpoint): boolean {
  return endpoint.conditions.ready ?? true;
}

export function serviceName(metadata: SliceMetadata): string | undefined {
  return label(metadata, LABELS.serviceName);
}

export function managedBy(metadata: SliceMetadata): string | undefined {
  return label(metadata, LABELS.managedBy);
}

/** The value of a label. Decoded labels have no prototype, so any key can be looked up safely. */
export function label(metadata: SliceMetadata, key: string): string | undefined {
  return metadata.labels[key];
}
