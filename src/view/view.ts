// What a rule may ask of the cluster. Answers come from manifests today; a live cluster and a saved view will fill the
// same index.
import type { RangeSet } from '../model/address/cidr.ts';
import type { Ip } from '../model/address/ip.ts';
import type {
  FactKind,
  Holder,
  Knowledge,
  Known,
  NamespaceFacts,
  NodeFacts,
  PodFacts,
  PodShape,
  ServiceFacts,
} from './facts.ts';

export interface ClusterView {
  knows(kind: FactKind): Knowledge;
  namespace(name: string): Known<NamespaceFacts>;
  service(namespace: string, name: string): Known<ServiceFacts>;
  pod(namespace: string, name: string): Known<PodFacts>;
  node(name: string): Known<NodeFacts>;
  /** Pods that have not ended, then Services, then nodes. Empty says nothing unless all three kinds are complete. */
  holders(ip: Ip): readonly Holder[];
  /**
   * Pods and pod templates that the selector picks. Undefined if nothing is known of pods; with partial knowledge there
   * may be more.
   */
  selectedBy(service: ServiceFacts): Known<readonly PodShape[]>;
  /**
   * Addresses that belong to a pod (Node.spec.podCIDRs) or a Service (ServiceCIDR), or to nothing. Undefined where no
   * object says so.
   */
  ranges(): { readonly pods: RangeSet | undefined; readonly services: RangeSet | undefined };
}
