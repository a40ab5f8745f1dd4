// Well-known users and namespaces: of Kubernetes, and of programs that write slices by design. Exact names only,
// because a tenant can give a service account in their own namespace any name.
import type { SliceMetadata } from './slice.ts';

function serviceAccount(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

export const KNOWN_WRITERS = {
  /** AWS Cloud Map MCS controller. */
  cloudMap: [serviceAccount('cloud-map-mcs-system', 'cloud-map-mcs-controller-manager')],
  /** Cilium's ClusterMesh and Gateway API. */
  cilium: [serviceAccount('kube-system', 'cilium-operator')],
  /** Multi-cluster Services of GKE. */
  gke: [serviceAccount('gke-mcs', 'gke-mcs-importer')],
  /** Knative Serving: its autoscaler and controller share one account. */
  knative: [serviceAccount('knative-serving', 'controller')],
  ovnKubernetes: [
    serviceAccount('ovn-kubernetes', 'ovnkube-cluster-manager'),
    serviceAccount('openshift-ovn-kubernetes', 'ovn-kubernetes-control-plane'),
  ],
  submariner: [serviceAccount('submariner-operator', 'submariner-lighthouse-agent')],
} as const;

/**
 * The user of the API server, and the slices of its own Service, for both families
 * (https://github.com/kubernetes/kubernetes/tree/master/pkg/controlplane/reconcilers).
 */
export const API_SERVER = 'system:apiserver';
const OF_API_SERVER: ReadonlySet<string> = new Set(['kubernetes', 'kubernetes-v4', 'kubernetes-v6']);

export function isApiServerSlice({ namespace, name }: SliceMetadata): boolean {
  return namespace === 'default' && OF_API_SERVER.has(name);
}

/** The service mirror of Linkerd has an account for each link, named after it, in this namespace. */
export const LINKERD_MULTICLUSTER = serviceAccount('linkerd-multicluster', '');

/**
 * The user that an audit assumes for a stored object whose writer is unknown. It may have been any user, including one
 * of these programs.
 */
export const UNKNOWN_USER = 'sliceward:unknown-user';

/** The one user of all controllers when kube-controller-manager runs without --use-service-account-credentials. */
export const CONTROLLER_MANAGER = 'system:kube-controller-manager';

/**
 * The users that Kubernetes' own controllers write as. kube-controller-manager writes as its service accounts with
 * --use-service-account-credentials and as itself without; the API server writes default/kubernetes as
 * system:apiserver.
 */
export const DEFAULT_CONTROLLERS: readonly string[] = [
  API_SERVER,
  CONTROLLER_MANAGER,
  'system:serviceaccount:kube-system:endpointslice-controller',
  'system:serviceaccount:kube-system:endpointslicemirroring-controller',
  'system:serviceaccount:kube-system:endpoint-controller',
  'system:serviceaccount:kube-system:generic-garbage-collector',
  'system:serviceaccount:kube-system:namespace-controller',
  'system:serviceaccount:kube-system:storage-version-migrator-controller',
];

/** Namespaces that the policy does not judge and the webhook is not called for, unless the policy says otherwise. */
export const DEFAULT_EXCLUDED_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

/** The user name of the service account NAMESPACE/NAME; also for patterns of accounts. */
export function accountUser(account: string): string {
  return `system:serviceaccount:${account.replace('/', ':')}`;
}
