import { describe, expect, it } from 'vitest';
import { findSlices } from '../../src/manifests/objects.ts';

const V1 = 'discovery.k8s.io/v1';
const slice = { apiVersion: V1, kind: 'EndpointSlice' };

function find(value: unknown): readonly string[] {
  return [...findSlices(value)].map((found) => {
    if (found.kind === 'endpoints') return 'endpoints';
    return `${found.kind} ${found.path.join('.')}${found.kind === 'problem' ? ` ${found.message}` : ''}`;
  });
}

describe('findSlices', () => {
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
      { apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice' },
      /^problem apiVersion .*v1beta1 is not judged yet.*write discovery.k8s.io\/v1$/,
    ],
    [{ apiVersion: 'v1', kind: 'EndpointSlice' }, /^problem apiVersion .*not of "v1"/],
    [{ kind: 'EndpointSlice' }, /^problem apiVersion .*not of nothing/],
    [{ apiVersion: V1, kind: 'endpointslice' }, /^problem kind .*write EndpointSlice, not endpointslice/],
    [{ apiVersion: V1, addressType: 'IPv4', endpoints: [] }, /^problem {2}looks like an EndpointSlice without a kind/],
    [{ apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSliceList', items: [{}] }, /^problem items\.0\.apiVersion .*v1beta1/],
  ])('does not let %j pass', (value, message) => {
    expect(find(value)).toEqual([expect.stringMatching(message)]);
  });
  it('counts v1 Endpoints', () => {
    expect(find({ kind: 'List', items: [{ apiVersion: 'v1', kind: 'Endpoints' }] })).toEqual(['endpoints']);
  });
});
