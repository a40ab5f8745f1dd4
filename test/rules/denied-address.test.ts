import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp, ipv4Of } from '../../src/model/ip.ts';
import { SPECIAL_RANGES } from '../../src/model/special-ranges.ts';
import { OptionError } from '../../src/policy/rule.ts';
import { deniedAddress } from '../../src/rules/denied-address.ts';
import { runRaw } from './run-rule.ts';

interface Settings {
  readonly type?: string;
  readonly options?: unknown;
  readonly networks?: Record<string, readonly string[]>;
}

/** The messages as they are printed. */
function messages(addresses: readonly string[], settings: Settings = {}): readonly string[] {
  return run(addresses, settings).map(([id, { seen, data }]) => {
    const values = Object.entries({ seen, ...data });
    const template = deniedAddress.messages[id]?.text ?? '';
    return `${id}: ${values.reduce((text, [key, value]) => text.replaceAll(`{${key}}`, value), template)}`;
  });
}

function ids(addresses: readonly string[], settings: Settings = {}): readonly string[] {
  return run(addresses, settings).map(([id]) => id);
}

function run(addresses: readonly string[], { type = 'IPv6', options = {}, networks = {} }: Settings): ReturnType<typeof runRaw>['reports'] {
  const slice = { metadata: { name: 'a' }, addressType: type, endpoints: [{ addresses }], ports: [] };
  return runRaw(deniedAddress, { slice, options, networks }).reports;
}

describe('denied-address', () => {
  it('denies both ends of every special range under its own name', () => {
    for (const { range, use } of SPECIAL_RANGES.filter(
      (special) => !['169.254.0.0/16', '0.0.0.0/8', '240.0.0.0/4'].includes(special.range),
    )) {
      expect([range, ids([range.split('/')[0] ?? ''])]).toEqual([range, [use]]);
    }
    expect(ids(['0.0.0.1', '0.255.255.255', '127.255.255.255', '169.254.0.0', '169.254.255.255', '239.255.255.255'])).toEqual([
      'unspecified',
      'unspecified',
      'loopback',
      'link-local',
      'link-local',
      'multicast',
    ]);
    expect(ids(['240.0.0.0', '255.255.255.254', '255.255.255.255', 'febf:ffff::1', 'ff05::1', '3fff:fff::1', '2001:db8:ffff::1'])).toEqual([
      'reserved',
      'reserved',
      'broadcast',
      'link-local',
      'multicast',
      'documentation',
      'documentation',
    ]);
  });

  it('lets backends pass, and the neighbours of special ranges', () => {
    const backends = [
      '10.1.2.3',
      '172.16.0.1',
      '192.168.1.1',
      '100.64.0.1',
      '100.100.100.201',
      '8.8.8.8',
      '1.0.0.0',
      '126.255.255.255',
      '128.0.0.0',
    ];
    const others = [
      '169.253.255.255',
      '169.255.0.0',
      '223.255.255.255',
      '198.18.0.1',
      'fd00:10:244::5',
      'fd00:ec2::255',
      '2606:4700::1111',
      'fe7f::1',
      'fec0::1',
    ];
    expect(ids([...backends, ...others, '64:ff9b::a01:203', '2002:a01:203::1', '::a01:203', 'fe00::1', '3ffe::1', '4000::1'])).toEqual([]);
  });

  it('sees an IPv4 address through every form of hiding', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 0xffffffff }), (value) => {
        const dotted = formatIp(ipv4Of(value));
        const groups = `${(value >>> 16).toString(16)}:${(value & 0xffff).toString(16)}`;
        const plain = ids([dotted]);
        for (const text of [
          `::ffff:${dotted}`,
          `::${groups}`,
          `::${dotted}`,
          `64:ff9b::${groups}`,
          `2002:${groups}:1::1`,
          dotted.replace(/^/, '00'),
        ]) {
          expect([text, ids([text])]).toEqual([text, plain]);
        }
      }),
    );
  });

  it('says what was hidden and how', () => {
    expect(messages(['::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe', '0127.0.0.1', '127.0.0.1', '0:0:0:0:0:0:0:1'])).toEqual([
      "loopback: ::ffff:127.0.0.1 (IPv4-mapped form of 127.0.0.1) is a loopback address (127.0.0.0/8), which leads every node to itself; use the backend's own address",
      "metadata: 64:ff9b::a9fe:a9fe (NAT64 form of 169.254.169.254) is the metadata service of AWS, Azure, Google Cloud and most other clouds, which hands out credentials; use the backend's own address",
      "loopback: 0127.0.0.1 (another spelling of 127.0.0.1) is a loopback address (127.0.0.0/8), which leads every node to itself; use the backend's own address",
      "loopback: 127.0.0.1 is a loopback address (127.0.0.0/8), which leads every node to itself; use the backend's own address",
      "loopback: 0:0:0:0:0:0:0:1 (another spelling of ::1) is a loopback address (::1/128), which leads every node to itself; use the backend's own address",
    ]);
  });

  it('denies ranges of its own, with their reason, in every form', () => {
    const options = { ranges: ['10.0.0.0/24', { range: '10.0.0.9', reason: 'the API server' }] };
    expect(messages(['10.0.0.8', '10.0.0.9', '64:ff9b::a00:8', '10.0.1.0'], { options })).toEqual([
      'custom: 10.0.0.8 is in 10.0.0.0/24, which this policy denies; use another address',
      'custom: 10.0.0.9 is in 10.0.0.9/32, which this policy denies: the API server; use another address',
      'custom: 64:ff9b::a00:8 (NAT64 form of 10.0.0.8) is in 10.0.0.0/24, which this policy denies; use another address',
    ]);
  });

  it('reports one finding an address: the narrowest range, a documentation or reserved one last', () => {
    const options = { ranges: ['0.0.0.0/0', '169.254.169.0/24', '64:ff9b::/96'] };
    expect(
      ids(['127.0.0.1', '169.254.1.1', '169.254.169.1', '169.254.169.254', '192.0.2.1', '240.0.0.1', '64:ff9b::c000:201'], { options }),
    ).toEqual(['loopback', 'link-local', 'custom', 'metadata', 'custom', 'custom', 'custom']);
  });

  it('is silent inside the networks about documentation and reserved ranges only', () => {
    const networks = { pods: ['240.0.0.0/8', '192.0.2.0/24', '2001:db8::/48'], rest: ['127.0.0.0/8', '10.0.0.0/8'] };
    const addresses = ['240.1.2.3', '192.0.2.1', '2001:db8::1', '241.0.0.0', '2001:db8:1::1', '127.0.0.1', '10.0.0.1'];
    expect(ids(addresses, { networks, options: { ranges: ['10.0.0.1'] } })).toEqual(['reserved', 'documentation', 'loopback', 'custom']);
  });

  it('leaves names to fqdn-target and judges every other type', () => {
    expect(ids(['127.0.0.1'], { type: 'FQDN' })).toEqual([]);
    expect(ids(['127.0.0.1', 'localhost', ''], { type: 'Unknown' })).toEqual(['loopback']);
  });

  it('refuses a range that is none, at its place', () => {
    const problem = '"10.1.0.0/8" has bits set after its first 8; write 10.0.0.0/8';
    expect(() => ids([], { options: { ranges: ['10.0.0.0/8', '10.1.0.0/8'] } })).toThrow(new OptionError(['ranges', 1], problem));
    const own = { range: '10.1.0.0/8', reason: 'x' };
    expect(() => ids([], { options: { ranges: [own] } })).toThrow(
      expect.objectContaining({ path: ['ranges', 0, 'range'], message: problem }),
    );
  });
});
