// denied-address: no address in a special-use range, however it is spelled or hidden, nor in ranges of one's own.
import { z } from 'zod';
import type { Address } from '../model/address/address.ts';
import type { RangeEntry } from '../model/address/cidr.ts';
import type { EmbeddedIpv4 } from '../model/address/embedded-ipv4.ts';
import { formatIp, type Ip } from '../model/address/ip.ts';
import { parsePrefix } from '../model/address/prefix.ts';
import { makeAddressJudge, type Denial, type Verdict } from '../model/address/special-address.ts';
import { defineRule, OptionError, type Message, type AddressReport } from '../policy/rule.ts';

const ownRange = z.union([
  z.string(),
  z.strictObject({
    range: z.string().describe('An address range (10.0.0.0/8) or a single address'),
    reason: z.string().min(1).max(200).describe('Why it is denied; part of the message'),
  }),
]);

export const deniedAddress = defineRule({
  id: 'denied-address',
  category: 'address',
  relaxable: false,
  summary: 'No loopback, link-local, metadata, multicast or other special-use address, nor a denied range',
  rationale:
    'A slice with 127.0.0.1 or 169.254.169.254 makes every proxy and gateway talk to its own node or to the ' +
    "cloud's credentials (CVE-2021-25737, kubernetes/kubernetes#102106, whose official work-around was a webhook " +
    'like this). ' +
    'API servers since 1.21.1 refuse loopback, link-local and unspecified addresses, but none refuses other ' +
    'multicast, broadcast, metadata outside 169.254.0.0/16, or an IPv4 address hidden in an IPv6 one ' +
    '(IPv4-compatible and IPv4-translated addresses, NAT64 by RFC 6052 and RFC 8215, 6to4, Teredo, ISATAP), and ' +
    'slices stored before the fix live on. openshift/router#812 had to decode such forms.',
  remediation:
    'Use the address of the backend itself. If a range meant for something else is really in use (documentation, ' +
    "benchmarking, 240.0.0.0/4 and the like), list it in the policy's `networks`: " +
    "it is not reported inside, and a cloud's metadata address there is a warning, unless it is link-local.",
  needs: [],
  ofAddresses: true,
  options: z.strictObject({
    ranges: z.array(ownRange).max(1000).default([]).describe('Further ranges to deny, as text or with a reason'),
  }),
  messages: {
    metadata: denied('{seen}{form} is the metadata service of {name}, which hands out credentials'),
    'metadata-in-network': {
      text:
        "{seen}{form} is in the policy's network {network}, but is the metadata service of {name} on that " +
        "cloud's machines; " +
        'use it only if the cluster runs elsewhere',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
    'cloud-service': denied("{seen}{form} is {name}, which answers that cloud's machines not a backend"),
    loopback: denied('{seen}{form} is a loopback address ({range}), which leads every node to itself'),
    'link-local': denied('{seen}{form} is a link-local address ({range}), which means another host on every link'),
    unspecified: denied('{seen}{form} is an unspecified address ({range}), which names no host'),
    multicast: denied('{seen}{form} is a multicast address ({range}), which no Service can connect to'),
    broadcast: denied('{seen}{form} is the broadcast address, which no Service can connect to'),
    reserved: mild('{seen}{form} is a reserved address ({range}), which most networks drop'),
    documentation: mild('{seen}{form} is a documentation address ({range}), which leads nowhere'),
    benchmarking: mild('{seen}{form} is a benchmarking address ({range}), meant for tests of network devices'),
    discard: mild('{seen}{form} is in a range without hosts ({range}, {name}), whose traffic routers drop'),
    protocol: mild('{seen}{form} is an address of a protocol ({range}, {name}), not of a host'),
    'site-local': mild(
      '{seen}{form} is a site-local address ({range}), which means another host at every site and is abolished ' +
        '(RFC 3879)',
    ),
    custom: {
      text: '{seen}{form} is in {range}, which this policy denies{why}; use another address',
      reason: 'FieldValueForbidden',
      recommended: 'deny',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A pod',
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
        title: 'A cluster whose pods have addresses in 240.0.0.0/4, and says so',
        networks: { pods: ['240.0.0.0/8'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: [240.0.12.7]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: 'The node itself and its link (CVE-2021-25737)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: hijack-1
  labels: {kubernetes.io/service-name: hijack}
addressType: IPv4
endpoints:
  - addresses: [127.0.0.1]
    conditions: {ready: true}
  - addresses: [169.254.1.1]
    conditions: {ready: true}
  - addresses: [169.254.169.254]
    conditions: {ready: true}
ports:
  - {name: kubelet, port: 10250, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'loopback'],
          ['endpoints[1].addresses[0]', 'link-local'],
          ['endpoints[2].addresses[0]', 'metadata'],
        ],
      },
      {
        title: 'Metadata hidden in IPv6, as openshift/router#812 had to decode it',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: steal-1
  labels: {kubernetes.io/service-name: steal}
addressType: IPv6
endpoints:
  - addresses: ["::a9fe:a9fe"]
    conditions: {ready: true}
  - addresses: ["64:ff9b::a9fe:a9fe"]
    conditions: {ready: true}
  - addresses: ["2002:a9fe:a9fe::1"]
    conditions: {ready: true}
  - addresses: ["fd00:ec2::254"]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'metadata'],
          ['endpoints[1].addresses[0]', 'metadata'],
          ['endpoints[2].addresses[0]', 'metadata'],
          ['endpoints[3].addresses[0]', 'metadata'],
        ],
      },
      {
        title: 'The same in the forms of translators and tunnels, which a gateway or a router may undo',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: steal-2
  labels: {kubernetes.io/service-name: steal}
addressType: IPv6
endpoints:
  - addresses: ["64:ff9b:1::a9fe:a9fe"]
    conditions: {ready: true}
  - addresses: ["64:ff9b:1:a9fe:a9:fe00::"]
    conditions: {ready: true}
  - addresses: ["::ffff:0:a9fe:a9fe"]
    conditions: {ready: true}
  - addresses: ["fd12::5efe:a9fe:a9fe"]
    conditions: {ready: true}
  - addresses: ["2001:0:a9fe:a9fe:0:ffff:f5ff:fffe"]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'metadata'],
          ['endpoints[1].addresses[0]', 'metadata'],
          ['endpoints[2].addresses[0]', 'metadata'],
          ['endpoints[3].addresses[0]', 'metadata'],
          ['endpoints[4].addresses[0]', 'metadata'],
        ],
      },
      {
        title: "A cloud's metadata address in the cluster's own pod range (kops' default holds that of Alibaba Cloud)",
        networks: { pods: ['100.96.0.0/11'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: [100.100.100.200]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [['endpoints[0].addresses[0]', 'metadata-in-network']],
      },
      {
        title: 'Ranges of IPv6 where no backend is',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: nowhere-1
  labels: {kubernetes.io/service-name: nowhere}
addressType: IPv6
endpoints:
  - addresses: ["fd00:ec2::253"]
  - addresses: ["fec0::10"]
  - addresses: ["100::1"]
  - addresses: ["2001:2::1"]
  - addresses: ["2001:10::1"]
ports:
  - {name: dns, port: 53, protocol: UDP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'cloud-service'],
          ['endpoints[1].addresses[0]', 'site-local'],
          ['endpoints[2].addresses[0]', 'discard'],
          ['endpoints[3].addresses[0]', 'benchmarking'],
          ['endpoints[4].addresses[0]', 'protocol'],
        ],
      },
      {
        title: "Ranges that the API server stores without a word, and one of the policy's own",
        options: { ranges: [{ range: '10.0.0.0/24', reason: 'the control plane lives there' }, '192.168.0.1'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: mixed-1
  labels: {kubernetes.io/service-name: mixed}
addressType: IPv4
endpoints:
  - addresses: [239.1.2.3]
  - addresses: [255.255.255.255]
  - addresses: [240.0.0.1]
  - addresses: [0.1.2.3]
  - addresses: [192.0.2.10]
  - addresses: [10.0.0.9]
  - addresses: [192.168.0.1]
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'multicast'],
          ['endpoints[1].addresses[0]', 'broadcast'],
          ['endpoints[2].addresses[0]', 'reserved'],
          ['endpoints[3].addresses[0]', 'unspecified'],
          ['endpoints[4].addresses[0]', 'documentation'],
          ['endpoints[5].addresses[0]', 'custom'],
          ['endpoints[6].addresses[0]', 'custom'],
        ],
      },
    ],
  },
  prepare: ({ ranges }, { networks }) => makeAddressJudge(ranges.map(readOwnRange), networks),
  check({ slice, reportAddress }, judge) {
    // Addresses among names are fqdn-target's business.
    if (slice.addressType === 'FQDN') return;
    for (const address of slice.addresses) {
      const verdict = address.ip && judge(address.ip);
      if (verdict !== undefined) reportAddress(verdict.denial.id, address, describe, verdict);
    }
  },
});

