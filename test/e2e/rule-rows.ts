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
export const NETWORKS = { pods: ['10.0.0.0/8'], morePods: ['100.96.0.0/11'] };

function count<Item>(length: number, make: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => make(index));
}

function ipv4(index: number): string {
  return `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`;
}

function row(
  rule: string,
  title: string,
  parts: Parameters<typeof slice>[1],
  rest: Omit<RuleRow, 'rule' | 'title' | 'object'>,
): RuleRow {
  const name = title.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
  return { rule, title, object: slice(name, { namespace: namespaceOf(rule), ...parts }), ...rest };
}

const serviceLabel = { 'kubernetes.io/service-name': 'web' };
const managerLabel = { 'endpointslice.kubernetes.io/managed-by': 'operator.shop.example.com' };
/** Names no Service, so that no controller has anything to do with the slice. */
const controllerLabel = { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' };
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
  row(
    'allowed-port',
    'kubelet',
    { ports: [http, { name: 'kubelet', port: 10_250 }] },
    { findings: ['denied ports[1]'] },
  ),
  row(
    'app-protocol',
    'prefix forgotten',
    { ports: [{ ...http, appProtocol: 'h2c' }] },
    { findings: ['unprefixed ports[0].appProtocol'] },
  ),
  row(
    'app-protocol',
    'nothing of Kubernetes',
    { ports: [{ ...http, appProtocol: 'kubernetes.io/http' }] },
    { findings: ['unknown-kubernetes ports[0].appProtocol'] },
  ),
  row(
    'app-protocol',
    'no service name',
    { ports: [{ ...http, appProtocol: 'our_own.protocol' }] },
    { findings: ['not-iana ports[0].appProtocol'] },
  ),
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
    'contradictory-conditions',
    'ready and not',
    {
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true, serving: true, terminating: true } },
        { addresses: ['10.1.2.4'], conditions: { ready: true, serving: false } },
      ],
    },
    { findings: ['terminating endpoints[0].conditions.ready', 'not-serving endpoints[1].conditions.ready'] },
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
  row(
    'denied-address',
    'metadata in translators and tunnels',
    {
      addressType: 'IPv6',
      endpoints: [
        endpoint('64:ff9b:1::a9fe:a9fe'),
        endpoint('64:ff9b:1:a9fe:a9:fe00::'),
        endpoint('::ffff:0:a9fe:a9fe'),
        endpoint('fd12::5efe:a9fe:a9fe'),
        endpoint('2001:0:a9fe:a9fe:0:ffff:f5ff:fffe'),
      ],
    },
    { findings: count(5, (index) => `metadata endpoints[${index}].addresses[0]`) },
  ),
  row(
    'denied-address',
    'metadata of a cloud among pods',
    { endpoints: [endpoint('100.100.100.200')] },
    { findings: ['metadata-in-network endpoints[0].addresses[0]'] },
  ),
  row(
    'denied-address',
    'special purposes',
    { endpoints: [endpoint('198.18.0.1'), endpoint('192.0.0.1')] },
    { findings: ['benchmarking endpoints[0].addresses[0]', 'protocol endpoints[1].addresses[0]'] },
  ),
  row(
    'denied-address',
    'special purposes of IPv6',
    { addressType: 'IPv6', endpoints: [endpoint('100::1'), endpoint('fec0::1'), endpoint('fd00:ec2::253')] },
    {
      findings: [
        'discard endpoints[0].addresses[0]',
        'site-local endpoints[1].addresses[0]',
        'cloud-service endpoints[2].addresses[0]',
      ],
    },
  ),
  row(
    'denied-address',
    'global multicast',
    { endpoints: [endpoint('239.1.2.3')] },
    { findings: ['multicast endpoints[0].addresses[0]'] },
  ),
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
  row(
    'duplicate-address',
    'three times',
    {
      endpoints: [
        { addresses: ['10.1.2.3', '10.1.2.3'], conditions: { ready: true } },
        endpoint('10.1.2.4'),
        endpoint('10.1.2.4'),
      ],
    },
    { findings: ['same-endpoint endpoints[0].addresses[1]', 'same-slice endpoints[2].addresses[0]'] },
  ),
  row(
    'duplicate-address',
    'ready and not ready',
    { endpoints: [endpoint('10.1.2.3'), endpoint('10.1.2.3', false)] },
    { findings: ['conflict endpoints[1].addresses[0]'] },
  ),
  row(
    'endpoint-limit',
    'endpoints 101',
    { endpoints: count(101, (index) => endpoint(ipv4(index))) },
    { findings: ['too-many endpoints'] },
  ),
  row(
    'explicit-conditions',
    'ready unset',
    { endpoints: [endpoint('10.1.2.3'), { addresses: ['10.1.2.4'] }] },
    {
      findings: ['missing endpoints[1].conditions.ready'],
    },
  ),
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
    'fqdn-target',
    'names without a backend',
    {
      addressType: 'FQDN',
      endpoints: [
        endpoint('instance-data.eu-west-1.compute.internal'),
        endpoint('kubernetes.default'),
        endpoint('host.docker.internal'),
        endpoint('make-127-0-0-1-rr.1u.ms'),
        endpoint('app.local.gd'),
      ],
    },
    {
      findings: ['metadata', 'cluster-local', 'host', 'rebinding', 'wildcard-dns'].map(
        (id, index) => `${id} endpoints[${index}].addresses[0]`,
      ),
    },
  ),
  row(
    'hints',
    'one of two',
    { endpoints: [{ ...endpoint('10.1.2.3'), hints: { forZones: [{ name: 'a' }] } }, endpoint('10.1.2.4')] },
    { findings: ['partial endpoints[1].hints'] },
  ),
  row(
    'hints',
    'empty zone',
    { endpoints: [{ ...endpoint('10.1.2.3'), hints: { forZones: [{ name: '' }] } }] },
    { findings: ['empty endpoints[0].hints.forZones[0].name'] },
  ),
  row(
    'hints',
    'nine zones',
    { endpoints: [{ ...endpoint('10.1.2.3'), hints: { forZones: count(9, (index) => ({ name: `z${index}` })) } }] },
    { findings: ['too-many endpoints[0].hints.forZones'], refusedFirst: 'must have at most 8 items' },
  ),
  row(
    'hostname',
    'two members of one name',
    {
      endpoints: [
        { ...endpoint('10.1.2.3'), hostname: 'db-0' },
        { ...endpoint('10.1.2.4'), hostname: 'db-0' },
      ],
    },
    { findings: ['repeated endpoints[1].hostname'] },
  ),
  row(
    'hostname',
    'a domain',
    { endpoints: [{ ...endpoint('10.1.2.3'), hostname: 'db-0.example.com' }] },
    { findings: ['invalid endpoints[0].hostname'], refusedFirst: 'must not contain dots' },
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
    'managed-edit',
    'backend smuggled in',
    { labels: controllerLabel, endpoints: [endpoint('10.1.2.3'), endpoint('10.9.9.9')] },
    {
      old: slice('backend-smuggled-in', { namespace: namespaceOf('managed-edit'), labels: controllerLabel }),
      findings: ['built-in metadata.labels[endpointslice.kubernetes.io/managed-by]'],
    },
  ),
  row(
    'mass-change',
    'six of six',
    { endpoints: count(6, (index) => endpoint(ipv4(index + 100))) },
    {
      old: slice('six-of-six', {
        namespace: namespaceOf('mass-change'),
        endpoints: count(6, (index) => endpoint(ipv4(index))),
      }),
      findings: ['replaced endpoints'],
    },
  ),
  row(
    'object-size',
    'padding',
    {
      endpoints: [
        { addresses: ['10.1.2.3'], conditions: { ready: true }, targetRef: { kind: 'Pod', name: 'x'.repeat(600_000) } },
      ],
    },
    { findings: ['too-large'] },
  ),
  row('owner-reference', 'no owner', {}, { findings: ['none metadata.ownerReferences'] }),
  row(
    'port-limit',
    'ports 101',
    { ports: count(101, (index) => ({ name: `p${index}`, port: 8000 + index })) },
    { findings: ['too-many ports'] },
  ),
  row('port-name', 'one of two unnamed', { ports: [http, { port: 8081 }] }, { findings: ['unnamed ports[1].name'] }),
  row(
    'port-number',
    'port 70000',
    { ports: [{ name: 'http', port: 70_000 }] },
    { findings: ['out-of-range ports[0].port'] },
  ),
  row(
    'port-number',
    'port minus 1',
    { ports: [{ name: 'http', port: -1 }] },
    { findings: ['out-of-range ports[0].port'] },
  ),
  row('port-number', 'port 0', { ports: [{ name: 'http', port: 0 }] }, { findings: ['out-of-range ports[0].port'] }),
  row('port-number', 'port unset', { ports: [{ name: 'http' }] }, { findings: ['absent ports[0].port'] }),
  row('port-number', 'no ports', { ports: [] }, { findings: ['no-ports ports'] }),
  row(
    'required-labels',
    'owner label',
    { labels: { ...GOOD_LABELS, team: 'Shop_1' } },
    {
      options: { labels: { team: '^[a-z-]+$', 'example.com/cost-centre': '^[0-9]+$' } },
      findings: ['malformed metadata.labels[team]', 'missing metadata.labels[example.com/cost-centre]'],
    },
  ),
  row(
    'reserved-labels',
    'CVE 2026 66788',
    { labels: { ...GOOD_LABELS, 'lighthouse.submariner.io/sourceNamespace': 'kube-system' } },
    { findings: ['foreign metadata.labels[lighthouse.submariner.io/sourceNamespace]'] },
  ),
  row(
    'service-name',
    'no Service',
    { labels: managerLabel },
    { findings: ['missing metadata.labels[kubernetes.io/service-name]'] },
  ),
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
  row(
    'target-ref',
    'pod elsewhere',
    { endpoints: [{ ...endpoint('10.1.2.3'), targetRef: { kind: 'Pod', namespace: 'default', name: 'web-0' } }] },
    { findings: ['other-namespace endpoints[0].targetRef.namespace'] },
  ),
  row(
    'zone',
    'empty',
    { endpoints: [{ ...endpoint('10.1.2.3'), zone: '' }] },
    { findings: ['empty endpoints[0].zone'] },
  ),
];
