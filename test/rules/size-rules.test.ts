// endpoint-limit, single-address, port-limit, object-size: the exact limits and what is counted.
import { describe, expect, it } from 'vitest';
import { endpointLimit } from '../../src/rules/endpoint-limit.ts';
import { objectSize } from '../../src/rules/object-size.ts';
import { portLimit } from '../../src/rules/port-limit.ts';
import { singleAddress } from '../../src/rules/single-address.ts';
import { runRule } from './run-rule.ts';

const endpoints = (count: number): object[] => Array.from({ length: count }, () => ({ addresses: ['10.1.2.3'] }));
const ports = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ name: `p${index}`, port: index + 1 }));

describe('endpoint-limit', () => {
  it('allows exactly the limit', () => {
    expect(runRule(endpointLimit, { slice: { endpoints: endpoints(100) } }).findings).toEqual([]);
  });

  it.for([101, 1000, 5000])('counts %d endpoints, however many are looked at', (count) => {
    expect(runRule(endpointLimit, { slice: { endpoints: endpoints(count) } }).findings).toEqual([
      { id: 'too-many', field: 'endpoints', seen: String(count), expected: 'at most 100', quantity: count },
    ]);
  });
});

describe('port-limit', () => {
  it('allows exactly the limit', () => {
    expect(runRule(portLimit, { slice: { ports: ports(100) } }).findings).toEqual([]);
  });

  it.for([101, 20_001])('counts %d ports', (count) => {
    expect(runRule(portLimit, { slice: { ports: ports(count) } }).findings).toEqual([
      { id: 'too-many', field: 'ports', seen: String(count), expected: 'at most 100', quantity: count },
    ]);
  });
});

describe('single-address', () => {
  it('says nothing of no address and of one', () => {
    const slice = { endpoints: [{ addresses: null }, { addresses: [] }, { addresses: ['10.1.2.3'] }] };
    expect(runRule(singleAddress, { slice }).findings).toEqual([]);
  });

  it('names each endpoint, with the true count', () => {
    const slice = {
      endpoints: [{ addresses: ['10.1.2.3'] }, { addresses: Array.from({ length: 250 }, () => '10.1.2.4') }],
    };
    expect(runRule(singleAddress, { slice }).findings).toMatchObject([
      { field: 'endpoints[1].addresses', seen: '250' },
    ]);
  });
});

describe('object-size', () => {
  it('allows exactly the limit and finds one byte more', () => {
    const exact = 524_288 - (sizeOf(100) - 100);
    expect(runRule(objectSize, { slice: padded(exact) }).findings).toEqual([]);
    expect(runRule(objectSize, { slice: padded(exact + 1) }).findings).toEqual([
      { id: 'too-large', field: '', seen: '524289', expected: 'at most 524288', quantity: 524_289 },
    ]);
  });

  it('counts characters as UTF-8, not as UTF-16', () => {
    const wide = { endpoints: [{ addresses: ['10.1.2.3'], targetRef: { name: '中'.repeat(200_000) } }] };
    expect(runRule(objectSize, { slice: wide }).findings).toMatchObject([{ quantity: 600_000 + sizeOf(1) - 1 }]);
  });

  it('does not call a thousand full endpoints too large', () => {
    const full = Array.from({ length: 1000 }, (_, index) => ({
      addresses: [`10.1.${index >> 8}.${index & 255}`],
      conditions: { ready: true, serving: true, terminating: false },
      nodeName: `ip-10-0-${index % 200}-17.eu-central-1.compute.internal`,
      targetRef: {
        kind: 'Pod',
        namespace: 'shop',
        name: `web-5d9c7b8f6d-${index}`,
        uid: '5f0c1d7e-0000-4000-8000-000000000000',
      },
      zone: 'eu-central-1a',
      hints: { forZones: [{ name: 'eu-central-1a' }] },
    }));
    expect(runRule(objectSize, { slice: { endpoints: full } }).findings).toEqual([]);
  });
});

function padded(length: number): object {
  return { endpoints: [{ addresses: ['10.1.2.3'], targetRef: { name: 'x'.repeat(length) } }] };
}

function sizeOf(length: number): number {
  return runRule(objectSize, { slice: padded(length), options: { max: 1 } }).findings[0]?.quantity ?? Number.NaN;
}