function denied(text: string): Message {
  return {
    text: `${text}; use the backend's own address`,
    reason: 'FieldValueInvalid',
    recommended: 'deny',
    strict: 'deny',
  };
}

function mild(text: string): Message {
  return {
    text: `${text}; use the backend's own address, or add the range to networks in the policy`,
    reason: 'FieldValueInvalid',
    recommended: 'warn',
    strict: 'deny',
  };
}

function readOwnRange(own: z.infer<typeof ownRange>, index: number): RangeEntry<Denial> {
  const bare = typeof own === 'string';
  const result = parsePrefix(bare ? own : own.range);
  if (!result.ok) throw new OptionError(bare ? ['ranges', index] : ['ranges', index, 'range'], result.problem);
  const { prefix } = result;
  return { prefix, value: { id: 'custom', range: prefix.text, name: '', why: bare ? '' : `: ${own.reason}` } };
}

function describe({ denial, embedded }: Verdict, { ip }: Address): AddressReport {
  const { range, name, why, network = '' } = denial;
  const form = ip === undefined ? '' : describeForm(ip, embedded);
  return { expected: `an address outside ${range}`, data: { range, name, why, network, form } };
}

/** Names the address meant where the text shows another: the rest of the message is about that one. */
function describeForm(ip: Ip, embedded: EmbeddedIpv4 | undefined): string {
  if (embedded !== undefined) return ` (${embedded.form} form of ${formatIp(embedded.ip)})`;
  return ip.canonical ? '' : ` (another spelling of ${formatIp(ip)})`;
}
