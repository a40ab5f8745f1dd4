import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../src/model/manifest.ts';
import { apiVersion } from '../../src/rules/api-version.ts';
import { runRule } from './run-rule.ts';

const ENDPOINTS = {
  apiVersion: 'v1',
  kind: 'Endpoints',
  metadata: { name: 'web' },
  subsets: [{ addresses: [{ ip: '10.1.2.3' }] }],
};
const BETA = { apiVersion: 'discovery.k8s.io/v1beta1', kind: 'EndpointSlice', metadata: { name: 'web' } };

function manifest(value: unknown): Manifest {
  return { value, stored: undefined, problems: [], kubernetes: '1.37', sourceWarnings: () => [] };
}

function said(slice: object, rest: object = {}): readonly string[] {
  return runRule(apiVersion, { slice, ...rest }).findings.map(({ id, field }) => `${id} ${field}`);
}

describe('api-version', () => {
  it('reports Endpoints and v1beta1 also where there is no manifest, as behind an API server', () => {
    expect(said(ENDPOINTS)).toEqual(['endpoints kind']);
    expect(said(BETA)).toEqual(['not-served apiVersion']);
  });

  it('exempts the controllers of Kubernetes, which write Endpoints anyway', () => {
    const user = 'system:serviceaccount:kube-system:endpoint-controller';
    expect(said(ENDPOINTS, { user })).toEqual([]);
    expect(said(ENDPOINTS, { user: 'system:serviceaccount:shop:operator' })).toEqual(['endpoints kind']);
  });

  it('finds every deprecatedTopology that is not null', () => {
    const endpoints = [
      { addresses: [] },
      { deprecatedTopology: {} },
      { deprecatedTopology: null },
      null,
      7,
      { deprecatedTopology: { a: 'b' } },
    ];
    const slice = { metadata: { name: 'web' } };
    expect(said(slice, { manifest: manifest({ ...slice, endpoints }) })).toEqual([
      'topology endpoints[1].deprecatedTopology',
      'topology endpoints[5].deprecatedTopology',
    ]);
    for (const odd of [undefined, null, 'x', [1], {}])
      expect(said(slice, { manifest: manifest({ ...slice, endpoints: odd }) })).toEqual([]);
    expect(said(slice)).toEqual([]);
  });
});
