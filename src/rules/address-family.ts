// address-family: every address of a slice is of the family that its addressType names.
import { z } from 'zod';
import type { Address } from '../model/address/address.ts';
import { addressAdvice } from '../model/address/not-an-address.ts';
import { defineRule, nothing, type AddressReport } from '../policy/rule.ts';

export const addressFamily = defineRule({
  id: 'address-family',
  category: 'address',
  summary: 'Every address is of the family that addressType names',
  rationale:
    'A slice of the wrong family is refused by the API server, and its Service stays without endpoints: ' +
    'rook/rook#16792 wrote IPv6 addresses under a hard-coded addressType IPv4, kubernetes/kubernetes#94505 likewise. ' +
    'addressType is immutable, so the slice has to be replaced, not edited.',
  remediation:
    'Put IPv4 and IPv6 addresses into two slices, each with its own addressType and both with the same ' +
    'kubernetes.io/service-name label.',
  needs: [],
  ofAddresses: true,
  options: z.strictObject({}),
  messages: {
    'wrong-family': {
      text:
        '{seen} is an {family} address in a slice of addressType {type}; move it to a slice of addressType ' +
        '{family}',
      reason: 'FieldValueInvalid',
      recommended: 'deny',
      strict: 'deny',
    },
    'not-an-address': {
      text: '{what} is not an IP address{type}; {advice}',
      reason: 'FieldValueInvalid',
      recommended: 'deny',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'IPv6 addresses in an IPv6 slice',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-v6-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv6
endpoints:
  - addresses: ["fd00:10:244::5"]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: 'IPv6 backends under a hard-coded addressType IPv4 (rook/rook#16792)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ceph-exporter-1
  labels: {kubernetes.io/service-name: ceph-exporter}
addressType: IPv4
endpoints:
  - addresses: [10.1.2.3]
    conditions: {ready: true}
  - addresses: ["fd00:10:244::5"]
    conditions: {ready: true}
ports:
  - {name: metrics, port: 9926, protocol: TCP}
`,
        findings: [['endpoints[1].addresses[0]', 'wrong-family']],
      },
      {
        title:
          'An IPv4 address written as IPv6 is IPv4 to Kubernetes; an address with a zone and a name are not addresses',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-v6-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv6
endpoints:
  - addresses: ["::ffff:10.1.2.3"]
    conditions: {ready: true}
  - addresses: ["fe80::1%eth0", web.example.com]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'wrong-family'],
          ['endpoints[1].addresses[0]', 'not-an-address'],
          ['endpoints[1].addresses[1]', 'not-an-address'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, reportAddress }) {
    const type = slice.addressType;
    if (type !== 'IPv4' && type !== 'IPv6') return;
    const family = type === 'IPv4' ? 4 : 6;
    const said: Said = { type, isSlice: slice.origin === undefined };
    for (const address of slice.addresses) {
      if (address.ip?.family !== family)
        reportAddress(address.ip === undefined ? 'not-an-address' : 'wrong-family', address, describe, said);
    }
  },
});

interface Said {
  readonly type: string;
  /** v1 Endpoints have no addressType. */
  readonly isSlice: boolean;
}

function describe({ type, isSlice }: Said, { ip, text }: Address): AddressReport {
  const expected = `an ${type} address`;
  if (ip !== undefined) return { expected, data: { type, family: `IPv${ip.family}` } };
  const advice = addressAdvice(text) ?? `write ${isSlice ? expected : 'an IP address'}`;
  const what = text === '' ? 'an empty text' : text;
  return { expected, data: { what, type: isSlice ? `, but the addressType is ${type}` : '', advice } };
}
