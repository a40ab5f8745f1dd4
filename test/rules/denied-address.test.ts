import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatIp, ipv4Of } from '../../src/model/address/ip.ts';
import { SPECIAL_RANGES } from '../../src/model/address/special-ranges.ts';
import { OptionError } from '../../src/policy/rule.ts';
import { deniedAddress } from '../../src/rules/denied-address.ts';
import { FORMS } from '../model/embed.ts';
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

function run(
  addresses: readonly string[],
  { type = 'IPv6', options = {}, networks = {} }: Settings,
): ReturnType<typeof runRaw>['reports'] {
  const slice = { metadata: { name: 'a' }, addressType: type, endpoints: [{ addresses }], ports: [] };
  return runRaw(deniedAddress, { slice, options, networks }).reports;
}

function numberOf(dotted: string): number {
  return dotted.split('.').reduce((value, octet) => value * 256 + Number(octet), 0);
}

describe('denied-address', () => {
  it('finds the addresses of every special range, up to both ends', () => {
    for (const { range, use } of SPECIAL_RANGES.filter(
      (special) => !['169.254.0.0/16', '0.0.0.0/8', '240.0.0.0/4'].includes(special.range),
    )) {
      expect([range, ids([range.split('/')[0] ?? ''])]).toEqual([range, [use]]);
    }
    expect(
      ids(['0.0.0.1', '0.255.255.255', '127.255.255.255', '169.254.0.0', '169.254.255.255', '239.255.255.255']),
    ).toEqual(['unspecified', 'unspecified', 'loopback', 'link-local', 'link-local', 'multicast']);
    expect(
      ids([
        '240.0.0.0',
        '255.255.255.254',
        '255.255.255.255',
        'febf:ffff::1',
        'ff05::1',
        '3fff:fff::1',
        '2001:db8:ffff::1',
      ]),
    ).toEqual(['reserved', 'reserved', 'broadcast', 'link-local', 'multicast', 'documentation', 'documentation']);
  });

  it('accepts addresses of backends, and those beside special ranges', () => {
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
      'fd00:10:244::5',
      'fd00:ec2::255',
      '2606:4700::1111',
      'fe7f::1',
    ];
    expect(
      ids([
        ...backends,
        ...others,
        '64:ff9b::a01:203',
        '2002:a01:203::1',
        '::a01:203',
        'fe00::1',
        '3ffe::1',
        '4000::1',
      ]),
    ).toEqual([]);
  });

  it('finds an IPv4 address in every IPv6 form that contains one', () => {
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

  /** Samples of every range with a message. None ends in octet 0 (see embedded-ipv4.ts), and none is in 0.0.0.0/8. */
  const SPECIAL = fc.constantFrom(
    '127.0.0.1',
    '127.255.255.255',
    '169.254.1.1',
    '169.254.169.254',
    '169.254.170.2',
    '168.63.129.16',
    '100.100.100.200',
    '192.0.0.192',
    '224.0.0.1',
    '239.255.255.255',
    '255.255.255.255',
    '240.0.0.1',
    '192.0.2.1',
    '198.51.100.7',
    '203.0.113.254',
    '198.18.0.1',
    '198.19.255.255',
    '192.0.0.9',
    '192.88.99.1',
  );

  it.for(FORMS)('reports an address in $title like the address itself', ({ embed }) => {
    fc.assert(
      fc.property(SPECIAL, fc.nat(0xffff), (dotted, rest) => {
        const text = embed(numberOf(dotted), rest);
        expect([text, ids([text])]).toEqual([text, ids([dotted])]);
        expect([dotted, ids([dotted])]).not.toEqual([dotted, []]);
      }),
    );
  });

  it.for(FORMS)('accepts the address of a backend in $title', ({ embed }) => {
    const backend = fc.oneof(
      fc.integer({ min: 0x0a000001, max: 0x0afffffe }),
      fc.integer({ min: 0x08080000, max: 0x0808ffff }),
    );
    fc.assert(
      fc.property(backend, fc.nat(0xffff), (value, rest) => {
        // Behind 64 bits 10.0.0.0 could be the IPv4 address 0.10.0.0 behind 56: no host has it.
        fc.pre((value & 0xff) !== 0);
        const text = embed(value, rest);
        expect([text, ids([text])]).toEqual([text, []]);
      }),
    );
  });

  it('reports the worst of several addresses that one address contains', () => {
    // Documentation as server and loopback as client; both ways.
    expect(ids(['2001:0:c000:201:0:1:80ff:fffe', '2001:0:7f00:1:0:1:3fff:fdfe'])).toEqual(['loopback', 'loopback']);
    expect(messages(['2001:0:c000:201:0:1:80ff:fffe'])[0]).toMatch(/^loopback: .* \(Teredo form of 127\.0\.0\.1\) /);
    // In `strict` documentation is denied, a cloud's metadata address among pods is not.
    const networks = { pods: ['100.96.0.0/11'] };
    expect(ids(['2001:0:6464:64c8:0:1:3fff:fdfe', '2001:0:c000:201:0:1:9b9b:9b37'], { networks })).toEqual([
      'documentation',
      'documentation',
    ]);
    // A documentation address that is 6to4 of nothing, and ISATAP of metadata.
    expect(messages(['2001:db8::5efe:a9fe:a9fe'])[0]).toMatch(/^metadata: .* \(ISATAP form of 169\.254\.169\.254\) /);
    // Link-local itself, metadata inside: the address itself comes first.
    expect(messages(['fe80::5efe:a9fe:a9fe'])[0]).toMatch(/^link-local: fe80::5efe:a9fe:a9fe is /);
  });

  it('shows the address that another contains, and the form', () => {
    expect(messages(['::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe', '0127.0.0.1', '127.0.0.1', '0:0:0:0:0:0:0:1'])).toEqual([
      'loopback: ::ffff:127.0.0.1 (IPv4-mapped form of 127.0.0.1) is a loopback address (127.0.0.0/8), ' +
        "which leads every node to itself; use the backend's own address",
      'metadata: 64:ff9b::a9fe:a9fe (NAT64 form of 169.254.169.254) is the metadata service of most clouds, ' +
        "which hands out credentials; use the backend's own address",
      'loopback: 0127.0.0.1 (another spelling of 127.0.0.1) is a loopback address (127.0.0.0/8), ' +
        "which leads every node to itself; use the backend's own address",
      'loopback: 127.0.0.1 is a loopback address (127.0.0.0/8), ' +
        "which leads every node to itself; use the backend's own address",
      'loopback: 0:0:0:0:0:0:0:1 (another spelling of ::1) is a loopback address (::1/128), ' +
        "which leads every node to itself; use the backend's own address",
    ]);
  });

  it('denies the ranges of the option, with their reason, in every form', () => {
    const options = { ranges: ['10.0.0.0/24', { range: '10.0.0.9', reason: 'the API server' }] };
    expect(messages(['10.0.0.8', '10.0.0.9', '64:ff9b::a00:8', '10.0.1.0'], { options })).toEqual([
      'custom: 10.0.0.8 is in 10.0.0.0/24, which this policy denies; use another address',
      'custom: 10.0.0.9 is in 10.0.0.9/32, which this policy denies: the API server; use another address',
      'custom: 64:ff9b::a00:8 (NAT64 form of 10.0.0.8) is in 10.0.0.0/24, ' +
        'which this policy denies; use another address',
    ]);
  });

  it('reports each address once: the narrowest range, and a documentation or reserved one last', () => {
    const options = { ranges: ['0.0.0.0/0', '169.254.169.0/24', '64:ff9b::/96'] };
    expect(
      ids(
        ['127.0.0.1', '169.254.1.1', '169.254.169.1', '169.254.169.254', '192.0.2.1', '240.0.0.1', '64:ff9b::c000:201'],
        { options },
      ),
    ).toEqual(['loopback', 'link-local', 'custom', 'metadata', 'custom', 'custom', 'custom']);
  });

  it('accepts documentation and reserved addresses, and no worse ones, inside the networks of the policy', () => {
    const networks = { pods: ['240.0.0.0/8', '192.0.2.0/24', '2001:db8::/48'], rest: ['127.0.0.0/8', '10.0.0.0/8'] };
    const addresses = ['240.1.2.3', '192.0.2.1', '2001:db8::1', '241.0.0.0', '2001:db8:1::1', '127.0.0.1', '10.0.0.1'];
    expect(ids(addresses, { networks, options: { ranges: ['10.0.0.1'] } })).toEqual([
      'reserved',
      'documentation',
      'loopback',
      'custom',
    ]);
  });

  it('accepts harmless ranges and services of a cloud inside the networks of the policy', () => {
    const mild = [
      '198.19.0.1',
      '192.0.0.1',
      '192.88.99.1',
      '100::1',
      '100:0:0:1::1',
      'fec0::1',
      '2001:2::1',
      '2001:10::1',
      '3fff::1',
    ];
    const services = ['fd00:ec2::253', 'fd00:ec2::123'];
    expect(ids([...mild, ...services])).toHaveLength(11);
    const networks = {
      pods: [
        '198.19.0.0/16',
        '192.0.0.0/24',
        '192.88.99.0/24',
        '100::/32',
        'fec0::/10',
        '2001::/16',
        '3fff::/20',
        'fd00::/8',
      ],
    };
    expect(ids([...mild, ...services], { networks })).toEqual([]);
    expect(ids(['198.18.0.1'], { networks })).toEqual(['benchmarking']);
  });

  const POD_NETWORKS = {
    nodes: ['192.168.0.0/16'],
    pods: ['100.96.0.0/11', 'fd00:42::/48', 'fd00:100::/32', '168.63.0.0/16'],
  };

  it("warns of a cloud's metadata address inside the networks of the policy, in any form", () => {
    const addresses = ['100.100.100.200', 'fd00:42::42', 'fd00:100::100:200', '168.63.129.16'];
    expect(ids(addresses)).toEqual(addresses.map(() => 'metadata'));
    expect(ids(addresses, { networks: POD_NETWORKS })).toEqual(addresses.map(() => 'metadata-in-network'));
    for (const { embed } of FORMS) {
      expect(ids([embed(numberOf('100.100.100.200'), 7)], { networks: POD_NETWORKS })).toEqual(['metadata-in-network']);
    }
    expect(messages(['64:ff9b::6464:64c8'], { networks: POD_NETWORKS })).toEqual([
      "metadata-in-network: 64:ff9b::6464:64c8 (NAT64 form of 100.100.100.200) is in the policy's network pods, " +
        "but is the metadata service of Alibaba Cloud on that cloud's machines; use it only if the cluster " +
        'runs elsewhere',
    ]);
    const { recommended, strict } = deniedAddress.messages['metadata-in-network'] ?? {};
    expect([recommended, strict]).toEqual(['warn', 'warn']);
  });

  it('denies metadata that is link-local or in a range of the option, whatever the networks contain', () => {
    const networks = { all: ['0.0.0.0/0', '::/0'] };
    const local = SPECIAL_RANGES.filter(({ range, use }) => use === 'metadata' && /^(?:169\.254\.|fe80:)/.test(range));
    expect(local).toHaveLength(6);
    for (const { range } of local) expect(ids([range.split('/')[0] ?? ''], { networks })).toEqual(['metadata']);
    expect(ids(['100.100.100.200'], { networks, options: { ranges: ['100.64.0.0/10'] } })).toEqual(['custom']);
    expect(ids(['100.100.100.200', '127.0.0.1'], { networks })).toEqual(['metadata-in-network', 'loopback']);
    // The network holds the IPv6 address, not the one that it leads to.
    expect(ids(['fd12::5efe:6464:64c8'], { networks: { pods: ['fd12::/16'] } })).toEqual(['metadata']);
  });

  it('does not judge names, and judges every other type', () => {
    expect(ids(['127.0.0.1'], { type: 'FQDN' })).toEqual([]);
    expect(ids(['127.0.0.1', 'localhost', ''], { type: 'Unknown' })).toEqual(['loopback']);
  });

  it('refuses text that is not a range, and names the option', () => {
    const problem = '"10.1.0.0/8" has bits set after its first 8; write 10.0.0.0/8';
    expect(() => ids([], { options: { ranges: ['10.0.0.0/8', '10.1.0.0/8'] } })).toThrow(
      new OptionError(['ranges', 1], problem),
    );
    const own = { range: '10.1.0.0/8', reason: 'x' };
    expect(() => ids([], { options: { ranges: [own] } })).toThrow(
      expect.objectContaining({ path: ['ranges', 0, 'range'], message: problem }),
    );
  });
});
