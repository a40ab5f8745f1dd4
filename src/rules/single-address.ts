// single-address: an endpoint with several addresses, of which consumers read the first.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

export const singleAddress = defineRule({
  id: 'single-address',
  category: 'size',
  summary: 'An endpoint has one address: consumers read no other',
  rationale:
    'The API server stores up to 100 addresses for an endpoint, but kube-proxy and the API server itself read ' +
    'only addresses[0], ' +
    'and since Kubernetes 1.33 the API says that the others have no meaning. A slice that lists two backends in ' +
    'one endpoint ' +
    'looks complete and serves half of them.',
  remediation: 'Give each address an endpoint of its own, with its own conditions.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    several: {
      text: '{seen} addresses, but only the first is read; give each address its own endpoint',
      reason: 'FieldValueTooMany',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'An endpoint for each address',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
  - addresses: ["10.1.2.4"]
`,
      },
    ],
    bad: [
      {
        title: 'Two backends in one endpoint: the second gets no traffic',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3", "10.1.2.4"]
`,
        findings: [['endpoints[0].addresses', 'several']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    slice.endpoints.forEach(({ addressCount }, index) => {
      if (addressCount > 1)
        report('several', {
          at: ['endpoints', index, 'addresses'],
          seen: String(addressCount),
          expected: 'one address',
        });
    });
  },
});
