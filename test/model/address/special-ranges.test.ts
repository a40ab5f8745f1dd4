import { describe, expect, it } from 'vitest';
import { prefixOf } from '../../../src/model/address/cidr.ts';
import { parseIp } from '../../../src/model/address/ip.ts';
import { makeAddressJudge } from '../../../src/model/address/special-address.ts';
import { SPECIAL_RANGES } from '../../../src/model/address/special-ranges.ts';

const judge = makeAddressJudge([], new Map());

/** The verdict on an address; `none` for an ordinary backend. */
function verdict(text: string): string {
  const ip = parseIp(text);
  if (ip === undefined) throw new Error(`${text} is not an address`);
  const found = judge(ip);
  if (found === undefined) return 'none';
  return found.embedded === undefined ? found.denial.id : `${found.denial.id} embedded in ${found.embedded.form}`;
}

describe('SPECIAL_RANGES', () => {
  it('are prefixes without duplicates, each with a name and a source', () => {
    const texts = SPECIAL_RANGES.map(({ range }) => range);
    expect(texts.map((text) => prefixOf(text).text)).toEqual(texts);
    expect(new Set(texts).size).toBe(texts.length);
    for (const { name, source } of SPECIAL_RANGES) expect([name, source]).not.toContain('');
  });
});

/**
 * Each row of a registry as of 2026: range, an address in it that no other row contains, the verdict on it, and the
 * reason if that is `none`.
 */
type Row = readonly [range: string, address: string, verdict: string, why?: string];

const PRIVATE = 'private: where clusters live';
const REACHABLE = 'globally reachable by the registry';
const INSIDE = 'judged by the IPv4 address inside';

/** https://www.iana.org/assignments/iana-ipv4-special-registry */
const IPV4: readonly Row[] = [
  ['0.0.0.0/8', '0.1.2.3', 'unspecified'],
  ['0.0.0.0/32', '0.0.0.0', 'unspecified'],
  ['10.0.0.0/8', '10.1.2.3', 'none', PRIVATE],
  ['100.64.0.0/10', '100.64.1.2', 'none', 'shared address space: pods of EKS, GKE and kops, and Tailscale'],
  ['127.0.0.0/8', '127.0.0.1', 'loopback'],
  ['169.254.0.0/16', '169.254.1.1', 'link-local'],
  ['172.16.0.0/12', '172.16.1.2', 'none', PRIVATE],
  ['192.0.0.0/24', '192.0.0.100', 'protocol'],
  ['192.0.0.0/29', '192.0.0.1', 'protocol'],
  ['192.0.0.8/32', '192.0.0.8', 'protocol'],
  ['192.0.0.9/32', '192.0.0.9', 'protocol'],
  ['192.0.0.10/32', '192.0.0.10', 'protocol'],
  ['192.0.0.170/32', '192.0.0.170', 'protocol'],
  ['192.0.0.171/32', '192.0.0.171', 'protocol'],
  ['192.0.2.0/24', '192.0.2.1', 'documentation'],
  ['192.31.196.0/24', '192.31.196.1', 'none', REACHABLE],
  ['192.52.193.0/24', '192.52.193.1', 'none', REACHABLE],
  ['192.88.99.0/24', '192.88.99.1', 'protocol'],
  ['192.88.99.2/32', '192.88.99.2', 'protocol'],
  ['192.168.0.0/16', '192.168.1.2', 'none', PRIVATE],
  ['192.175.48.0/24', '192.175.48.1', 'none', REACHABLE],
  ['198.18.0.0/15', '198.19.1.2', 'benchmarking'],
  ['198.51.100.0/24', '198.51.100.1', 'documentation'],
  ['203.0.113.0/24', '203.0.113.1', 'documentation'],
  ['240.0.0.0/4', '240.0.0.1', 'reserved'],
  ['255.255.255.255/32', '255.255.255.255', 'broadcast'],
];

