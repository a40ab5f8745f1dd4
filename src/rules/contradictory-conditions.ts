// contradictory-conditions: endpoints that are said to be ready and, in the same breath, not to be.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

export const contradictoryConditions = defineRule({
  id: 'contradictory-conditions',
  category: 'endpoint',
  summary: 'A ready endpoint is serving and not terminating',
  rationale:
    "Kubernetes' controller calls an endpoint ready if it serves and does not terminate; an absent `ready` reads " +
    'as true, an absent ' +
    '`serving` as true, an absent `terminating` as false. The API server stores any combination. Consumers that ' +
    'look at `ready` alone ' +
    'then send new connections to a backend that is going away or cannot answer, and others do not: part of the ' +
    'traffic fails. Only a ' +
    'Service with publishNotReadyAddresses has such endpoints on purpose, which is why this is never more than a ' +
    'warning by itself; ' +
    'the Service is looked at once the cluster is known.',
  remediation:
    'Set `ready` to false where `serving` is false or `terminating` is true, unless the Service sets ' +
    'publishNotReadyAddresses.',
  needs: [],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    terminating: {
      text: 'ready although terminating; set ready to false, unless the Service has publishNotReadyAddresses',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
    'not-serving': {
      text: 'ready although not serving; set ready to false, unless the Service has publishNotReadyAddresses',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Serving, draining, starting',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true, serving: true, terminating: false}
  - addresses: ["10.1.2.4"]
    conditions: {ready: false, serving: true, terminating: true}
  - addresses: ["10.1.2.5"]
    conditions: {ready: false, serving: false, terminating: false}
`,
      },
    ],
    bad: [
      {
        title: 'Ready and going away, ready and not answering, and not said to be ready, which means ready',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true, serving: true, terminating: true}
  - addresses: ["10.1.2.4"]
    conditions: {ready: true, serving: false}
  - addresses: ["10.1.2.5"]
    conditions: {serving: false}
`,
        findings: [
          ['endpoints[0].conditions.ready', 'terminating'],
          ['endpoints[1].conditions.ready', 'not-serving'],
          ['endpoints[2].conditions.ready', 'not-serving'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    slice.endpoints.forEach(({ conditions: { ready, serving, terminating } }, index) => {
      // An absent `ready` means ready.
      if ((terminating !== true && serving !== false) || ready === false) return;
      const at = ['endpoints', index, 'conditions', 'ready'];
      report(terminating === true ? 'terminating' : 'not-serving', {
        at,
        seen: ready === undefined ? '' : 'true',
        expected: 'false',
      });
    });
  },
});
