// canonical-address: every address is written in the one form that all programs read alike.
import { z } from 'zod';
import type { Address } from '../model/address/address.ts';
import { formatIp, type Ip } from '../model/address/ip.ts';
import type { PatchOperation } from '../model/json-patch.ts';
import { defineRule, nothing, type AddressReport } from '../policy/rule.ts';

export const canonicalAddress = defineRule({
  id: 'canonical-address',
  category: 'address',
  summary: 'Every address is in canonical form: no leading zeros, no IPv4-mapped IPv6, RFC 5952 text',
  rationale:
    'Go reads 010.1.2.3 as 10.1.2.3, the C library as 8.1.2.3: one text, two backends (CVE-2021-29923, ' +
    'KEP-4858). IPv4-mapped IPv6 is IPv4 to some programs and IPv6 to others, and two spellings of one IPv6 address ' +
    'escape every comparison of texts. Kubernetes 1.36 and newer refuse leading zeros and mapped addresses, and ' +
    'a 1.37 server refuses non-canonical IPv6 in slices too.',
  remediation: 'Write the address as the message says.',
  needs: [],
  ofAddresses: true,
  fixes: true,
  options: z.strictObject({}),
  messages: {
    'leading-zeros': {
      text: '{seen} has leading zeros, which Kubernetes reads as decimal and the C library as octal; write {expected}',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'deny',
    },
    'ipv4-mapped': {
      text: '{seen} is an IPv4 address written as IPv6, which programs read in two ways; write {expected}',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'deny',
    },
    'ipv6-text': {
      text: '{seen} is not the canonical text of its address (RFC 5952), so comparisons miss it; write {expected}',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Canonical IPv6',
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
        title: 'Two programs, two backends (CVE-2021-29923)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["010.1.2.3"]
    conditions: {ready: true}
  - addresses: ["::ffff:10.1.2.4"]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'leading-zeros'],
          ['endpoints[1].addresses[0]', 'ipv4-mapped'],
        ],
      },
      {
        title: 'One IPv6 address in other spellings',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-v6-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv6
endpoints:
  - addresses: ["FD00:10:244::5"]
    conditions: {ready: true}
  - addresses: ["fd00:10:244:0:0:0:0:6"]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'ipv6-text'],
          ['endpoints[1].addresses[0]', 'ipv6-text'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, reportAddress }) {
    if (slice.addressType === 'FQDN') return;
    for (const address of slice.addresses) {
      const { ip } = address;
      if (ip !== undefined && !ip.canonical) reportAddress(spellingOf(ip), address, describe, slice.addressType);
    }
  },
});

function describe(addressType: string, { endpoint, index, ip }: Address): AddressReport {
  const expected = ip === undefined ? '' : formatIp(ip);
  return {
    expected,
    fix: fixOf(`/endpoints/${endpoint}/addresses/${index}`, expected, ip?.family === FAMILY[addressType]),
  };
}

const FAMILY: Readonly<Record<string, number>> = { IPv4: 4, IPv6: 6 };

/** An IPv4-mapped address in a slice of IPv6 would become one that the API server refuses there. */
function fixOf(path: string, value: string, isOfSlice: boolean): readonly PatchOperation[] {
  return isOfSlice ? [{ op: 'replace', path, value }] : [];
}

function spellingOf(ip: Ip): 'ipv4-mapped' | 'leading-zeros' | 'ipv6-text' {
  if (ip.mapped) return 'ipv4-mapped';
  return ip.family === 4 ? 'leading-zeros' : 'ipv6-text';
}
