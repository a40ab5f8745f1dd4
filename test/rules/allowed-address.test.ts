import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ZodError } from 'zod';
import { OptionError } from '../../src/policy/rule.ts';
import { allowedAddress } from '../../src/rules/allowed-address.ts';
import { runRule } from './run-rule.ts';

const NETWORKS = {
  pods: ['10.244.0.0/16', 'fd00:10:244::/56'],
  databases: ['192.168.40.7'],
  unused: ['0.0.0.0/0', '::/0'],
};

function judge(
  addressType: string,
  addresses: readonly string[],
  options: unknown,
  networks: Record<string, readonly string[]> = NETWORKS,
): unknown {
  const slice = { metadata: { name: 'a' }, addressType, endpoints: [{ addresses }], ports: [] };
  return runRule(allowedAddress, { slice, options, networks }).findings;
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}

describe('allowed-address', () => {
  it('allows the networks of the option, and no other network of the policy', () => {
    const options = { networks: ['pods', 'databases'] };
    expect(judge('IPv4', ['10.244.255.255', '192.168.40.7', '::ffff:10.244.0.1', '010.244.0.1'], options)).toEqual([]);
    expect(judge('IPv4', ['10.245.0.0', '192.168.40.8'], options)).toMatchObject([
      { field: 'endpoints[0].addresses[0]', id: 'outside', expected: 'an address inside pods, databases' },
      { field: 'endpoints[0].addresses[1]', id: 'outside', expected: 'an address inside pods, databases' },
    ]);
  });

  it('takes an IPv4 address inside an IPv6 one for an IPv6 address, which is outside', () => {
    const options = { networks: ['pods'] };
    expect(judge('IPv6', ['fd00:10:244:ff::1'], options)).toEqual([]);
    expect(judge('IPv6', ['64:ff9b::10.244.0.1', 'fd00:10:245::1'], options)).toMatchObject([
      { id: 'outside' },
      { id: 'outside' },
    ]);
  });

  it.for(['FQDN', 'IPv4'])('reports a name, which it cannot compare with networks, in a slice of type %s', (type) => {
    expect(judge(type, ['db.example.com'], { networks: ['pods'] })).toMatchObject([
      { field: 'endpoints[0].addresses[0]', id: 'not-an-address' },
    ]);
  });

  it('refuses a network that the policy does not define', () => {
    const error = new OptionError(['networks', 1], 'there is no network "pod"; the policy has databases, pods, unused');
    expect(() => judge('IPv4', [], { networks: ['pods', 'pod'] })).toThrow(error);
    expect(() => judge('IPv4', [], { networks: ['__proto__'] }, {})).toThrow(
      new OptionError(['networks', 0], 'there is no network "__proto__"; the policy has no networks'),
    );
  });

  it('refuses options without a network', () => {
    expect(() => judge('IPv4', [], { networks: [] })).toThrow(ZodError);
    expect(() => judge('IPv4', [], {})).toThrow(ZodError);
  });

  it('agrees with node:net on which IPv4 addresses are inside a network', () => {
    const number = fc.integer({ min: 0, max: 2 ** 32 - 1 });
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 32 }), number, fc.boolean(), (begin, bits, far, isNear) => {
        const size = 2 ** (32 - bits);
        const base = begin - (begin % size);
        // Two sizes around the beginning of the range, or anywhere.
        const address = dotted(isNear ? Math.max(0, base - size) + (far % (3 * size)) : far);
        const list = new BlockList();
        list.addSubnet(dotted(base), bits, 'ipv4');
        const own = [`${dotted(base)}/${bits}`];
        const isInside = list.check(address, 'ipv4');
        expect(judge('IPv4', [address], { networks: ['own'] }, { own })).toHaveLength(isInside ? 0 : 1);
      }),
    );
  });
});
