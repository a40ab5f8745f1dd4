import { describe, expect, it } from 'vitest';
import { decodeObject, decodeStored, objectKind } from '../../../src/model/decode/decode-object.ts';
import { exceedsLimits } from '../../../src/model/endpoints/endpoints.ts';
import { MAX_ENDPOINTS } from '../../../src/model/endpoints/repack.ts';
import type { SliceMetadata } from '../../../src/model/slice.ts';
import { many } from '../many.ts';

const intoShop = (metadata: SliceMetadata): SliceMetadata => ({ ...metadata, namespace: 'shop' });

describe('objectKind', () => {
  it.each([
    ['discovery.k8s.io/v1', 'EndpointSlice', 'slice'],
    ['discovery.k8s.io/v1beta1', 'EndpointSlice', 'beta'],
    ['v1', 'Endpoints', 'endpoints'],
    ['v1', 'EndpointSlice', undefined],
    ['discovery.k8s.io/v1', 'Endpoints', undefined],
    ['discovery.k8s.io/v2', 'EndpointSlice', undefined],
    ['discovery.k8s.io/v1', 'endpointslice', undefined],
    [undefined, undefined, undefined],
  ])('of apiVersion %s and kind %s is %s', (apiVersion, kind, expected) => {
    expect(objectKind(apiVersion, kind)).toBe(expected);
  });
});

describe('decodeObject', () => {
  it('decodes a slice of v1, which has no origin and is no set of slices', () => {
    const decoded = decodeObject('slice', { metadata: { name: 'web-1' }, endpoints: [{ zone: 'a' }] });
    expect(decoded).toMatchObject({
      ok: true,
      value: { slice: { origin: undefined, metadata: { name: 'web-1' }, endpoints: [{ zone: 'a' }] } },
    });
    expect([decoded.value.parts, decoded.value.subsets]).toEqual([undefined, undefined]);
  });

  it('decodes a slice of v1beta1 by its own fields', () => {
    const topology = { 'topology.kubernetes.io/zone': 'b' };
    const decoded = decodeObject('beta', { endpoints: [{ zone: 'a', topology }] });
    expect(decoded.value.slice).toMatchObject({
      origin: { apiVersion: 'discovery.k8s.io/v1beta1' },
      endpoints: [{ zone: 'b' }],
    });
  });

  it('decodes Endpoints into the slices that they become', () => {
    const subsets = [{ addresses: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }], ports: [{ port: 80 }] }];
    const { parts } = decodeObject('endpoints', { metadata: { name: 'web' }, subsets }).value;
    expect(parts).toMatchObject([{ addressType: 'IPv4' }, { addressType: 'IPv6' }]);
    expect(decodeObject('endpoints', { metadata: { name: 'web' } }).value.parts).toEqual([]);
  });

  it.each(['slice', 'beta', 'endpoints'] as const)('fills in the metadata that a door knows of a %s', (kind) => {
    const value = {
      metadata: { name: 'web' },
      endpoints: [{ addresses: ['10.0.0.1'] }],
      subsets: [{ addresses: [{ ip: '10.0.0.1' }] }],
    };
    const { slice, parts = [slice] } = decodeObject(kind, value, { place: intoShop }).value;
    expect(slice.metadata).toMatchObject({ name: 'web', namespace: 'shop' });
    expect(parts).toMatchObject([
      { metadata: { namespace: 'shop' }, endpointCount: 1, addresses: [{ text: '10.0.0.1' }] },
    ]);
  });

  it('passes on what is known about its letters', () => {
    expect(decodeObject('slice', {}, { ascii: true, place: intoShop }).value.slice.ascii).toBe(true);
    expect(decodeObject('slice', {}).value.slice.ascii).toBe(false);
  });
});

describe('decodeStored', () => {
  it('reads Endpoints that are too large to be judged', () => {
    const addresses = many(MAX_ENDPOINTS + 1, (index) => ({
      ip: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}`,
    }));
    const value = { metadata: { name: 'web' }, subsets: [{ addresses }] };
    expect(decodeObject('endpoints', value).ok).toBe(false);
    const stored = decodeStored('endpoints', value);
    expect(stored.ok).toBe(true);
    expect(stored.value.subsets?.counts).toEqual({ subsets: 1, addresses: MAX_ENDPOINTS + 1, ports: 0 });
    expect(exceedsLimits({ slice: stored.value.slice, subsets: stored.value.subsets })).toBe(true);
  });

  it('reads a slice as it is judged', () => {
    const value = { metadata: { name: 'web-1' }, addressType: 'IPv4' };
    expect(decodeStored('slice', value)).toEqual(decodeObject('slice', value));
  });
});
