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
  it('finds a slice, and slices in lists of all kinds', () => {
    expect(find(slice)).toEqual(['slice ']);
    expect(find({ apiVersion: 'v1', kind: 'List', items: [{ kind: 'Service' }, slice] })).toEqual(['slice items.1']);
    expect(find({ apiVersion: V1, kind: 'EndpointSliceList', items: [{ metadata: {} }, slice] })).toEqual([
      'slice items.0',
      'slice items.1',
    ]);
    expect(find({ kind: 'List', items: [{ kind: 'List', items: [slice] }] })).toEqual(['slice items.0.items.0']);
    expect(
      find({ apiVersion: V1, kind: 'EndpointSliceList', items: [{ kind: '', apiVersion: '' }, { kind: 5 }] }),
    ).toEqual(['slice items.0', 'slice items.1']);
  });
  it.each([
    [{ apiVersion: 'v1', kind: 'Service' }],
    [{ apiVersion: 'cilium.io/v2', kind: 'CiliumEndpointSlice' }],
    [{ apiVersion: 'example.com/v1', kind: 'EndpointSlice' }],
    [{ apiVersion: 'v1', kind: 'List', items: [{ metadata: {} }] }],
    [{ replicas: 3, image: { tag: 'x' } }],
    [[{ kind: 'Service' }, 'text']],
    ['text'],
    [7],
    [null],
  ])('skips %j', (value) => {
    expect(find(value)).toEqual([]);
  });
  it.each([
    [
      { apiVersion: 'discovery.k8s.io/v1alpha1', kind: 'EndpointSlice' },
      /^problem apiVersion .*v1alpha1.*; write apiVersion: discovery.k8s.io\/v1$/,
    ],
    [
      { apiVersion: 'v1', kind: 'EndpointSlice' },
      /^problem apiVersion "v1" has no EndpointSlice; write apiVersion: discovery/,
    ],
    [{ kind: 'EndpointSlice' }, /^problem apiVersion EndpointSlice without an apiVersion; write/],
    [
      { apiVersion: V1, kind: 'endpointslice' },
      /^problem kind .*no kind "endpointslice" in "discovery.k8s.io\/v1"; write kind: EndpointSlice$/,
    ],
    [
      { apiVersion: V1, kind: 'EndpointSlce' },
      /^problem kind .*no kind "EndpointSlce" in .*; write kind: EndpointSlice$/,
    ],
    [{ apiVersion: V1, metadata: {} }, /^problem {2}looks like an EndpointSlice without a kind/],
    [{ apiVersion: 'v1', kind: 'List', items: null }, /^problem {2}List without a list of items/],
    [{ apiVersion: V1, kind: 'EndpointSliceList' }, /^problem {2}EndpointSliceList without a list/],
    [[slice], /^problem 0 is in a plain list/],
    [{ apiVersion: 'v1', kind: 'List', items: [null] }, /^problem items\.0 this item is not an object/],
    [
      { apiVersion: V1, kind: 'EndpointSliceList', items: [{ kind: 'EndpointSlice' }] },
      /^problem items\.0\.apiVersion EndpointSlice without an apiVersion; write/,
    ],
    [{ apiVersion: V1, addressType: 'IPv4', endpoints: [] }, /^problem {2}looks like an EndpointSlice without a kind/],
    [
      { apiVersion: 'discovery.k8s.io/v1alpha1', kind: 'EndpointSliceList', items: [{}] },
      /^problem items\.0\.apiVersion .*v1alpha1/,
    ],
  ])('reports %j', (value, message) => {
    expect(find(value)).toEqual([expect.stringMatching(message)]);
  });
  it('opens every object with items, because kubectl sends the items and drops the rest', () => {
    expect(find({ apiVersion: 'v1', kind: 'ConfigMap', items: [slice] })).toEqual(['slice items.0']);
    expect(find({ ...slice, addressType: 'IPv4', items: [slice] })).toEqual(['slice items.0']);
    expect(find({ items: ['a', { name: 'b' }, 7] })).toEqual([]);
  });
  it('finds slices of v1beta1', () => {
    const beta = { apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice' };
    expect(find(beta)).toEqual(['beta ']);
    expect(find({ apiVersion: beta.apiVersion, kind: 'EndpointSliceList', items: [{}] })).toEqual(['beta items.0']);
  });
  it('reports objects inside another one, which kubectl does not send by themselves', () => {
    const inner = { ...slice, metadata: { name: 'web-1' } };
    expect(
      find({ apiVersion: 'template.openshift.io/v1', kind: 'Template', objects: [{ kind: 'Service' }, inner, inner] }),
    ).toEqual([
      'problem objects.1 EndpointSlice inside Template (and 1 more), which is not looked into; ' +
        'check the objects that come out of it',
    ]);
    expect(find({ kind: 'List', items: [{ kind: 'ManifestWork', spec: { manifests: [inner] } }] })).toEqual([
      expect.stringContaining('problem items.0.spec.manifests.0 EndpointSlice inside ManifestWork'),
    ]);
    expect(find({ values: [inner] })).toEqual([expect.stringContaining('inside an object without a kind')]);
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
