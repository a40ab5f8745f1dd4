// A view that throws when it is asked for a kind of facts that a rule did not declare.
import type { FactKind } from '../../src/view/facts.ts';
import type { ClusterView } from '../../src/view/view.ts';

export function declaredView(view: ClusterView, declared: readonly FactKind[]): ClusterView {
  const demand = (...kinds: readonly FactKind[]): ClusterView => {
    const missing = kinds.filter((kind) => !declared.includes(kind));
    if (missing.length > 0) throw new Error(`asked for ${missing.join(', ')}: needsOf does not declare it`);
    return view;
  };
  return {
    knows: (kind) => demand(kind).knows(kind),
    namespace: (name) => demand('namespaces').namespace(name),
    service: (namespace, name) => demand('services').service(namespace, name),
    pod: (namespace, name) => demand('pods').pod(namespace, name),
    node: (name) => demand('nodes').node(name),
    holders: (ip) => demand('pods', 'services', 'nodes').holders(ip),
    selectedBy: (service) => demand('pods').selectedBy(service),
    ranges: () => demand('nodes', 'serviceCIDRs').ranges(),
  };
}
