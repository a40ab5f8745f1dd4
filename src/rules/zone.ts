// zone: an endpoint's zone that no node can be in.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

export const zone = defineRule({
  id: 'zone',
  category: 'endpoint',
  summary: "An endpoint's zone is a zone, never the empty string",
  rationale:
    'Routing by topology compares the zone of an endpoint and its hints with the label ' +
    'topology.kubernetes.io/zone of nodes. The API ' +
    'server stores any text, the empty one too, which templates leave behind when a value is missing: unlike an ' +
    'absent zone it looks ' +
    'set, and it matches no node. Whether a zone is that of the node is judged once the cluster is known.',
  remediation: "Leave the field out, or set it to the node's label topology.kubernetes.io/zone.",
  needs: [],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    empty: {
      text: "empty, and no zone has an empty name; remove it or set the node's zone",
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'A zone, and none',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    zone: eu-central-1a
  - addresses: ["10.1.2.4"]
`,
      },
    ],
    bad: [
      {
        title: 'A template whose value is missing',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    zone: ""
`,
        findings: [['endpoints[0].zone', 'empty']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    slice.endpoints.forEach((endpoint, index) => {
      if (endpoint.zone === '')
        report('empty', { at: ['endpoints', index, 'zone'], seen: '', expected: 'a zone, or no such field' });
    });
  },
});
