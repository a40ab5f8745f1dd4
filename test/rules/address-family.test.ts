import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressFamily } from '../../src/rules/address-family.ts';
import { runRule, type RuleFinding } from './run-rule.ts';

function judge(addressType: string, ...endpoints: readonly (readonly string[])[]): readonly RuleFinding[] {
  const slice = {
    metadata: { name: 'a' },
    addressType,
    endpoints: endpoints.map((addresses) => ({ addresses })),
    ports: [],
  };
  return runRule(addressFamily, { slice }).findings;
}

describe('address-family', () => {
  it('reports each address of the other family at its place', () => {
    const findings = judge('IPv4', ['10.1.2.3', 'fd00::1'], [], ['fd00::2']);
    expect(findings.map(({ field, id, seen, expected }) => [field, id, seen, expected])).toEqual([
      ['endpoints[0].addresses[1]', 'wrong-family', 'fd00::1', 'an IPv4 address'],
      ['endpoints[2].addresses[0]', 'wrong-family', 'fd00::2', 'an IPv4 address'],
    ]);
  });

  it('agrees with node:net on canonical texts', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.constantFrom(4, 6), (text, family) => {
        fc.pre(!/ffff/i.test(text));
        expect(judge(`IPv${family}`, [text]).length).toBe(isIP(text) === family ? 0 : 1);
      }),
    );
  });

  it('takes an IPv4-mapped address for IPv4, and reads an address with leading zeros by its value', () => {
    expect(judge('IPv4', ['::ffff:10.1.2.3'], ['010.1.2.3'])).toEqual([]);
    expect(judge('IPv6', ['::ffff:10.1.2.3'])).toMatchObject([{ id: 'wrong-family' }]);
  });

  it.for(['', 'web.example.com', '10.1', 'fe80::1%eth0', '10.1.2.3/32', '1'.repeat(100_000)])(
    'reports text that is not an address: %s',
    (text) => {
      expect(judge('IPv4', [text])).toMatchObject([{ id: 'not-an-address', seen: text }]);
    },
  );

  it.for(['FQDN', '', 'IP', 'toString'])('does not judge a slice of addressType %j', (type) => {
    expect(judge(type, ['10.1.2.3', 'fd00::1', 'web.example.com'])).toEqual([]);
  });
});
