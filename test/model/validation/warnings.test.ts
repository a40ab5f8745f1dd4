import { describe, expect, it } from 'vitest';
import { warningsOf } from './verdicts.ts';

describe('the server warns', () => {
  it('about an odd spelling that it accepts, and about FQDN only on create', () => {
    const endpoints = [{ addresses: ['010.1.2.3', '::ffff:10.1.2.4', '10.1.2.5'] }];
    const odd = ['odd-ip endpoints[0].addresses[0] 10.1.2.3', 'odd-ip endpoints[0].addresses[1] 10.1.2.4'];
    expect(warningsOf({ with: { endpoints }, version: '1.35' })).toEqual(odd);
    expect(warningsOf({ with: { endpoints } })).toEqual([]);
    expect(warningsOf({ with: { endpoints }, stored: { with: { endpoints } } })).toEqual(odd);

    const named = { addressType: 'FQDN', endpoints: [{ addresses: ['010.1.2.3'] }] };
    expect(warningsOf({ with: named })).toEqual([
      'fqdn-deprecated addressType',
      'odd-ip endpoints[0].addresses[0] 10.1.2.3',
    ]);
    expect(warningsOf({ with: named, stored: { with: named } })).toEqual(['odd-ip endpoints[0].addresses[0] 10.1.2.3']);
  });

  it('about IPv6 text that older servers stored', () => {
    const old = { addressType: 'IPv6', endpoints: [{ addresses: ['2001:DB8::1'] }] };
    expect(warningsOf({ with: old, stored: { with: old } })).toEqual([
      'ipv6-text endpoints[0].addresses[0] 2001:db8::1',
    ]);
  });

  it('about nothing in a slice with the name of a controller', () => {
    const metadata = { labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' } };
    expect(warningsOf({ metadata, endpoint: { addresses: ['010.1.2.3'] }, version: '1.35' })).toEqual([]);
  });
});
