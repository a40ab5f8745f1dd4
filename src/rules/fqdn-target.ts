// fqdn-target: names that are addresses in disguise, the gateway's own host, the cluster's inside or a cloud's metadata
// service.
import { z } from 'zod';
import { makeDomainTable } from '../model/address/domain-table.ts';
import { isWithin, literalIp, mayUseSearchPath, normalizeName } from '../model/address/fqdn.ts';
import { formatIp, parseIp, type Ip } from '../model/address/ip.ts';
import { SPECIAL_NAMES, type NameUse, type SpecialName } from '../model/address/special-names.ts';
import { spelledIp } from '../model/address/spelled-ip.ts';
import { defineRule, type Message, type AddressReport } from '../policy/rule.ts';
import type { FactRef } from '../view/facts.ts';
import type { ClusterView } from '../view/view.ts';

const SPECIAL = makeDomainTable(SPECIAL_NAMES.map((special) => [special.domain, special]));

export const fqdnTarget = defineRule({
  id: 'fqdn-target',
  category: 'address',
  summary: 'No FQDN that is or spells an IP address, localhost, a cluster-local name or a metadata host',
  rationale:
    'The API server checks of an FQDN only that it has two labels: 169.254.169.254 and metadata.google.internal ' +
    "are stored. Gateways that resolve such slices then fetch from their own node, the cluster or the cloud's " +
    'credentials for anyone ' +
    'who may write a slice: openshift/router#812 (OCPBUGS-86722). Restrictions on addresses let through what ' +
    'they cannot parse as one.',
  remediation:
    'Use a slice of type IPv4 or IPv6 for an address, the Service itself for a name of this cluster, and the ' +
    "backend's own public name otherwise.",
  needs: [],
  ofAddresses: true,
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
      '{seen} is the IP address {address}, not a name, and passes by every check on addresses; use a slice of ' +
        'addressType {family}',
    ),
    localhost: denied("{seen} is the host that resolves it, not a backend; use the backend's own address"),
    host: denied(
      "{seen} is the machine on which the container or cluster runs ({name}), not a backend; use the backend's " +
        'own address',
    ),
    'cluster-local': denied(
      '{seen} is a name inside the cluster, which a gateway resolves past all namespaces; use that Service itself',
    ),
    'search-path': {
      text:
        '{seen} is the Service {service} of namespace {namespace} for every pod, by its search path; use ' +
        'that Service itself',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'warn',
    },
    metadata: denied(
      "{seen} is the metadata service of {cloud}, which hands out credentials; use the backend's own address",
    ),
    'wildcard-dns': denied(
      '{seen} always resolves to {address}, an address by another name; use a slice of addressType {family}',
    ),
    rebinding: denied(
      '{seen} resolves to whatever the name asks of {service}, and to something else the next time; use the ' +
        "backend's own name",
    ),
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
      {
        title:
          'The machine below, metadata in another region, the API server by its short name, and a name that ' +
          'changes its answer',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: disguised-2
  labels: {kubernetes.io/service-name: disguised}
addressType: FQDN
endpoints:
  - addresses: [host.docker.internal]
  - addresses: [instance-data.eu-west-1.compute.internal]
  - addresses: [kubernetes.default]
  - addresses: [make-93-184-216-34-rebind-169-254-169-254-rr.1u.ms]
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [
          ['endpoints[0].addresses[0]', 'host'],
          ['endpoints[1].addresses[0]', 'metadata'],
          ['endpoints[2].addresses[0]', 'cluster-local'],
          ['endpoints[3].addresses[0]', 'rebinding'],
        ],
      },
      {
        title: "Another namespace's Service, by the name that every pod's search path completes",
        services: ['payments/ledger'],
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: ledger-1
  labels: {kubernetes.io/service-name: ledger}
addressType: FQDN
endpoints:
  - addresses: [ledger.payments]
    conditions: {ready: true}
ports:
  - {name: http, port: 80, protocol: TCP}
`,
        findings: [['endpoints[0].addresses[0]', 'search-path']],
      },
    ],
  },
  prepare: ({ clusterDomain }) => clusterDomain,
  needsOf: () => ['services'],
  check({ slice, view, reportAddress }, clusterDomain) {
    if (slice.addressType !== 'FQDN') return;
    for (const address of slice.addresses) {
      const name = normalizeName(address.text);
      const fault = name === undefined ? undefined : judge(name, clusterDomain, view);
      if (fault !== undefined) reportAddress(fault.id, address, describe, fault);
    }
  },
});

function describe({ data, rests = [] }: Fault): AddressReport {
  return { expected: 'the name of a backend outside the cluster', data, rests };
}

function denied(text: string): Message {
  return { text, reason: 'FieldValueForbidden', recommended: 'deny', strict: 'deny' };
}

interface Fault {
  readonly id:
    | 'ip-literal'
    | 'localhost'
    | 'host'
    | 'cluster-local'
    | 'search-path'
    | 'metadata'
    | 'wildcard-dns'
    | 'rebinding';
  readonly data: Readonly<Record<string, string>>;
  readonly rests?: readonly FactRef[];
}

function judge(name: string, clusterDomain: string, view: ClusterView | undefined): Fault | undefined {
  const literal = literalIp(name);
  if (literal !== undefined) return { id: 'ip-literal', data: addressOf(literal) };
  const special = SPECIAL.find(name);
  const fault = special && BY_USE[special.use](name, special);
  if (fault !== undefined) return fault;
  if (isClusterLocal(name, clusterDomain)) return { id: 'cluster-local', data: {} };
  return judgeSearched(name, view);
}

const BY_USE: Readonly<Record<NameUse, (name: string, special: SpecialName) => Fault | undefined>> = {
  localhost: () => ({ id: 'localhost', data: {} }),
  host: (_, special) => ({ id: 'host', data: { name: special.name } }),
  metadata: (_, special) => ({ id: 'metadata', data: { cloud: special.name } }),
  'rebinding-dns': (_, special) => ({ id: 'rebinding', data: { service: special.name } }),
  'loopback-dns': () => wildcard(parseIp('127.0.0.1')),
  'ip-in-name-dns': (name, special) => (name === special.domain ? undefined : wildcard(spelledIn(name, special))),
};

function spelledIn(name: string, { domain, isDotted, otherwise }: SpecialName): Ip | undefined {
  return (
    spelledIp(name, name.length - domain.length - 1, isDotted) ??
    (otherwise === undefined ? undefined : parseIp(otherwise))
  );
}

function wildcard(ip: Ip | undefined): Fault | undefined {
  return ip && { id: 'wildcard-dns', data: addressOf(ip) };
}

function addressOf(ip: Ip): Fault['data'] {
  return { address: formatIp(ip), family: `IPv${ip.family}` };
}

/**
 * What the search path of a pod (`<namespace>.svc.<domain>`, `svc.<domain>`, `<domain>`; kubernetes/kubernetes
 * pkg/kubelet/network/dns) completes to a name of the cluster: `pod` spells any address (kubernetes/dns, the schema of
 * DNS-based discovery), and every cluster has `kubernetes.default`.
 */
function isClusterLocal(name: string, clusterDomain: string): boolean {
  return (
    name.endsWith('.svc') || name.endsWith('.pod') || name === 'kubernetes.default' || isWithin(name, clusterDomain)
  );
}

/**
 * Two labels may be a Service and its namespace as well as a name of the public DNS: only a view that has the Service
 * can decide.
 */
function judgeSearched(name: string, view: ClusterView | undefined): Fault | undefined {
  if (view === undefined || !mayUseSearchPath(name)) return undefined;
  const [service = '', namespace = ''] = name.split('.');
  const known = view.service(namespace, service);
  return known
    ? { id: 'search-path', data: { service, namespace }, rests: [{ kind: 'services', namespace, name: service }] }
    : undefined;
}
