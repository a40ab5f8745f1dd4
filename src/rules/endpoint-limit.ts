// endpoint-limit: too many endpoints in one slice.
import { z } from 'zod';
import { LIMITS } from '../model/slice.ts';
import { defineRule } from '../policy/rule.ts';

export const endpointLimit = defineRule({
  id: 'endpoint-limit',
  category: 'size',
  summary: 'A slice holds no more endpoints than the EndpointSlice controller would put into one',
  rationale:
    'Whenever one endpoint changes, the whole slice is sent to every node that watches it. With 20,000 endpoints ' +
    'on 5,000 nodes ' +
    'one change sends 50 MB at 100 endpoints a slice and 10 GB if all are in one object (KEP-752). The API ' +
    'server stores up to ' +
    '1,000; the EndpointSlice controller stops at 100 (--max-endpoints-per-slice).',
  remediation:
    'Spread the endpoints over several slices with the same kubernetes.io/service-name label: consumers read ' +
    'their union.',
  needs: [],
  options: z.strictObject({
    max: z.int().min(1).max(LIMITS.endpoints).default(100).describe('The most endpoints that one slice may hold.'),
  }),
  messages: {
    'too-many': {
      text:
        '{seen} endpoints in one slice ({expected}); split it: a change of one endpoint sends all of them to ' +
        'every node',
      reason: 'FieldValueTooMany',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Two endpoints',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
  - addresses: ["10.1.2.4"]
`,
      },
    ],
    bad: [
      {
        title: 'More endpoints than the policy allows',
        options: { max: 2 },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
  - addresses: ["10.1.2.4"]
  - addresses: ["10.1.2.5"]
`,
        findings: [['endpoints', 'too-many']],
      },
    ],
  },
  prepare: ({ max }) => max,
  check({ slice, report }, max) {
    if (slice.endpointCount <= max) return;
    report('too-many', {
      at: ['endpoints'],
      seen: String(slice.endpointCount),
      expected: `at most ${max}`,
      quantity: slice.endpointCount,
    });
  },
});
