import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalAddress } from '../../src/rules/canonical-address.ts';
import { runRaw, runRule, type RuleFinding } from './run-rule.ts';

function judge(addressType: string, ...addresses: readonly string[]): readonly RuleFinding[] {
  const slice = {
    metadata: { name: 'a' },
    addressType,
    endpoints: addresses.map((address) => ({ addresses: [address] })),
    ports: [],
  };
  return runRule(canonicalAddress, { slice }).findings;
}

describe('canonical-address', () => {
  it('distinguishes the spellings and proposes the canonical one', () => {
    const findings = judge(
      'IPv6',
      '010.1.2.3',
      '::ffff:010.1.2.3',
      'FD00::1',
      'fd00:0::1',
      '::1.2.3.4',
      'fd00::1',
      '10.1.2.3',
    );
    expect(findings.map(({ field, id, expected }) => [field, id, expected])).toEqual([
      ['endpoints[0].addresses[0]', 'leading-zeros', '10.1.2.3'],
      ['endpoints[1].addresses[0]', 'ipv4-mapped', '10.1.2.3'],
      ['endpoints[2].addresses[0]', 'ipv6-text', 'fd00::1'],
      ['endpoints[3].addresses[0]', 'ipv6-text', 'fd00::1'],
      ['endpoints[4].addresses[0]', 'ipv6-text', '::102:304'],
    ]);
  });

  it("proposes what Go's netip prints, and accepts that", () => {
    const vectors = z
      .array(z.object({ text: z.string(), strict: z.string(), sloppy: z.string() }))
      .parse(JSON.parse(readFileSync(new URL('../fixtures/netip/vectors.json', import.meta.url), 'utf8')));
    for (const { text, strict, sloppy } of vectors) {
      const expected = sloppy === '' || text === strict ? [] : [{ seen: text, expected: sloppy }];
      expect(judge('IPv6', text)).toMatchObject(expected);
      expect(judge('IPv6', text).length).toBe(expected.length);
      expect(judge('IPv6', sloppy)).toEqual([]);
    }
  });

  it('does not judge names and other text that is not an address', () => {
    expect(judge('FQDN', '010.1.2.3', 'FD00::1')).toEqual([]);
    expect(judge('IPv4', 'web.example.com', '')).toEqual([]);
  });

  it('has a fix where the canonical address is of the family of the slice', () => {
    const fixes = (addressType: string, address: string): unknown =>
      runRaw(canonicalAddress, { slice: { addressType, endpoints: [{ addresses: [address] }] } }).reports.map(
        ([, { fix }]) => fix,
      );
    const replace = (value: string): unknown => [{ op: 'replace', path: '/endpoints/0/addresses/0', value }];
    expect(fixes('IPv4', '010.1.2.3')).toEqual([replace('10.1.2.3')]);
    expect(fixes('IPv4', '::ffff:10.1.2.3')).toEqual([replace('10.1.2.3')]);
    expect(fixes('IPv6', 'FD00::1')).toEqual([replace('fd00::1')]);
    expect(fixes('IPv6', '::ffff:10.1.2.3')).toEqual([[]]);
    expect(fixes('IPv4', 'FD00::1')).toEqual([[]]);
    expect(fixes('', '010.1.2.3')).toEqual([[]]);
  });
});
