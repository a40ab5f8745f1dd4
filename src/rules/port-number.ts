// port-number: port numbers that are missing or out of range. The API server checks none of this.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

const MAX_PORT = 65_535;

export const portNumber = defineRule({
  id: 'port-number',
  category: 'port',
  summary: 'Every port has a number, from 1 to 65535',
  rationale:
    'The API server does not look at port numbers: absent, 0, -1 and 70000 are all stored. Consumers are less ' +
    'patient. An absent ' +
    'port crashed kube-state-metrics as long as the object existed (kubernetes/kube-state-metrics#3063), Traefik ' +
    '(traefik/traefik#13481) and KubeEdge (kubeedge/kubeedge#7003); a port of 0 made nginx refuse its configuration ' +
    '(kubernetes/ingress-nginx#9141), one above 65535 made Envoy refuse a whole update ' +
    '(kgateway-dev/kgateway#8896). kube-proxy ' +
    'skips 0 and absent ports and passes the others on. That an absent port means all ports was promised until ' +
    'Kubernetes 1.33, ' +
    'but no consumer in Kubernetes does it. Endpoints without any port serve nothing, except for a headless ' +
    'Service that has ' +
    'none.',
  remediation:
    'Write the number that the backend listens on: the target port, not the port of the Service. For headless ' +
    'Services without ' +
    'ports, let the policy leave their slices out.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    'out-of-range': {
      text:
        "port {seen} is out of range (1-65535); set the backend's port: the API server accepts it, but " +
        'proxies cannot serve it',
      reason: 'FieldValueInvalid',
      recommended: 'deny',
      strict: 'deny',
    },
    absent: {
      text: "missing; set the backend's port: proxies skip a port without a number, and other consumers crash on it",
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'deny',
    },
    'no-ports': {
      text: "missing; add the backends' ports: without any, only a headless Service without ports is served",
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A port with its number',
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
      {
        title: 'The placeholder of a Service without ready pods: no endpoints and no ports',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints: null
ports: null
`,
      },
    ],
    bad: [
      {
        title: 'Numbers that the API server stores',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: http, port: 70000}
  - {name: admin, port: -1}
  - {name: metrics, port: 0}
`,
        findings: [
          ['ports[0].port', 'out-of-range'],
          ['ports[1].port', 'out-of-range'],
          ['ports[2].port', 'out-of-range'],
        ],
      },
      {
        title: 'A port without a number crashes kube-state-metrics (kubernetes/kube-state-metrics#3063)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: external-database-1
  labels:
    kubernetes.io/service-name: external-database
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: postgres, protocol: TCP}
`,
        findings: [['ports[0].port', 'absent']],
      },
      {
        title: 'Endpoints without ports',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [['ports', 'no-ports']],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    if (slice.portCount === 0 && slice.endpointCount > 0)
      report('no-ports', { at: ['ports'], seen: '', expected: 'at least one port' });
    slice.ports.forEach(({ port }, index) => {
      if (port === undefined)
        report('absent', { at: ['ports', index, 'port'], seen: '', expected: `1 to ${MAX_PORT}` });
      else if (port < 1 || port > MAX_PORT)
        report('out-of-range', { at: ['ports', index, 'port'], seen: String(port), expected: `1 to ${MAX_PORT}` });
    });
  },
});
