import { describe, expect, it } from 'vitest';
import { warningsOf } from './verdicts.ts';

describe('the server warns', () => {
  const subsets = [
    { addresses: [{ ip: '10.1.2.3' }], notReadyAddresses: [{ ip: '2001:DB8::1' }] },
    { addresses: [{ ip: '010.1.2.3' }, { ip: '::ffff:10.1.2.4' }] },
  ];
  const spellings = [
    'ipv6-text subsets[0].notReadyAddresses[0].ip 2001:db8::1',
    'odd-ip subsets[1].addresses[0].ip 10.1.2.3',
    'odd-ip subsets[1].addresses[1].ip 10.1.2.4',
  ];

  it('about spellings that it accepts or tolerates', () => {
    expect(warningsOf({ subsets, version: '1.35' })).toEqual(spellings);
    expect(warningsOf({ subsets })).toEqual([]);
    expect(warningsOf({ subsets, stored: { subsets } })).toEqual(spellings);
  });

  it('about nothing in what its own controller wrote', () => {
    const managedBy = (name: string): readonly string[] =>
      warningsOf({ subsets, version: '1.35', metadata: { labels: { 'endpoints.kubernetes.io/managed-by': name } } });
    expect(managedBy('endpoint-controller')).toEqual([]);
    expect(managedBy('Endpoint-controller')).toEqual(spellings);
  });

  it('about nothing that is not an address, if it is stored', () => {
    const odd = [{ addresses: [{ ip: '<nil>' }] }];
    expect(warningsOf({ subsets: odd, stored: { subsets: odd } })).toEqual([]);
  });
});
