// address-type: which of Kubernetes' address types a slice may have.
import { z } from 'zod';
import { defineRule } from '../policy/rule.ts';

const KNOWN = ['IPv4', 'IPv6', 'FQDN'] as const;

export const addressType = defineRule({
  id: 'address-type',
  category: 'address',
  summary: 'The addressType is one of the allowed types (IPv4 and IPv6 by default)',
  rationale:
    'An FQDN slice has no meaning in Kubernetes: kube-proxy ignores it, and the API calls the type deprecated ' +
    'since 1.33 and warns when one is created. ' +
    'Some gateways resolve the name nevertheless, with the rights of the gateway: openshift/router#812 closed a ' +
    'server-side request forgery by which any user reached metadata.google.internal.',
  remediation:
    'List the backends by IP address in a slice of type IPv4 or IPv6, or use a Service of type ExternalName for ' +
    'a name. Where a gateway needs FQDN slices, add FQDN to `allowed`.',
  needs: [],
  options: z.strictObject({
    allowed: z
      .array(z.enum(KNOWN))
      .min(1)
      .max(KNOWN.length)
      .default(['IPv4', 'IPv6'])
      .describe('The address types that slices may have'),
  }),
  messages: {
    'not-allowed': {
      text: '{seen} is not allowed here; use {expected}',
      reason: 'FieldValueNotSupported',
      recommended: 'warn',
      strict: 'deny',
    },
    unknown: {
      text: '{seen} is unknown to Kubernetes, so the API server rejects it; use {expected}',
      reason: 'FieldValueNotSupported',
      recommended: 'deny',
      strict: 'deny',
    },
    missing: {
      text: 'missing, so the API server rejects the slice; set it to {expected}',
      reason: 'FieldValueRequired',
      recommended: 'deny',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Backends by address',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
      },
      {
        title: 'FQDN where the policy allows it',
        options: { allowed: ['IPv4', 'IPv6', 'FQDN'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: orders-1
  labels: {kubernetes.io/service-name: orders}
addressType: FQDN
endpoints:
  - addresses: [orders.example.com]
    conditions: {ready: true}
ports:
  - {name: https, port: 443, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: 'The slice type behind the SSRF in the OpenShift router (openshift/router#812)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: steal-1
  labels: {kubernetes.io/service-name: steal}
addressType: FQDN
endpoints:
  - addresses: [metadata.google.internal]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [['addressType', 'not-allowed']],
      },
      {
        title: 'The address type of Kubernetes 1.16, which no server creates any more',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IP
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [['addressType', 'unknown']],
      },
      {
        title: 'No address type',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [['addressType', 'missing']],
      },
    ],
  },
  prepare: ({ allowed }) => ({ allowed: new Set<string>(allowed), expected: allowed.join(' or ') }),
  check({ slice, report }, prepared) {
    const seen = slice.addressType;
    if (prepared.allowed.has(seen)) return;
    report(kindOf(seen), { at: ['addressType'], seen, expected: prepared.expected });
  },
});

function kindOf(type: string): 'missing' | 'unknown' | 'not-allowed' {
  if (type === '') return 'missing';
  return KNOWN.some((known) => known === type) ? 'not-allowed' : 'unknown';
}
