import { describe, expect, it } from 'vitest';
import {
  readAddress,
  readEndpoints,
  readSubset,
  readSubsetPort,
} from '../../../../src/model/validation/endpoints-v1/raw.ts';

const WRONG = [undefined, null, [], 'x', 1, {}];

describe('readEndpoints', () => {
  it.each([...WRONG, { metadata: 'x', subsets: {} }])('reads %j as an object without subsets', (value) => {
    const { metadata, subsets } = readEndpoints(value);
    expect([metadata.name, metadata.generation, subsets]).toEqual(['', undefined, []]);
  });
});

describe('readSubset', () => {
  it.each([...WRONG, { addresses: 1, ports: { a: 1 } }])('reads %j as an empty subset', (value) => {
    expect(readSubset(value)).toEqual({ addresses: [], notReadyAddresses: [], ports: [] });
  });

  it('copies no list', () => {
    const addresses = [{ ip: '10.1.2.3' }];
    expect(readSubset({ addresses }).addresses).toBe(addresses);
  });
});

describe('readAddress', () => {
  it('distinguishes an absent node name and target from empty ones', () => {
    for (const value of [...WRONG, { ip: 1, nodeName: 2, targetRef: null }])
      expect(readAddress(value)).toEqual({ ip: '', hostname: '', nodeName: undefined, targetRef: undefined });
    expect(readAddress({ nodeName: '', targetRef: {} })).toMatchObject({ nodeName: '', targetRef: { kind: '' } });
  });
});

describe('readSubsetPort', () => {
  it('fills in the protocol', () => {
    const port = { name: '', port: undefined, protocol: 'TCP', appProtocol: undefined };
    for (const value of [...WRONG, { protocol: '', port: 1.5 }]) expect(readSubsetPort(value)).toEqual(port);
    expect(readSubsetPort({ name: 'a', port: -1, protocol: 'UDP', appProtocol: '' })).toEqual({
      name: 'a',
      port: -1,
      protocol: 'UDP',
      appProtocol: '',
    });
  });
});
