// service-name-change: an update that gives a slice to another Service or another manager.
import { z } from 'zod';
import { label, LABELS } from '../model/slice.ts';
import { defineRule, nothing } from '../policy/rule.ts';

const WATCHED = [
  ['service', LABELS.serviceName],
  ['service', LABELS.multiClusterServiceName],
  ['service', LABELS.ovnServiceName],
  ['manager', LABELS.managedBy],
] as const;

export const serviceNameChange = defineRule({
  id: 'service-name-change',
  category: 'change',
  summary: 'An update leaves a slice with its Service and its manager',
  rationale:
    'Nothing but addressType is immutable in a slice. Changing kubernetes.io/service-name moves every endpoint ' +
    'from one Service ' +
    'to another at once; changing managed-by takes the slice from one controller and gives it to another. For a ' +
    'controller of ' +
    'Kubernetes that is worse than a deletion: it still remembers the slice but no longer finds it, and repeats ' +
    'the sync of that ' +
    'Service in vain. Adding a label that was missing or empty is a repair and no finding; removing one is a change.',
  remediation:
    'Make a new slice for the other Service and delete the old one. To hand slices over from one manager to ' +
    'another on purpose, ' +
    'name the writer in the policy.',
  needs: ['oldObject'],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    service: {
      text:
        'changed from "{before}" to {now}, so all endpoints leave their Service at once; keep "{before}" or ' +
        'create a new slice',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'deny',
    },
    manager: {
      text:
        'changed from "{before}" to {now}, so its manager loses this slice and may create it again; keep ' +
        '"{before}" or create a new slice',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Labels that were missing are added',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: operator.shop.example.com
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
    ],
    bad: [
      {
        title: 'The slice moves to another Service and its manager is removed',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: operator.shop.example.com
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    kubernetes.io/service-name: checkout
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [
          ['metadata.labels[kubernetes.io/service-name]', 'service'],
          ['metadata.labels[endpointslice.kubernetes.io/managed-by]', 'manager'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, operation, oldObject, report, undecided }) {
    if (operation !== 'UPDATE') return;
    if (oldObject === undefined) {
      undecided('oldObject');
      return;
    }
    const before = oldObject.labels();
    for (const [id, key] of WATCHED) {
      const was = before[key] ?? '';
      const is = label(slice.metadata, key) ?? '';
      if (was === '' || was === is) continue;
      const now = is === '' ? 'nothing' : `"${is}"`;
      report(id, { at: ['metadata', 'labels', { key }], seen: is, expected: was, data: { before: was, now } });
    }
  },
});
