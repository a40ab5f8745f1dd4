import { describe, expect, it } from 'vitest';
import { findObjects } from '../../src/manifests/objects.ts';

const V1 = 'discovery.k8s.io/v1';
const slice = { apiVersion: V1, kind: 'EndpointSlice' };

function find(value: unknown): readonly string[] {
  return [...findObjects(value)].map((found) => {
    if (found.kind === 'object') return `${found.type} ${found.path.join('.')}`;
    return `problem ${found.path.join('.')} ${found.message}`;
  });
}

describe('findObjects', () => {
  it('finds a slice, and slices in lists of all sorts', () => {
    expect(find(slice)).toEqual(['slice ']);
    expect(find({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Service' }, slice, null] })).toEqual(['slice items.1']);
    expect(find({ apiVersion: V1, kind: 'EndpointSliceList', items: [{ metadata: {} }, slice] })).toEqual([
      'slice items.0',
      'slice items.1',
    ]);
    expect(find({ kind: 'List', items: [{ kind: 'List', items: [slice] }] })).toEqual(['slice items.0.items.0']);
  });
  it.each([
    [{ apiVersion: 'v1', kind: 'Service' }],
    [{ apiVersion: 'cilium.io/v2', kind: 'CiliumEndpointSlice' }],
    [{ apiVersion: 'example.com/v1', kind: 'EndpointSlice' }],
    [{ apiVersion: 'v1', kind: 'List', items: null }],
    [{ apiVersion: 'v1', kind: 'List', items: [{ metadata: {} }] }],
    [{ replicas: 3, image: { tag: 'x' } }],
    [[slice]],
    ['text'],
    [7],
    [null],
  ])('leaves out %j', (value) => {
    expect(find(value)).toEqual([]);
  });
  it.each([
    [
      { apiVersion: 'discovery.k8s.io/v1alpha1', kind: 'EndpointSlice' },
      /^problem apiVersion .*of discovery.k8s.io\/v1, not of .*v1alpha1/,
    ],
    [{ apiVersion: 'v1', kind: 'EndpointSlice' }, /^problem apiVersion .*not of "v1"/],
    [{ kind: 'EndpointSlice' }, /^problem apiVersion .*not of nothing/],
    [{ apiVersion: V1, kind: 'endpointslice' }, /^problem kind .*write EndpointSlice, not endpointslice/],
    [{ apiVersion: V1, addressType: 'IPv4', endpoints: [] }, /^problem {2}looks like an EndpointSlice without a kind/],
    [{ apiVersion: 'discovery.k8s.io/v1alpha1', kind: 'EndpointSliceList', items: [{}] }, /^problem items\.0\.apiVersion .*v1alpha1/],
  ])('does not let %j pass', (value, message) => {
    expect(find(value)).toEqual([expect.stringMatching(message)]);
  });
  it('finds slices of v1beta1', () => {
    const beta = { apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice' };
    expect(find(beta)).toEqual(['beta ']);
    expect(find({ apiVersion: beta.apiVersion, kind: 'EndpointSliceList', items: [{}] })).toEqual(['beta items.0']);
  });
  it('finds v1 Endpoints', () => {
    const endpoints = { apiVersion: 'v1', kind: 'Endpoints' };
    expect(find({ kind: 'List', items: [endpoints] })).toEqual(['endpoints items.0']);
    expect(find({ apiVersion: 'v1', kind: 'EndpointsList', items: [{ metadata: {} }, endpoints] })).toEqual([
      'endpoints items.0',
      'endpoints items.1',
    ]);
    expect(find({ apiVersion: 'example.com/v1', kind: 'Endpoints' })).toEqual([]);
  });
});
