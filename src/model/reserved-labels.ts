// Label keys that are not for a policy to set: those of Kubernetes itself and of programs that act on them.
import { LABELS } from './slice.ts';

/** Domains that Kubernetes keeps for its own components (k8s.io/kubernetes/docs/reference/labels-annotations-taints); `app.kubernetes.io` is for users. */
const KUBERNETES = /(?:^|\.)(?:kubernetes|k8s)\.io\//;
const FOR_USERS = 'app.kubernetes.io/';

/** Multi-cluster programs read from these where to send a slice (see the rule reserved-labels). */
const AGENTS: readonly string[] = [LABELS.ovnServiceName, 'lighthouse.submariner.io/', 'mirror.linkerd.io/'];

/** `endpointslice.kubernetes.io/managed-by` is one of them: whoever sets it says which value. */
export function isReservedLabel(key: string): boolean {
  if (AGENTS.some((prefix) => key.startsWith(prefix))) return true;
  return KUBERNETES.test(key) && !key.startsWith(FOR_USERS);
}

/** Names under the domains of Kubernetes are its own controllers', those of versions to come too. */
export function isReservedManager(value: string): boolean {
  return /(?:^|\.)(?:kubernetes|k8s)\.io$/.test(value);
}
