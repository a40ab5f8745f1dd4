// fqdn-target: names that are addresses in disguise, the gateway's own host, the cluster's inside or a cloud's metadata service.
import { z } from 'zod';
import { isWithin, literalIp, normalizeName } from '../model/fqdn.ts';
import { formatIp } from '../model/ip.ts';
import { wildcardDnsIp } from '../model/wildcard-dns.ts';
import { defineRule, type Message } from '../policy/rule.ts';

/** RFC 6761 6.3, and the names that Red Hat's and Debian's /etc/hosts give to loopback. */
const LOCALHOST: readonly string[] = [
  'localhost',
  'localhost.localdomain',
  'localhost4.localdomain4',
  'localhost6.localdomain6',
  'ip6-localhost',
  'ip6-loopback',
];

/** From the vendors' pages on instance metadata. */
const METADATA: readonly (readonly [domain: string, cloud: string])[] = [
  ['metadata.google.internal', 'Google Cloud'],
  ['metadata.goog', 'Google Cloud'],
  ['instance-data.ec2.internal', 'AWS'],
  ['metadata.tencentyun.com', 'Tencent Cloud'],
  ['api.metadata.cloud.ibm.com', 'IBM Cloud'],
  ['metadata.exoscale.com', 'Exoscale'],
  ['metadata.platformequinix.com', 'Equinix Metal'],
];

export const fqdnTarget = defineRule({
  id: 'fqdn-target',
  category: 'address',
  summary: 'No FQDN that is or spells an IP address, localhost, a cluster-local name or a metadata host',
  rationale:
    "The API server checks of an FQDN only that it has two labels: 169.254.169.254 and metadata.google.internal are stored. Gateways that resolve such slices then fetch from their own node, the cluster or the cloud's credentials for anybody " +
    'who may write a slice: openshift/router#812 (OCPBUGS-86722). Restrictions on addresses let through what they cannot parse as one.',
  remediation:
    "Use a slice of type IPv4 or IPv6 for an address, the Service itself for a name of this cluster, and the backend's own public name otherwise.",
  needs: [],
  options: z.strictObject({
    clusterDomain: z
      .string()
      .max(253)
      .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, 'write the domain in lower case, without a trailing dot')
      .default('cluster.local')
      .describe("The cluster's DNS domain"),
  }),
  messages: {
    'ip-literal': denied(
      '{seen} is the IP address {address}, not a name, and passes by every check on addresses; use a slice of addressType {family}',
    ),
    localhost: denied("{seen} is the host that resolves it, not a backend; use the backend's own address"),
    'cluster-local': denied('{seen} is a name inside the cluster, which a gateway resolves past all namespaces; use that Service itself'),
    metadata: denied("{seen} is the metadata service of {cloud}, which hands out credentials; use the backend's own address"),
    'wildcard-dns': denied('{seen} always resolves to {address}, an address by another name; use a slice of addressType {family}'),
  },
  examples: {
    good: [
      {
        title: 'A public name',
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
        title: 'The SSRF in the OpenShift router (openshift/router#812)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: steal-1
  labels: {kubernetes.io/service-name: steal}
addressType: FQDN
endpoints:
  - addresses: [metadata.google.internal]
    conditions: {ready: true}
  - addresses: [169.254.169.254]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'metadata'],
          ['endpoints[1].addresses[0]', 'ip-literal'],
        ],
      },
      {
        title: 'Other spellings of places where no backend is',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: disguised-1
  labels: {kubernetes.io/service-name: disguised}
addressType: FQDN
endpoints:
  - addresses: ["0xa9.254.43518"]
  - addresses: [Localhost.localdomain.]
  - addresses: [kubernetes.default.svc]
  - addresses: [etcd.kube-system.svc.cluster.local]
  - addresses: [a9fea9fe.nip.io]
  - addresses: [app.lvh.me]
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'ip-literal'],
          ['endpoints[1].addresses[0]', 'localhost'],
          ['endpoints[2].addresses[0]', 'cluster-local'],
          ['endpoints[3].addresses[0]', 'cluster-local'],
          ['endpoints[4].addresses[0]', 'wildcard-dns'],
          ['endpoints[5].addresses[0]', 'wildcard-dns'],
        ],
      },
    ],
  },
  prepare: ({ clusterDomain }) => clusterDomain,
  check({ slice, report }, clusterDomain) {
    if (slice.addressType !== 'FQDN') return;
    for (const { endpoint, index, text } of slice.addresses) {
      const name = normalizeName(text);
      const fault = name === undefined ? undefined : judge(name, clusterDomain);
      if (fault === undefined) continue;
      const at = ['endpoints', endpoint, 'addresses', index];
      report(fault.id, { at, seen: text, expected: 'the name of a backend outside the cluster', data: fault.data });
    }
  },
});

function denied(text: string): Message {
  return { text, reason: 'FieldValueForbidden', recommended: 'deny', strict: 'deny' };
}

interface Fault {
  readonly id: 'ip-literal' | 'localhost' | 'cluster-local' | 'metadata' | 'wildcard-dns';
  readonly data: Readonly<Record<string, string>>;
}

/** What the search path of a pod completes to a name of the cluster; `pod` spells any address (kubernetes/dns, the schema of DNS-based discovery). */
const RELATIVE = ['.svc', '.pod'];

function judge(name: string, clusterDomain: string): Fault | undefined {
  const literal = literalIp(name);
  if (literal !== undefined) return { id: 'ip-literal', data: { address: formatIp(literal), family: `IPv${literal.family}` } };
  if (LOCALHOST.some((domain) => isWithin(name, domain))) return { id: 'localhost', data: {} };
  const service = METADATA.find(([domain]) => isWithin(name, domain));
  if (service !== undefined) return { id: 'metadata', data: { cloud: service[1] } };
  if (RELATIVE.some((end) => name.endsWith(end)) || isWithin(name, clusterDomain)) return { id: 'cluster-local', data: {} };
  const spelled = wildcardDnsIp(name);
  return spelled && { id: 'wildcard-dns', data: { address: formatIp(spelled), family: `IPv${spelled.family}` } };
}
