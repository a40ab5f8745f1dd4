// For each rule an object that it finds fault with; which of them the API server's own validation stops first, and what it says then.
import { endpoint, GOOD_LABELS, slice, type SliceObject } from './harness/objects.ts';

export interface RuleRow {
  readonly rule: string;
  readonly title: string;
  readonly object: SliceObject;
  /** Stored before: the write is an update. */
  readonly old?: SliceObject;
  /** One instance of the rule serves all its rows: give the same options in each. */
  readonly options?: object;
  /** What the rule says, as `id field`. */
  readonly findings: readonly string[];
  /** Kubernetes refuses the object before any webhook is asked, in these words: the rule is for older servers and for `check`, so its review is sent by hand. */
  readonly refusedFirst?: string;
}

export function namespaceOf(rule: string): string {
  return `rule-${rule}`;
}

/** The policy's `networks` that rows refer to. */
export const NETWORKS = { pods: ['10.0.0.0/8'] };

function count<Item>(length: number, make: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => make(index));
}

function ipv4(index: number): string {
  return `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function row(rule: string, title: string, parts: Parameters<typeof slice>[1], rest: Omit<RuleRow, 'rule' | 'title' | 'object'>): RuleRow {
  const name = title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
  return { rule, title, object: slice(name, { namespace: namespaceOf(rule), ...parts }), ...rest };
}

const serviceLabel = { 'kubernetes.io/service-name': 'web' };
const managerLabel = { 'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com' };
const http = { name: 'http', port: 8080, protocol: 'TCP' };

export const ROWS: readonly RuleRow[] = [
  row(
    'address-family',
    'IPv6 address in IPv4',
    { endpoints: [endpoint('2001:db8::1')] },
    {
      findings: ['wrong-family endpoints[0].addresses[0]'],
      refusedFirst: 'must be an IPv4 address',
    },
  ),
  row(
    'address-type',
    'names',
    { addressType: 'FQDN', endpoints: [endpoint('backend.example.com')] },
    { findings: ['not-allowed addressType'] },
  ),
  row(
    'allowed-address',
    'outside the networks',
    { endpoints: [endpoint('10.1.2.3'), endpoint('11.1.2.3')] },
    {
      options: { networks: ['pods'] },
      findings: ['outside endpoints[1].addresses[0]'],
    },
  ),
  row('allowed-port', 'kubelet', { ports: [http, { name: 'kubelet', port: 10_250 }] }, { findings: ['denied ports[1]'] }),
  row(
    'canonical-address',
    'long IPv6',
    { addressType: 'IPv6', endpoints: [endpoint('2001:db8:0:0::1')] },
    {
      findings: ['ipv6-text endpoints[0].addresses[0]'],
      refusedFirst: 'must be in canonical form',
    },
  ),
  row(
    'canonical-address',
    'leading zeros',
    { endpoints: [endpoint('010.1.2.3')] },
    {
      findings: ['leading-zeros endpoints[0].addresses[0]'],
      refusedFirst: 'must not have leading 0s',
    },
  ),
  row(
    'denied-address',
    'Azure wire server',
    { endpoints: [endpoint('10.1.2.3'), endpoint('168.63.129.16')] },
    {
      findings: ['metadata endpoints[1].addresses[0]'],
    },
  ),
  row(
    'denied-address',
    'metadata hidden in IPv6',
    { addressType: 'IPv6', endpoints: [endpoint('64:ff9b::a9fe:a9fe')] },
    {
      findings: ['metadata endpoints[0].addresses[0]'],
    },
  ),
  row('denied-address', 'global multicast', { endpoints: [endpoint('239.1.2.3')] }, { findings: ['multicast endpoints[0].addresses[0]'] }),
  row(
    'denied-address',
    'loopback',
    { endpoints: [endpoint('127.0.0.1')] },
    {
      findings: ['loopback endpoints[0].addresses[0]'],
      refusedFirst: 'may not be in the loopback range',
    },
  ),
  row(
    'denied-address',
    'link local',
    { endpoints: [endpoint('169.254.1.1')] },
    {
      findings: ['link-local endpoints[0].addresses[0]'],
      refusedFirst: 'may not be in the link-local range',
    },
  ),
  row('endpoint-limit', 'endpoints 101', { endpoints: count(101, (index) => endpoint(ipv4(index))) }, { findings: ['too-many endpoints'] }),
  row(
    'explicit-conditions',
    'ready unset',
    { endpoints: [endpoint('10.1.2.3'), { addresses: ['10.1.2.4'] }] },
    {
      findings: ['missing endpoints[1].conditions.ready'],
    },
  ),
  row('explicit-port', 'port 70000', { ports: [{ name: 'http', port: 70_000 }] }, { findings: ['out-of-range ports[0].port'] }),
  row('explicit-port', 'port minus 1', { ports: [{ name: 'http', port: -1 }] }, { findings: ['out-of-range ports[0].port'] }),
  row('explicit-port', 'port 0', { ports: [{ name: 'http', port: 0 }] }, { findings: ['out-of-range ports[0].port'] }),
  row('explicit-port', 'port unset', { ports: [{ name: 'http' }] }, { findings: ['absent ports[0].port'] }),
  row('explicit-port', 'no ports', { ports: [] }, { findings: ['no-ports ports'] }),
  row(
    'fqdn-target',
    'address as a name',
    { addressType: 'FQDN', endpoints: [endpoint('169.254.169.254')] },
    {
      findings: ['ip-literal endpoints[0].addresses[0]'],
    },
  ),
  row(
    'fqdn-target',
    'metadata name',
    { addressType: 'FQDN', endpoints: [endpoint('metadata.google.internal')] },
    {
      findings: ['metadata endpoints[0].addresses[0]'],
    },
  ),
  row(
    'managed-by',
    'built-in manager',
    {
      labels: { ...serviceLabel, 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
    },
    { findings: ['built-in metadata.labels[endpointslice.kubernetes.io/managed-by]'] },
  ),
  row(
    'managed-by',
    'no manager',
    { labels: serviceLabel },
    {
      findings: ['missing metadata.labels[endpointslice.kubernetes.io/managed-by]'],
    },
  ),
  row(
    'object-size',
    'padding',
    {
      endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'x'.repeat(600_000) } }],
    },
    { findings: ['too-large'] },
  ),
  row(
    'port-limit',
    'ports 101',
    { ports: count(101, (index) => ({ name: `p${index}`, port: 8000 + index })) },
    { findings: ['too-many ports'] },
  ),
  row('port-name', 'one of two unnamed', { ports: [http, { port: 8081 }] }, { findings: ['unnamed ports[1].name'] }),
  row(
    'required-labels',
    'owner label',
    { labels: { ...GOOD_LABELS, team: 'Shop_1' } },
    {
      options: { labels: { team: '^[a-z-]+$', 'example.com/cost-centre': '^[0-9]+$' } },
      findings: ['malformed metadata.labels[team]', 'missing metadata.labels[example.com/cost-centre]'],
    },
  ),
  row('service-name', 'no Service', { labels: managerLabel }, { findings: ['missing metadata.labels[kubernetes.io/service-name]'] }),
  row(
    'service-name-change',
    'moved',
    { labels: { ...GOOD_LABELS, 'kubernetes.io/service-name': 'checkout' } },
    {
      old: slice('moved', { namespace: namespaceOf('service-name-change') }),
      findings: ['service metadata.labels[kubernetes.io/service-name]'],
    },
  ),
  row(
    'single-address',
    'two addresses',
    { endpoints: [{ addresses: ['10.1.2.3', '10.1.2.4'], conditions: { ready: true } }] },
    {
      findings: ['several endpoints[0].addresses'],
    },
  ),
];
