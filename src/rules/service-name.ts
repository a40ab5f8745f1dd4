// service-name: a slice that belongs to no Service serves nothing.
import { z } from 'zod';
import { label, LABELS } from '../model/slice.ts';
import { defineRule, nothing } from '../policy/rule.ts';

const EQUIVALENTS = [LABELS.serviceName, LABELS.multiClusterServiceName, LABELS.ovnServiceName];

export const serviceName = defineRule({
  id: 'service-name',
  category: 'identity',
  summary: 'A slice names its Service in the label kubernetes.io/service-name',
  rationale:
    'kube-proxy, DNS and ingress controllers find the slices of a Service by this label and ignore all others: ' +
    'without it there ' +
    'is no traffic and no error. It is the commonest mistake with hand-written slices (rook/rook#16607), and ' +
    'consumers have ' +
    'crashed on it (submariner-io/submariner#1957) or gone silent (cilium/cilium#45209). Slices of the ' +
    'multi-cluster Services API ' +
    "and OVN-Kubernetes' mirrored slices have a label of their own instead, which counts.",
  remediation:
    'Set the label to the name of a Service in the same namespace. Slices that are not meant for a Service: ' +
    'leave their writer ' +
    'out in the policy.',
  needs: [],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    missing: {
      text: "missing; set the Service's name: without it the slice gets no traffic, and nothing reports it",
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A slice of the Service web',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
      {
        title: 'A slice imported from another cluster (KEP-1645)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-east-1
  labels:
    multicluster.kubernetes.io/service-name: web
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
    ],
    bad: [
      {
        title: 'A hand-written slice without the label, as in rook/rook#16607',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    app: web
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [['metadata.labels[kubernetes.io/service-name]', 'missing']],
      },
      {
        title: 'An empty label counts as none',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: ""
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [['metadata.labels[kubernetes.io/service-name]', 'missing']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    if (EQUIVALENTS.some((key) => (label(slice.metadata, key) ?? '') !== '')) return;
    report('missing', {
      at: ['metadata', 'labels', { key: LABELS.serviceName }],
      seen: '',
      expected: 'the name of a Service',
    });
  },
});
