// port-limit: more ports than the API documents.
import { z } from 'zod';
import { LIMITS } from '../model/slice.ts';
import { defineRule } from '../policy/rule.ts';

export const portLimit = defineRule({
  id: 'port-limit',
  category: 'size',
  summary: 'A slice has no more ports than the API documents',
  rationale:
    'The EndpointSlice API documents at most 100 ports, and that was the limit until ' +
    'kubernetes/kubernetes#99382: Services with ' +
    'more got no slices at all. The API server now stores 20,000, but consumers are written for the documented ' +
    'number, and each ' +
    'port multiplies with every endpoint of the slice in the proxy on every node.',
  remediation: 'Split the Service, or, if every consumer of this slice is known to manage, raise max.',
  needs: [],
  options: z.strictObject({
    max: z.int().min(1).max(LIMITS.ports).default(100).describe('The most ports that one slice may have.'),
  }),
  messages: {
    'too-many': {
      text: '{seen} ports in one slice ({expected}); split the Service: every node keeps each port for each endpoint',
      reason: 'FieldValueTooMany',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'One port',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: http, port: 8080}
`,
      },
    ],
    bad: [
      {
        title: 'A port for each RTP stream, in a policy that allows two',
        options: { max: 2 },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: media-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: rtp-0, port: 30000, protocol: UDP}
  - {name: rtp-1, port: 30002, protocol: UDP}
  - {name: rtp-2, port: 30004, protocol: UDP}
`,
        findings: [['ports', 'too-many']],
      },
    ],
  },
  prepare: ({ max }) => max,
  check({ slice, report }, max) {
    if (slice.portCount <= max) return;
    report('too-many', {
      at: ['ports'],
      seen: String(slice.portCount),
      expected: `at most ${max}`,
      quantity: slice.portCount,
    });
  },
});
