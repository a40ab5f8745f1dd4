// Users that known programs write as where they are installed as usual: for rules that would else speak of what these do by design.
// Exact users, for anybody may call a service account in a namespace of his own alike.
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

/** The user of the API server, and the slices of its own Service, of both families (k8s.io/kubernetes/pkg/controlplane/reconcilers). */
export const API_SERVER = 'system:apiserver';
const OF_API_SERVER: ReadonlySet<string> = new Set(['kubernetes', 'kubernetes-v4', 'kubernetes-v6']);

export function isApiServerSlice({ namespace, name }: SliceMetadata): boolean {
  return namespace === 'default' && OF_API_SERVER.has(name);
}

/** Linkerd's service mirror has an account for each link, named after it, in this namespace. */
export const LINKERD_MULTICLUSTER = serviceAccount('linkerd-multicluster', '');

/** The name that an audit gives to whoever wrote a stored slice: he may have been anybody, one of these programs too. */
export const UNKNOWN_USER = 'sliceward:unknown-user';
