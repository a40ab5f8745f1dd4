// Address ranges with a meaning of their own, none of which contains backends: IANA's special-purpose registries and
// the metadata services of clouds. test/model/address/special-ranges.test.ts lists the rows of the registries that are
// missing here, and why.

export type SpecialUse =
  | 'metadata'
  /** DNS or time of a cloud for its own machines: gives no credentials. */
  | 'cloud-service'
  | 'loopback'
  | 'link-local'
  | 'unspecified'
  | 'multicast'
  | 'broadcast'
  /** 240.0.0.0/4, "future use" since 1989: some clouds and clusters use it for pods. */
  | 'reserved'
  | 'documentation'
  | 'benchmarking'
  | 'discard'
  | 'protocol'
  | 'site-local';

export interface SpecialRange {
  readonly range: string;
  readonly use: SpecialUse;
  /** What is at the range, for messages. */
  readonly name: string;
  /** Where the range is defined. */
  readonly source: string;
}

export const SPECIAL_RANGES: readonly SpecialRange[] = [
  { range: '0.0.0.0/32', use: 'unspecified', name: 'the unspecified address', source: 'RFC 1122 3.2.1.3' },
  { range: '0.0.0.0/8', use: 'unspecified', name: '"this network"', source: 'RFC 791 3.2' },
  { range: '::/128', use: 'unspecified', name: 'the unspecified address', source: 'RFC 4291 2.5.2' },
  { range: '127.0.0.0/8', use: 'loopback', name: 'loopback', source: 'RFC 1122 3.2.1.3' },
  { range: '::1/128', use: 'loopback', name: 'loopback', source: 'RFC 4291 2.5.3' },
  { range: '169.254.0.0/16', use: 'link-local', name: 'link-local', source: 'RFC 3927' },
  { range: 'fe80::/10', use: 'link-local', name: 'link-local', source: 'RFC 4291 2.5.6' },
  { range: '224.0.0.0/4', use: 'multicast', name: 'multicast', source: 'RFC 1112 4' },
  { range: 'ff00::/8', use: 'multicast', name: 'multicast', source: 'RFC 4291 2.7' },
  { range: '255.255.255.255/32', use: 'broadcast', name: 'limited broadcast', source: 'RFC 919 7' },
  { range: '240.0.0.0/4', use: 'reserved', name: 'reserved for future use', source: 'RFC 1112 4' },
  { range: '192.0.2.0/24', use: 'documentation', name: 'TEST-NET-1', source: 'RFC 5737' },
  { range: '198.51.100.0/24', use: 'documentation', name: 'TEST-NET-2', source: 'RFC 5737' },
  { range: '203.0.113.0/24', use: 'documentation', name: 'TEST-NET-3', source: 'RFC 5737' },
  { range: '2001:db8::/32', use: 'documentation', name: 'documentation', source: 'RFC 3849' },
  { range: '3fff::/20', use: 'documentation', name: 'documentation', source: 'RFC 9637' },
  // 198.19.0.0/16 can be a pod range on EKS, and an entry in `networks` allows it:
  // https://aws.amazon.com/about-aws/whats-new/2018/10/amazon-eks-now-supports-additional-vpc-cidr-blocks/
  { range: '198.18.0.0/15', use: 'benchmarking', name: 'benchmarking', source: 'RFC 2544 C.2.2' },
  { range: '2001:2::/48', use: 'benchmarking', name: 'benchmarking', source: 'RFC 5180 8' },
  { range: '100::/64', use: 'discard', name: 'discard-only', source: 'RFC 6666' },
  { range: '100:0:0:1::/64', use: 'discard', name: 'dummy prefix', source: 'RFC 9780' },
  { range: '192.0.0.0/24', use: 'protocol', name: 'IETF protocol assignments', source: 'RFC 6890 2.1' },
  { range: '192.88.99.0/24', use: 'protocol', name: '6to4 relays (deprecated)', source: 'RFC 7526' },
  { range: '2001:10::/28', use: 'protocol', name: 'ORCHID (deprecated)', source: 'RFC 4843' },
  { range: 'fec0::/10', use: 'site-local', name: 'site-local', source: 'RFC 3879' },

  // Cloud metadata: a client that reaches it from a node or a gateway may get the credentials of that machine.
  metadata('169.254.169.254/32', 'most clouds', 'Amazon EC2 User Guide: Instance metadata; likewise elsewhere'),
  metadata('fd00:ec2::254/128', 'AWS', 'Amazon EC2 User Guide: Access instance metadata'),
  metadata('169.254.170.2/32', 'AWS ECS (task credentials)', 'Amazon ECS Developer Guide: Task IAM role'),
  metadata('169.254.170.23/32', 'AWS EKS (pod identity)', 'Amazon EKS User Guide: Set up the EKS Pod Identity Agent'),
  metadata('fd00:ec2::23/128', 'AWS EKS (pod identity)', 'Amazon EKS User Guide: Set up the EKS Pod Identity Agent'),
  metadata('fd20:ce::254/128', 'Google Cloud', 'Google Compute Engine: View and query VM metadata'),
  metadata('168.63.129.16/32', 'Azure (WireServer)', 'Microsoft Learn: What is IP address 168.63.129.16'),
  metadata('100.100.100.200/32', 'Alibaba Cloud', 'Alibaba Cloud ECS: View instance metadata'),
  metadata(
    'fd00:100::100:200/128',
    'Alibaba Cloud',
    'Alibaba Cloud ECS: View instance metadata; canonical/cloud-init DataSourceAliYun',
  ),
  metadata(
    '192.0.0.192/32',
    'Oracle Cloud (Classic)',
    'Oracle Compute Cloud Service Classic: Retrieve instance metadata',
  ),
  metadata(
    'fd00:c1::a9fe:a9fe/128',
    'Oracle Cloud',
    'oracle/oci-python-sdk instance_principals_security_token_signer.py',
  ),
  metadata('169.254.0.23/32', 'Tencent Cloud', 'Tencent Cloud CVM: View instance metadata'),
  metadata('169.254.42.42/32', 'Scaleway', 'canonical/cloud-init docs: Scaleway datasource'),
  metadata('fd00:42::42/128', 'Scaleway', 'canonical/cloud-init docs: Scaleway datasource'),
  metadata('fd00:a9fe:a9fe::1/128', 'Akamai (Linode)', 'canonical/cloud-init docs: Akamai datasource'),
  metadata('fe80::a9fe:a9fe/128', 'OpenStack', 'OpenStack Neutron: IPv6 metadata service'),

  // Their IPv4 counterparts, 169.254.169.253 and 169.254.169.123, are link-local.
  {
    range: 'fd00:ec2::253/128',
    use: 'cloud-service',
    name: 'the DNS resolver of AWS',
    source: 'Amazon VPC User Guide: Understand Amazon DNS',
  },
  {
    range: 'fd00:ec2::123/128',
    use: 'cloud-service',
    name: 'the time service of AWS',
    source: 'Amazon EC2 User Guide: Amazon Time Sync Service',
  },
];

function metadata(range: string, name: string, source: string): SpecialRange {
  return { range, use: 'metadata', name, source };
}
