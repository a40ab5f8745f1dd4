import { describe, expect, it } from 'vitest';
import { faultsOf, type Write } from './verdicts.ts';

describe('unchanged endpoints are not validated again', () => {
  const old = { endpoint: { addresses: ['010.1.2.3'] } };
  it.each<[string, Write['endpoint'], boolean]>([
    ['no change', {}, true],
    ['absent members written as empty', { conditions: {}, hostname: null, deprecatedTopology: {} }, true],
    ['a topology, which is dropped', { deprecatedTopology: { 'kubernetes.io/hostname': 'n1' } }, true],
    ['an empty zone', { zone: '' }, false],
    ['empty hints', { hints: {} }, false],
    ['an empty target', { targetRef: {} }, false],
    ['a condition', { conditions: { ready: true } }, false],
    ['a node', { nodeName: 'n1' }, false],
  ])('%s', (_, change, isUnchanged) => {
    const faults = faultsOf({ stored: old, endpoint: { ...old.endpoint, ...change } });
    expect(faults).toEqual(isUnchanged ? [] : ['Invalid endpoints[0].addresses[0]']);
  });

  it('unless an endpoint is removed', () => {
    const endpoints = [{ addresses: ['010.1.2.3'] }, { addresses: ['010.1.2.4'] }];
    const stored = { with: { endpoints } };
    expect([
      faultsOf({ stored, with: { endpoints } }),
      faultsOf({ stored, with: { endpoints: endpoints.slice(0, 1) } }),
    ]).toEqual([[], ['Invalid endpoints[0].addresses[0]']]);
  });

  it('while unchanged ports are', () => {
    const ports = [{ name: '_' }];
    expect(faultsOf({ stored: { with: { ports } }, with: { ports } })).toEqual(['Invalid ports[0].name']);
  });

  it('unless a node name moves from the topology to nodeName', () => {
    const topology = { 'kubernetes.io/hostname': 'n1' };
    const stored = { endpoint: { ...old.endpoint, deprecatedTopology: topology } };
    const kept = { ...stored, stored };
    expect(faultsOf(kept)).toEqual([]);
    // Without its topology the endpoint has changed. With another topology the name of the node is kept as nodeName,
    // which is also a change.
    expect(faultsOf({ stored, endpoint: old.endpoint })).toHaveLength(1);
    expect(
      faultsOf({ stored, endpoint: { ...old.endpoint, deprecatedTopology: { ...topology, a: 'b' } } }),
    ).toHaveLength(1);
  });
});
