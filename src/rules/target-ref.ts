// target-ref: what an endpoint says it stands for.
import { z } from 'zod';
import { KNOWN_WRITERS } from '../model/well-known-users.ts';
import { defineRule, nothing } from '../policy/rule.ts';

/**
 * These copy endpoints with the reference to their pods: Knative its activator's, Cilium's gateway those of a backend
 * that a ReferenceGrant opens.
 */
const BY_DESIGN: ReadonlySet<string> = new Set<string>([...KNOWN_WRITERS.knative, ...KNOWN_WRITERS.cilium]);

export const targetRef = defineRule({
  id: 'target-ref',
  category: 'endpoint',
  summary: "An endpoint's target is a pod of the slice's own namespace",
  rationale:
    'A Service serves pods of its own namespace. A slice whose target is a pod of another one sends traffic of ' +
    'this Service, and of ' +
    "every gateway that may reach it, past the other namespace's network policies: the confused deputy of " +
    'CVE-2021-25740 ' +
    '(kubernetes/kubernetes#103675). Consumers that look up the pod behind an endpoint find one that its writer ' +
    'may not even read. ' +
    'The API server checks nothing of a targetRef. Knative Serving and Cilium do this on purpose and are left ' +
    'alone where they are ' +
    'installed as usual. Whether the pod exists, with this uid, address and node, is judged once the cluster is known.',
  remediation:
    'Write the slice in the namespace of its pods and let the consumer refer to that Service, as Gateway API ' +
    'does with a ReferenceGrant. A program ' +
    'that does this on purpose: leave its user out of this rule in the policy (exclude, writers).',
  needs: [],
  options: z.strictObject({}),
  messages: {
    'other-namespace': {
      text:
        'a pod of namespace "{seen}", not of "{expected}"; write the slice beside its pods: a Service serves ' +
        'its own namespace',
      reason: 'FieldValueForbidden',
      // Denied by `strict` alone until the agents that do this on purpose are known: an attacker omits the reference.
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A pod of the same namespace, and one whose namespace goes without saying',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: default
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    targetRef: {kind: Pod, namespace: default, name: web-0}
  - addresses: ["10.1.2.4"]
    targetRef: {kind: Pod, name: web-1}
`,
      },
      {
        title: 'No pod at all: nodes of the kubelet Service',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: kubelet-1
  namespace: default
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    targetRef: {kind: Node, name: node-1}
`,
      },
    ],
    bad: [
      {
        title: "Another team's pods behind one's own gateway (CVE-2021-25740)",
        user: 'alice',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  namespace: shop
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    targetRef: {kind: Pod, namespace: shop, name: web-0}
  - addresses: ["10.1.9.9"]
    targetRef: {kind: Pod, namespace: payments, name: ledger-0}
`,
        findings: [['endpoints[1].targetRef.namespace', 'other-namespace']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, writer, report }) {
    const { namespace } = slice.metadata;
    if (namespace === '') return;
    slice.endpoints.forEach(({ targetRef: target }, index) => {
      if (target === undefined || target.namespace === namespace || target.namespace === '' || target.kind !== 'Pod')
        return;
      if (writer.user !== null && BY_DESIGN.has(writer.user)) return;
      report('other-namespace', {
        at: ['endpoints', index, 'targetRef', 'namespace'],
        seen: target.namespace,
        expected: namespace,
      });
    });
  },
});
