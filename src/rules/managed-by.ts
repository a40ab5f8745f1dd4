// managed-by: who manages a slice, and that no one poses as a controller of Kubernetes.
import { z } from 'zod';
import { toPointer, type PatchOperation } from '../model/json-patch.ts';
import { LABEL_VALUE } from '../model/names.ts';
import { isReservedManager } from '../model/reserved-labels.ts';
import { BUILT_IN_MANAGERS, LABELS, managedBy as managerOf } from '../model/slice.ts';
import type { FieldPath } from '../model/field-path.ts';
import { defineRule, OptionError } from '../policy/rule.ts';

interface Prepared {
  readonly expected: string;
  readonly fix: readonly PatchOperation[];
}

const AT: FieldPath = ['metadata', 'labels', { key: LABELS.managedBy }];

export const managedBy = defineRule({
  id: 'managed-by',
  category: 'identity',
  summary: "A slice says who manages it, and only Kubernetes' controllers use their own names",
  rationale:
    'Controllers select the slices that are theirs by endpointslice.kubernetes.io/managed-by; the API calls it ' +
    'highly recommended ' +
    'for all slices. The two names of kube-controller-manager are not free: a hand-written slice that has one is ' +
    'taken for a ' +
    'stale slice of its Service and deleted at the next sync, or emptied of every endpoint that is not a pod of the ' +
    'Service. The API ' +
    'server also keeps back its warnings about odd addresses for slices that have them, and anyone who wants a ' +
    'slice to look like ' +
    "the controller's copies the name. The API server checks none of it.",
  remediation:
    'Set the label to a name of your own under a domain of yours, as operator.shop.example.com (label values ' +
    'hold no slash), and ' +
    'never to one that ends in .k8s.io.',
  needs: ['user'],
  affectsMembership: true,
  appliesToEndpoints: false,
  fixes: ['value'],
  options: z.strictObject({
    value: z
      .string()
      .regex(
        LABEL_VALUE,
        'is not a label value; write at most 63 letters, digits, "-", "_" and ".", as operator.shop.example.com',
      )
      .optional()
      .describe('The name that a fix sets where the label is missing; without it there is no fix.'),
  }),
  messages: {
    missing: {
      text:
        'missing; set your own manager name (team.example.com), so that controllers can distinguish this ' +
        'slice from theirs',
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'warn',
    },
    'built-in': {
      text:
        '{seen} is reserved for a Kubernetes controller, which will delete or empty this slice; use your own ' +
        'manager name',
      reason: 'FieldValueForbidden',
      recommended: 'deny',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A name of its own',
        user: 'system:serviceaccount:shop:operator',
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
      {
        title: 'The controller itself',
        user: 'system:serviceaccount:kube-system:endpointslice-controller',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-x7k2p
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
    ],
    bad: [
      {
        title: 'A slice without a manager',
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
        findings: [['metadata.labels[endpointslice.kubernetes.io/managed-by]', 'missing']],
      },
      {
        title: "Copied from one of the controller's slices, labels included",
        user: 'alice',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-copy
  labels:
    kubernetes.io/service-name: web
    endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [['metadata.labels[endpointslice.kubernetes.io/managed-by]', 'built-in']],
      },
    ],
  },
  prepare({ value }): Prepared {
    if (value === undefined) return { expected: 'a name of your own', fix: [] };
    if (isReservedManager(value))
      throw new OptionError(['value'], `${value} is for the controllers of Kubernetes: name one of your own`);
    return { expected: value, fix: [{ op: 'add', path: toPointer(['metadata', 'labels', LABELS.managedBy]), value }] };
  },
  check({ slice, writer, report, undecided }, { expected, fix }) {
    // The API server's own default/kubernetes has no managed-by at all.
    if (writer.class === 'controller') return;
    const manager = managerOf(slice.metadata) ?? '';
    if (manager === '') report('missing', { at: AT, seen: '', expected, fix });
    else if (!BUILT_IN_MANAGERS.includes(manager)) return;
    else if (writer.class === 'unknown') undecided('user');
    else report('built-in', { at: AT, seen: manager, expected: 'a name of your own' });
  },
});
