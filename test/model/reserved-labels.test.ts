import { describe, expect, it } from 'vitest';
import { AGENT_LABELS, isReservedLabel, isReservedManager, isRoutingLabel } from '../../src/model/reserved-labels.ts';
import { BUILT_IN_MANAGERS } from '../../src/model/slice.ts';

describe('isReservedLabel', () => {
  it.each([
    'kubernetes.io/service-name',
    'endpointslice.kubernetes.io/managed-by',
    'topology.kubernetes.io/zone',
    'node-role.k8s.io/x',
    'k8s.io/x',
    'k8s.ovn.org/service-name',
    'lighthouse.submariner.io/sourceCluster',
    'mirror.linkerd.io/cluster-name',
    'multicluster.kubernetes.io/source-cluster',
  ])('is true for %s', (key) => {
    expect(isReservedLabel(key)).toBe(true);
  });

  it.each([
    'app.kubernetes.io/name',
    'app',
    'kubernetes.io',
    'notkubernetes.io/x',
    'example.com/kubernetes.io',
    'kubernetes.io.example.com/x',
    'k8s.ovn.org/other',
    'lighthouse.submariner.io',
    'lighthouse.submariner.io.example.com/x',
  ])('is false for %s', (key) => {
    expect(isReservedLabel(key)).toBe(false);
  });
});

describe('isRoutingLabel', () => {
  it.each([
    'kubernetes.io/service-name',
    'service.kubernetes.io/headless',
    'service.kubernetes.io/service-proxy-name',
    'endpointslice.kubernetes.io/skip-mirror',
    'mirror.linkerd.io/cluster-name',
  ])('is true for %s', (key) => {
    expect(isRoutingLabel(key)).toBe(true);
  });

  it.each(['endpointslice.kubernetes.io/managed-by', 'topology.kubernetes.io/zone', 'team', 'toString'])(
    'is false for %s',
    (key) => {
      expect(isRoutingLabel(key)).toBe(false);
    },
  );

  it('is true for every label of a multi-cluster program, which is also reserved', () => {
    const keys = Object.values(AGENT_LABELS).map((label) => (label.endsWith('/') ? `${label}x` : label));
    expect(keys.filter((key) => !isRoutingLabel(key) || !isReservedLabel(key))).toEqual([]);
  });
});

describe('isReservedManager', () => {
  it.each([...BUILT_IN_MANAGERS, 'k8s.io', 'future-controller.kubernetes.io'])('is true for %s', (manager) => {
    expect(isReservedManager(manager)).toBe(true);
  });

  it.each(['', 'me', 'notk8s.io', 'k8s.io/x', 'k8s.io.example.com', 'cilium.io'])('is false for "%s"', (manager) => {
    expect(isReservedManager(manager)).toBe(false);
  });
});
