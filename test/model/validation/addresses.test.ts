import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressFor } from '../../oracle/addresses.ts';
import { faultsOf } from './verdicts.ts';

const ITEM = 'Invalid endpoints[0].addresses[0]';
const LIST = 'Invalid endpoints[0].addresses';

function faultsAt(addressType: string, address: string, version: '1.35' | '1.36' = '1.36'): readonly string[] {
  return faultsOf({ with: { addressType, endpoints: [{ addresses: [address] }] }, version });
}

describe('IPv4', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['10.1.2.3', [], []],
    ['010.1.2.3', [], [ITEM]],
    ['10.1.2.003', [], [ITEM]],
    ['::ffff:10.1.2.3', [], [ITEM]],
    [`${'0'.repeat(100)}10.1.2.3`, [], [ITEM]],
    ['10.1.2', [ITEM], [ITEM]],
    ['', [ITEM], [ITEM]],
    ['10.1.2.3%eth0', [ITEM], [ITEM]],
    ['2001:db8::1', [LIST], [LIST]],
    // Legacy fields need not be canonical, but five digits are a leading zero.
    ['2001:DB8:0::1', [LIST], [LIST]],
    ['2001:00db8::1', [LIST], [ITEM]],
    ['::1', [LIST, ITEM], [LIST, ITEM]],
    ['0.0.0.0', [ITEM], [ITEM]],
    ['0.0.0.1', [], []],
    ['127.255.0.1', [ITEM], [ITEM]],
    ['169.254.169.254', [ITEM], [ITEM]],
    ['224.0.0.255', [ITEM], [ITEM]],
    ['224.0.1.0', [], []],
    ['255.255.255.255', [], []],
  ])('%s', (address, until135, since136) => {
    expect([faultsAt('IPv4', address, '1.35'), faultsAt('IPv4', address, '1.36')]).toEqual([until135, since136]);
  });
});

describe('IPv6', () => {
  it.each<[string, readonly string[]]>([
    ['2001:db8::1', []],
    ['2001:DB8::1', [ITEM]],
    ['2001:db8:0::1', [ITEM]],
    ['::ffff:10.1.2.3', [ITEM]],
    ['::a9fe:a9fe', []],
    ['10.1.2.3', [LIST]],
    ['10.1.2.03', [ITEM]],
    ['127.0.0.1', [LIST, ITEM]],
    ['::', [ITEM]],
    ['::1', [ITEM]],
    ['::2', []],
    ['febf::1', [ITEM]],
    ['fec0::1', []],
    ['ff02::1', [ITEM]],
    ['ff32::1', [ITEM]],
    ['ff05::1', []],
  ])('%s', (address, expected) => {
    expect([faultsAt('IPv6', address, '1.35'), faultsAt('IPv6', address)]).toEqual([expected, expected]);
  });
});

describe('FQDN', () => {
  it.each<[string, readonly string[]]>([
    ['example.com', []],
    ['example.com.', []],
    ['example.com..', [ITEM]],
    ['localhost', [ITEM]],
    ['', ['Required endpoints[0].addresses[0]']],
    ['169.254.169.254', []],
    [`${'a'.repeat(63)}.com`, []],
    [`${'a'.repeat(64)}.com`, [ITEM]],
    [`${'a.'.repeat(126)}a.`, []],
    [`${'a.'.repeat(127)}a`, [ITEM]],
    ['Example.com', [ITEM]],
  ])('%s', (address, expected) => {
    expect(faultsAt('FQDN', address)).toEqual(expected);
  });
});

it('accepts in strict mode only what Node also reads', () => {
  fc.assert(
    fc.property(addressFor('any', 1), (address) => {
      expect(faultsAt('IPv4', address).length > 0 || isIPv4(address)).toBe(true);
      expect(faultsAt('IPv6', address).length > 0 || isIPv6(address)).toBe(true);
    }),
  );
});
