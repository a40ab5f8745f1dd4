import { describe, expect, it } from 'vitest';
import { parseRanges, prefixOf, type RangeEntry } from '../../../src/model/address/cidr.ts';
import { makeAddressJudge, type Denial } from '../../../src/model/address/special-address.ts';
import { ipOf } from './ips.ts';

function own(range: string): RangeEntry<Denial> {
  return { prefix: prefixOf(range), value: { id: 'custom', range, name: '', why: 'it is ours' } };
}

/** `metadata 169.254.169.254/32`, and which embedded address it is about. */
function verdict(
  address: string,
  { denied = [], networks = {} }: { denied?: readonly string[]; networks?: Readonly<Record<string, string>> } = {},
): string | undefined {
  const named = Object.entries(networks).map(([name, range]) => [name, parseRanges([range])] as const);
  const found = makeAddressJudge(denied.map(own), new Map(named))(ipOf(address));
  if (found === undefined) return undefined;
  const { id, range, network } = found.denial;
  return [id, range, network, found.embedded?.form].filter((part) => part !== undefined).join(' ');
}

describe('an address', () => {
  it('has the narrowest special range that contains it', () => {
    expect(verdict('169.254.169.254')).toBe('metadata 169.254.169.254/32');
    expect(verdict('169.254.1.1')).toBe('link-local 169.254.0.0/16');
    expect(verdict('255.255.255.255')).toBe('broadcast 255.255.255.255/32');
    expect(verdict('10.1.2.3')).toBeUndefined();
  });

  it('is denied in a range of the policy, and has its reason', () => {
    expect(verdict('10.1.2.3', { denied: ['10.0.0.0/8', '10.1.0.0/16'] })).toBe('custom 10.1.0.0/16');
    const denial = makeAddressJudge([own('10.0.0.0/8')], new Map())(ipOf('10.1.2.3'))?.denial;
    expect(denial?.why).toBe('it is ours');
  });

  it('has the range of the policy rather than a mild special one, however wide it is', () => {
    expect(verdict('203.0.113.7', { denied: ['203.0.0.0/8'] })).toBe('custom 203.0.0.0/8');
  });
});

describe('a network of the policy', () => {
  it('allows an address in a mild range', () => {
    expect(verdict('198.19.0.1')).toBe('benchmarking 198.18.0.0/15');
    expect(verdict('198.19.0.1', { networks: { pods: '198.19.0.0/16' } })).toBeUndefined();
  });

  it('does not allow loopback, multicast or a range that the policy denies', () => {
    expect(verdict('127.0.0.1', { networks: { pods: '127.0.0.0/8' } })).toBe('loopback 127.0.0.0/8');
    expect(verdict('224.0.0.1', { networks: { pods: '224.0.0.0/4' } })).toBe('multicast 224.0.0.0/4');
    expect(verdict('10.1.2.3', { denied: ['10.0.0.0/8'], networks: { pods: '10.1.0.0/16' } })).toBe(
      'custom 10.0.0.0/8',
    );
  });

  it('makes a metadata address of one cloud a weaker finding that names the network', () => {
    expect(verdict('100.100.100.200')).toBe('metadata 100.100.100.200/32');
    expect(verdict('100.100.100.200', { networks: { nodes: '10.0.0.0/8', pods: '100.96.0.0/11' } })).toBe(
      'metadata-in-network 100.100.100.200/32 pods',
    );
  });

  it('allows other services of a cloud', () => {
    expect(verdict('fd00:ec2::253')).toBe('cloud-service fd00:ec2::253/128');
    expect(verdict('fd00:ec2::253', { networks: { pods: 'fd00::/8' } })).toBeUndefined();
  });

  it('never contains a link-local metadata address', () => {
    expect(verdict('169.254.169.254', { networks: { pods: '169.254.0.0/16' } })).toBe('metadata 169.254.169.254/32');
  });

  it('leaves the other range of a metadata address', () => {
    expect(verdict('100.100.100.200', { denied: ['100.100.0.0/16'], networks: { pods: '100.96.0.0/11' } })).toBe(
      'custom 100.100.0.0/16',
    );
  });
});

describe('an embedded address', () => {
  it('counts if the address itself is ordinary', () => {
    expect(verdict('64:ff9b::a9fe:a9fe')).toBe('metadata 169.254.169.254/32 NAT64');
    expect(verdict('::ffff:127.0.0.1')).toBe('loopback 127.0.0.0/8 IPv4-mapped');
    expect(verdict('fd12::5efe:10.1.2.3')).toBeUndefined();
  });

  it('counts if its finding is stronger', () => {
    expect(verdict('2001:db8::5efe:127.0.0.1')).toBe('loopback 127.0.0.0/8 ISATAP');
    expect(verdict('2001:db8::5efe:198.18.0.1')).toBe('documentation 2001:db8::/32');
    expect(verdict('fe80::5efe:127.0.0.1')).toBe('link-local fe80::/10');
  });

  it('is the one with the stronger finding, if a form has two', () => {
    // Teredo: a server in 198.18.0.0/15 and the client 127.0.0.1 with every bit inverted.
    expect(verdict('2001:0:c612:1:0:ffff:80ff:fffe')).toBe('loopback 127.0.0.0/8 Teredo');
  });
});
