// allowed-address: every address lies inside the networks that the policy names.
import { z } from 'zod';
import { defineRule, OptionError, type AddressReport } from '../policy/rule.ts';

export const allowedAddress = defineRule({
  id: 'allowed-address',
  category: 'address',
  summary: 'Every address lies inside the allowed networks',
  rationale:
    'Anyone who writes a slice chooses where the traffic of its Service goes, past NetworkPolicies and ' +
    'load-balancer source ranges, because the connection comes from the gateway (CVE-2021-25740, which ' +
    'Kubernetes does not fix: kubernetes/kubernetes#103675). ' +
    "An allow-list is the one check that holds whatever the address is. A name counts as outside: OpenShift's " +
    'built-in restriction lets everything through that it cannot parse as an address.',
  remediation:
    "Use an address inside one of the networks, or add the range to the policy's `networks`. The rule is off " +
    'until `networks` names at least one; with `match`, each namespace can have its own.',
  needs: [],
  ofAddresses: true,
  options: z.strictObject({
    networks: z
      .array(z.string().min(1))
      .min(1)
      .max(100)
      .describe("Names from the policy's `networks`; an address inside any of them is allowed"),
  }),
  messages: {
    outside: {
      text: '{seen} is outside the allowed networks ({names}); use an address inside, or add its range to the policy',
      reason: 'FieldValueForbidden',
      recommended: 'off',
      strict: 'off',
    },
    'not-an-address': {
      text:
        '{seen} is not an IP address, so it cannot be checked against the allowed networks ({names}); use an ' +
        'address inside',
      reason: 'FieldValueForbidden',
      recommended: 'off',
      strict: 'off',
    },
  },
  examples: {
    good: [
      {
        title: 'A database outside the cluster, in a network that the policy lists',
        options: { networks: ['pods', 'databases'] },
        networks: { pods: ['10.244.0.0/16'], databases: ['192.168.40.0/24'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: postgres-1
  labels: {kubernetes.io/service-name: postgres}
addressType: IPv4
endpoints:
  - addresses: [192.168.40.7]
    conditions: {ready: true}
ports:
  - {name: postgres, port: 5432, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: "A slice that leads to a backend that is none of the namespace's business (CVE-2021-25740)",
        options: { networks: ['pods'] },
        networks: { pods: ['10.244.0.0/16'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: [10.244.3.4]
    conditions: {ready: true}
  - addresses: [10.0.0.1]
    conditions: {ready: true}
ports:
  - {name: https, port: 443, protocol: TCP}
`,
        findings: [['endpoints[1].addresses[0]', 'outside']],
      },
      {
        title: 'A name instead of an address',
        options: { networks: ['pods'] },
        networks: { pods: ['10.244.0.0/16'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: FQDN
endpoints:
  - addresses: [anywhere.example.com]
    conditions: {ready: true}
ports:
  - {name: https, port: 443, protocol: TCP}
`,
        findings: [['endpoints[0].addresses[0]', 'not-an-address']],
      },
    ],
  },
  prepare({ networks }, setup) {
    const ranges = networks.map((name, index) => {
      const range = setup.networks.get(name);
      if (range === undefined)
        throw new OptionError(['networks', index], unknownNetwork(name, [...setup.networks.keys()]));
      return range;
    });
    return { ranges, names: networks.join(', ') };
  },
  check({ slice, reportAddress }, { ranges, names }) {
    for (const address of slice.addresses) {
      const { ip } = address;
      if (ip !== undefined && ranges.some((range) => range.contains(ip))) continue;
      reportAddress(ip === undefined ? 'not-an-address' : 'outside', address, describe, names);
    }
  },
});

function describe(names: string): AddressReport {
  return { expected: `an address inside ${names}`, data: { names } };
}

function unknownNetwork(name: string, known: readonly string[]): string {
  const hint = known.length === 0 ? 'the policy has no networks' : `the policy has ${known.toSorted().join(', ')}`;
  return `there is no network ${JSON.stringify(name)}; ${hint}`;
}
