// reserved-labels: labels by which multi-cluster programs control each other.
import { z } from 'zod';
import { KNOWN_WRITERS, LINKERD_MULTICLUSTER, UNKNOWN_USER } from '../model/well-known-users.ts';
import { keysOf } from '../model/labels.ts';
import { AGENT_LABELS } from '../model/reserved-labels.ts';
import { defineRule } from '../policy/rule.ts';

interface Reserved {
  readonly owner: string;
  readonly users: readonly string[];
  /** The beginning of further users' names: a whole namespace of service accounts. */
  readonly accountsOf?: string;
}

const { cilium, cloudMap, gke, ovnKubernetes, submariner } = KNOWN_WRITERS;
const MULTI_CLUSTER: Reserved = {
  owner: 'a multi-cluster Services controller',
  users: [...cilium, ...cloudMap, ...gke, ...submariner],
};

/** By a whole key, or by a prefix with its slash. */
const RESERVED: ReadonlyMap<string, Reserved> = new Map<string, Reserved>([
  [AGENT_LABELS.multiClusterServiceName, MULTI_CLUSTER],
  [AGENT_LABELS.sourceCluster, MULTI_CLUSTER],
  [AGENT_LABELS.submariner, { owner: 'Submariner', users: submariner }],
  [AGENT_LABELS.ovnServiceName, { owner: 'OVN-Kubernetes', users: ovnKubernetes }],
  [AGENT_LABELS.linkerd, { owner: 'Linkerd', users: [], accountsOf: LINKERD_MULTICLUSTER }],
]);

export const reservedLabels = defineRule({
  id: 'reserved-labels',
  category: 'identity',
  summary: 'Labels that multi-cluster programs act on are set by those programs',
  rationale:
    'Some programs read from the labels of a slice where to send it and what it serves, and trust that they ' +
    'wrote them. A single label ' +
    'on a slice, lighthouse.submariner.io/sourceNamespace, let anyone who may write slices choose the namespace, ' +
    'kube-system among them, ' +
    'into which other clusters imported it (CVE-2026-66788, rated critical). The labels of the multi-cluster ' +
    'Services API, ' +
    'OVN-Kubernetes and Linkerd decide likewise what a slice belongs to. The API server protects none of them. ' +
    'The labels ' +
    'service.kubernetes.io/headless and service-proxy-name hide a slice from consumers: whether its Service ' +
    'justifies them is judged ' +
    'once the cluster is known.',
  remediation:
    'Leave the label out. If the writer is such a program under another name or in another namespace, name its ' +
    'user in the option `users`.',
  needs: ['user', 'oldObject'],
  options: z.strictObject({
    users: z
      .array(z.string().min(1).max(253))
      .max(100)
      .default([])
      .describe('Further users that may set these labels, as system:serviceaccount:NAMESPACE:NAME'),
  }),
  messages: {
    foreign: {
      text: "label is reserved for {owner}; remove it, or exclude {owner}'s user in the policy",
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Submariner itself',
        user: 'system:serviceaccount:submariner-operator:submariner-lighthouse-agent',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east-1
  labels:
    multicluster.kubernetes.io/service-name: web
    multicluster.kubernetes.io/source-cluster: east
    lighthouse.submariner.io/sourceNamespace: shop
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
      {
        title: 'A program that the policy names',
        user: 'system:serviceaccount:clusterlink:importer',
        options: { users: ['system:serviceaccount:clusterlink:importer'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east-1
  labels: {multicluster.kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
      {
        title: 'An endpoint is changed by a user who leaves the labels as they are',
        user: 'alice',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east-1
  labels: {multicluster.kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east-1
  labels: {multicluster.kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.4"]
`,
      },
    ],
    bad: [
      {
        title: 'Imported by every other cluster into kube-system (CVE-2026-66788)',
        user: 'alice',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: steal-1
  labels:
    multicluster.kubernetes.io/service-name: kube-dns
    lighthouse.submariner.io/sourceNamespace: kube-system
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [
          ['metadata.labels[multicluster.kubernetes.io/service-name]', 'foreign'],
          ['metadata.labels[lighthouse.submariner.io/sourceNamespace]', 'foreign'],
        ],
      },
    ],
  },
  prepare: ({ users }): ReadonlySet<string> => new Set(users),
  check({ slice, operation, writer, oldObject, report, undecided }, users) {
    const { labels } = slice.metadata;
    const keys = keysOf(labels).filter((key) => reservationOf(key) !== undefined);
    if (keys.length === 0 || writer.class === 'controller' || writer.class === 'agent') return;
    if (writer.user === null || writer.user === UNKNOWN_USER) return undecided('user');
    if (operation === 'UPDATE' && oldObject === undefined) return undecided('oldObject');
    const before = oldObject?.labels();
    for (const key of keys) {
      const value = labels[key] ?? '';
      const reserved = reservationOf(key);
      if (reserved === undefined || value === before?.[key] || users.has(writer.user) || isOwner(writer.user, reserved))
        continue;
      report('foreign', {
        at: ['metadata', 'labels', { key }],
        seen: value,
        expected: 'no such label',
        data: { owner: reserved.owner },
      });
    }
  },
});

function reservationOf(key: string): Reserved | undefined {
  return RESERVED.get(key) ?? RESERVED.get(key.slice(0, key.indexOf('/') + 1));
}

function isOwner(user: string, { users, accountsOf }: Reserved): boolean {
  return users.includes(user) || (accountsOf !== undefined && user.startsWith(accountsOf));
}
