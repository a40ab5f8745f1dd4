import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../src/model/slice.ts';
import { MAX_HINTS, readRawSlice } from '../../../src/model/validation/raw-slice.ts';
import { many } from '../many.ts';

describe('readRawSlice', () => {
  it.each([undefined, null, [], 'x', {}, { metadata: [], endpoints: {}, ports: 'x', addressType: 1 }])(
    'reads %j as an empty slice',
    (value) => {
      const { metadata, addressType, endpoints, ports } = readRawSlice(value);
      expect([addressType, [...endpoints], [...ports]]).toEqual(['', [], []]);
      expect(metadata).toMatchObject({ name: '', generateName: '', ownerReferences: [], finalizers: [] });
    },
  );

  it('fills in defaults of ports where a member is absent, not where it is empty', () => {
    const { ports } = readRawSlice({ ports: [{}, { protocol: null }, { name: '', protocol: '' }] });
    expect([...ports].map(({ name, protocol }) => [name, protocol])).toEqual([
      ['', 'TCP'],
      ['', 'TCP'],
      ['', ''],
    ]);
  });

  it('distinguishes absent members of endpoints from empty ones', () => {
    const empty = { hostname: '', nodeName: '', zone: '', hints: {}, targetRef: {}, conditions: { ready: false } };
    const [absent, present] = readRawSlice({ endpoints: [{}, empty] }).endpoints;
    expect(absent).toMatchObject({ hostname: undefined, nodeName: undefined, zone: undefined, hints: undefined });
    expect(absent).toMatchObject({ targetRef: undefined, conditions: [undefined, undefined, undefined] });
    expect(present).toMatchObject({ hostname: '', nodeName: '', zone: '', hints: { forZones: [], forNodes: [] } });
    expect(present).toMatchObject({ targetRef: { kind: '' }, conditions: [false, undefined, undefined] });
  });

  it('keeps all items, although the model keeps only the first of them', () => {
    const addresses = many(LIMITS.addressesPerEndpoint + 50, () => '10.0.0.1');
    const [endpoint] = readRawSlice({ endpoints: [{ addresses }] }).endpoints;
    expect(endpoint?.addresses).toHaveLength(addresses.length);
  });
});

describe('a list that is longer than any server accepts', () => {
  /** An endpoint that counts how often it is read. */
  class Counted {
    static reads = 0;
    get addresses(): readonly string[] {
      Counted.reads++;
      return ['10.0.0.1'];
    }
  }

  it('is read only on iteration', () => {
    const { endpoints } = readRawSlice({ endpoints: many(LIMITS.endpoints + 1, () => new Counted()) });
    expect([endpoints.length, Counted.reads]).toEqual([LIMITS.endpoints + 1, 0]);
    const [first] = endpoints;
    expect([first?.addresses, Counted.reads]).toEqual([['10.0.0.1'], 1]);
  });

  it('is the same JSON as a list that is read at once', () => {
    const hints = (count: number): object => ({ hints: { forZones: many(count, (index) => ({ name: `z${index}` })) } });
    const [short, long] = readRawSlice({ endpoints: [hints(MAX_HINTS), hints(MAX_HINTS + 1)] }).endpoints;
    expect(Array.isArray(short?.hints?.forZones)).toBe(true);
    expect(Array.isArray(long?.hints?.forZones)).toBe(false);
    const names = many(MAX_HINTS + 1, (index) => `z${index}`);
    expect(JSON.parse(JSON.stringify(long?.hints))).toEqual({ forZones: names, forNodes: [] });
    expect(JSON.parse(JSON.stringify(short?.hints))).toEqual({ forZones: names.slice(0, MAX_HINTS), forNodes: [] });
  });
});
