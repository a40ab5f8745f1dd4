// Addresses by version, with the causes that servers listed.
import { describe, expect, it } from 'vitest';
import { faultsOf, verdict } from './verdicts.ts';

describe('an address of a subset', () => {
  it.each<[ip: string, until135: number, since136: number]>([
    ['10.1.2.3', 0, 0],
    ['2001:DB8::1', 0, 0],
    ['010.1.2.3', 0, 1],
    ['::ffff:10.1.2.3', 0, 1],
    ['::ffff:127.0.0.1', 1, 2],
    ['127.0.0.01', 1, 2],
    ['0.0.0.0', 1, 1],
    ['::', 1, 1],
    ['::1', 1, 1],
    ['169.254.169.254', 1, 1],
    ['fe80::1', 1, 1],
    ['224.0.0.1', 1, 1],
    ['ff02::1', 1, 1],
    ['224.0.1.1', 0, 0],
    ['255.255.255.255', 0, 0],
    ['fe80::1%eth0', 2, 2],
    ['<nil>', 2, 2],
    ['10.1.2.3:80', 2, 2],
    ['', 2, 2],
  ])('%s has %i causes until 1.35 and %i since', (ip, until135, since136) => {
    const subsets = [{ addresses: [{ ip }] }];
    expect(faultsOf({ subsets, version: '1.35' })).toHaveLength(until135);
    expect(faultsOf({ subsets, version: '1.36' })).toHaveLength(since136);
  });

  it('that is not an address is reported once in a brief verdict', () => {
    const { faults } = verdict({ subsets: [{ addresses: [{ ip: '<nil>' }] }], isBrief: true });
    expect(faults.map(({ seen, detail }) => [seen, detail])).toEqual([
      ['<nil>', 'must be an IP address, such as 10.9.8.7 or 2001:db8::ffff'],
    ]);
  });
});
