// What is known of a cluster beside the object that is judged. It grows with the rules that ask.
import type { Labels } from './slice.ts';

export interface ClusterView {
  /** Undefined when the namespace is not known. */
  namespaceLabels(name: string): Labels | undefined;
  /** Undefined when the Service is not known. */
  serviceLabels(namespace: string, name: string): Labels | undefined;
}
