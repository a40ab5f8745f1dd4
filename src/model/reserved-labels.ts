// Label keys that are not for a policy to set: those of Kubernetes itself and of programs that act on them.
import { LABELS } from './slice.ts';

/** Domains that Kubernetes keeps for its own components (k8s.io/kubernetes/docs/reference/labels-annotations-taints); `app.kubernetes.io` is for users. */
const KUBERNETES = /(?:^|\.)(?:kubernetes|k8s)\.io\//;
const FOR_USERS = 'app.kubernetes.io/';

/** Multi-cluster programs read from these where to send a slice (see the rule reserved-labels): whole keys, and prefixes with their slash. */
export const AGENT_LABELS = {
  multiClusterServiceName: LABELS.multiClusterServiceName,
  sourceCluster: 'multicluster.kubernetes.io/source-cluster',
  ovnServiceName: LABELS.ovnServiceName,
  submariner: 'lighthouse.submariner.io/',
  linkerd: 'mirror.linkerd.io/',
} as const;
const OF_AGENTS: readonly string[] = Object.values(AGENT_LABELS);

/** Consumers of slices read from these which Service a slice is of, and whether it is for them. */
const ROUTING: ReadonlySet<string> = new Set([
  LABELS.serviceName,
  LABELS.headless,
  LABELS.serviceProxyName,
  LABELS.skipMirror,
]);

/** Whether the label decides where a slice's endpoints get their traffic from. */
export function isRoutingLabel(key: string): boolean {
  return ROUTING.has(key) || isOfAgents(key);
}

function isOfAgents(key: string): boolean {
  return OF_AGENTS.some((known) => key === known || (known.endsWith('/') && key.startsWith(known)));
}

/** `endpointslice.kubernetes.io/managed-by` is one of them: whoever sets it says which value. */
export function isReservedLabel(key: string): boolean {
  return isOfAgents(key) || (KUBERNETES.test(key) && !key.startsWith(FOR_USERS));
}

/** Names under the domains of Kubernetes are its own controllers', those of versions to come too. */
export function isReservedManager(value: string): boolean {
  return /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(value);
}
