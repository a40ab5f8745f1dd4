// What can be known of a cluster beside the object that is judged.
import type { Ip } from '../model/address/ip.ts';
import type { Labels } from '../model/labels.ts';

/** The kinds of objects that facts are made of. */
export const FACT_KINDS = ['namespaces', 'services', 'pods', 'nodes', 'serviceCIDRs'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

/**
 * How much is known of a kind. `complete`: what is not there does not exist. `partial` (manifests): what is there
 * exists, and nothing else is known. `none`: the kind was not read, or may not be read.
 */
export type Knowledge = 'complete' | 'partial' | 'none';

/** Three answers: the fact; null if it is known not to exist; undefined if it is not known. */
export type Known<T> = T | null | undefined;

export interface NamespaceFacts {
  readonly name: string;
  readonly labels: Labels;
}

export interface ServiceFacts {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Undefined for a Service without a selector, whose slices another program writes. */
  readonly selector: Labels | undefined;
  /** ClusterIPs, external IPs and those of load balancers. */
  readonly addresses: readonly Ip[];
}

/** A pod, or a template of pods to come, of which there is no address yet. */
export interface PodShape {
  readonly namespace: string;
  readonly labels: Labels;
  /** Declared container ports. */
  readonly ports: readonly ContainerPort[];
}

export interface ContainerPort {
  /** Empty if it has none. */
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
}

export interface PodFacts extends PodShape {
  readonly name: string;
  readonly uid: string;
  /** Empty while it is not scheduled. */
  readonly nodeName: string;
  readonly addresses: readonly Ip[];
  /** It uses the addresses of its node. */
  readonly hostNetwork: boolean;
  /** Succeeded or Failed: it holds its addresses no longer. */
  readonly hasEnded: boolean;
}

export interface NodeFacts {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly Ip[];
}

/** Who has an address. */
export type Holder =
  | { readonly kind: 'pods'; readonly pod: PodFacts }
  | { readonly kind: 'services'; readonly service: ServiceFacts }
  | { readonly kind: 'nodes'; readonly node: NodeFacts };

/** What a finding rests on. A door may read it again to confirm the finding. */
export type FactRef =
  | { readonly kind: 'namespaces' | 'nodes'; readonly name: string }
  | { readonly kind: 'services' | 'pods'; readonly namespace: string; readonly name: string };

/** `services shop/web`: the same text for the same fact at every door. */
export function factKey(ref: FactRef): string {
  return 'namespace' in ref ? `${ref.kind} ${ref.namespace}/${ref.name}` : `${ref.kind} ${ref.name}`;
}