/** https://www.iana.org/assignments/iana-ipv6-special-registry */
const IPV6: readonly Row[] = [
  ['::1/128', '::1', 'loopback'],
  ['::/128', '::', 'unspecified'],
  ['::ffff:0.0.0.0/96', '::ffff:10.1.2.3', 'none', INSIDE],
  ['64:ff9b::/96', '64:ff9b::10.1.2.3', 'none', INSIDE],
  ['64:ff9b:1::/48', '64:ff9b:1::10.1.2.3', 'none', INSIDE],
  ['100::/64', '100::1', 'discard'],
  ['100:0:0:1::/64', '100:0:0:1::1', 'discard'],
  ['2001::/23', '2001:5::1', 'none', 'what no other row contains is not assigned, like most of IPv6'],
  ['2001::/32', '2001:0:a01:203:0:ffff:f5ff:fffe', 'none', INSIDE],
  ['2001:1::1/128', '2001:1::1', 'none', REACHABLE],
  ['2001:1::2/128', '2001:1::2', 'none', REACHABLE],
  ['2001:1::3/128', '2001:1::3', 'none', REACHABLE],
  ['2001:2::/48', '2001:2::1', 'benchmarking'],
  ['2001:3::/32', '2001:3::1', 'none', REACHABLE],
  ['2001:4:112::/48', '2001:4:112::1', 'none', REACHABLE],
  ['2001:10::/28', '2001:10::1', 'protocol'],
  ['2001:20::/28', '2001:20::1', 'none', REACHABLE],
  ['2001:30::/28', '2001:30::1', 'none', REACHABLE],
  ['2001:db8::/32', '2001:db8::1', 'documentation'],
  ['2002::/16', '2002:a01:203::1', 'none', INSIDE],
  ['2620:4f:8000::/48', '2620:4f:8000::1', 'none', REACHABLE],
  ['3fff::/20', '3fff::1', 'documentation'],
  ['5f00::/16', '5f00::1', 'none', 'routed inside an operator’s network, like private addresses'],
  ['fc00::/7', 'fd00::1', 'none', PRIVATE],
  ['fe80::/10', 'fe80::1', 'link-local'],
];

/** Ranges in neither registry. */
const OTHER: readonly Row[] = [
  ['fec0::/10', 'fec0::1', 'site-local'],
  ['fec0::/10', 'feff:ffff::1', 'site-local'],
  ['224.0.0.0/4', '224.0.0.1', 'multicast'],
  ['ff00::/8', 'ff02::1', 'multicast'],
  ['fd00:ec2::253/128', 'fd00:ec2::253', 'cloud-service'],
  ['fd00:ec2::123/128', 'fd00:ec2::123', 'cloud-service'],
  ['192.0.0.192/32', '192.0.0.192', 'metadata'],
];

describe('the registries of special-purpose addresses', () => {
  it.for([...IPV4, ...IPV6, ...OTHER])('%s: %s is %s', ([, address, expected, why]) => {
    expect(verdict(address)).toBe(expected);
    // A verdict of `none` needs a reason.
    expect(why === undefined).toBe(expected !== 'none');
  });

  it.for([
    ['64:ff9b::127.0.0.1', 'loopback embedded in NAT64'],
    ['64:ff9b:1::127.0.0.1', 'loopback embedded in NAT64'],
    ['2002:7f00:1::1', 'loopback embedded in 6to4'],
    ['2001:0:7f00:1:0:ffff:f5ff:fffe', 'loopback embedded in Teredo'],
    ['::ffff:198.18.0.1', 'benchmarking embedded in IPv4-mapped'],
    ['fd12::5efe:192.0.0.1', 'protocol embedded in ISATAP'],
  ])('%s is %s', ([address = '', expected]) => {
    expect(verdict(address)).toBe(expected);
  });

  it.for([
    '198.17.255.255',
    '198.20.0.0',
    '191.255.255.255',
    '192.0.1.0',
    '192.88.98.255',
    '192.88.100.0',
    '100:0:0:2::',
    'ff:ffff::1',
    '2001:2:1::',
    '2001:f::',
    '2001:20::',
    'fd00:ec2::252',
    'fd00:ec2::124',
  ])('%s next to a range is an ordinary backend', (address) => {
    expect(verdict(address)).toBe('none');
  });
});
