// Label keys that a policy must not set: those of Kubernetes itself and of programs that act on them.
import { LABELS } from './slice.ts';

/**
 * Domains that Kubernetes reserves for its own components
 * (https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set);
 * `app.kubernetes.io` is for users.
 */
const KUBERNETES = /(?:^|\.)(?:kubernetes|k8s)\.io\//;
const FOR_USERS = 'app.kubernetes.io/';

/**
 * Multi-cluster programs read from these labels where to send a slice (docs/rules/reserved-labels.md): whole keys, and
 * prefixes that end with a slash.
 */
export const AGENT_LABELS = {
  multiClusterServiceName: LABELS.multiClusterServiceName,
  sourceCluster: 'multicluster.kubernetes.io/source-cluster',
  ovnServiceName: LABELS.ovnServiceName,
  submariner: 'lighthouse.submariner.io/',
  linkerd: 'mirror.linkerd.io/',
} as const;
const OF_AGENTS: readonly string[] = Object.values(AGENT_LABELS);

/** Consumers of slices read from these labels which Service a slice belongs to, and whether it is for them. */
const ROUTING: ReadonlySet<string> = new Set([
  LABELS.serviceName,
  LABELS.headless,
  LABELS.serviceProxyName,
  LABELS.skipMirror,
]);

/** Whether the label decides which traffic the endpoints of a slice get. */
export function isRoutingLabel(key: string): boolean {
  return ROUTING.has(key) || isOfAgents(key);
}

function isOfAgents(key: string): boolean {
  return OF_AGENTS.some((known) => key === known || (known.endsWith('/') && key.startsWith(known)));
}

/**
 * Includes `endpointslice.kubernetes.io/managed-by`; for that one the caller checks the value with `isReservedManager`.
 */
export function isReservedLabel(key: string): boolean {
  return isOfAgents(key) || (KUBERNETES.test(key) && !key.startsWith(FOR_USERS));
}

/** Manager names under the domains of Kubernetes belong to its own controllers, including those of future versions. */
export function isReservedManager(value: string): boolean {
  return /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(value);
}
