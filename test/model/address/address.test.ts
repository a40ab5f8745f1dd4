import { expect, it } from 'vitest';
import { listAddresses } from '../../../src/model/address/address.ts';
import { parseIp } from '../../../src/model/address/ip.ts';

it('lists every address in order, with its endpoint and its index', () => {
  const endpoints = [{ addresses: ['10.0.0.1', 'web.example.com'] }, { addresses: [] }, { addresses: ['010.0.0.1'] }];
  expect(listAddresses(endpoints)).toEqual([
    { endpoint: 0, index: 0, text: '10.0.0.1', ip: parseIp('10.0.0.1') },
    { endpoint: 0, index: 1, text: 'web.example.com', ip: undefined },
    { endpoint: 2, index: 0, text: '010.0.0.1', ip: { ...parseIp('10.0.0.1'), canonical: false } },
  ]);
  expect(listAddresses([])).toEqual([]);
});
