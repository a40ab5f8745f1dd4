import { describe, expect, it } from 'vitest';
import { wrongKind } from '../../src/manifests/wrong-kind.ts';

const V1 = 'discovery.k8s.io/v1';

function judge(apiVersion: string, kind: string, value: object = {}): string | undefined {
  const wrong = wrongKind({ ...value }, { apiVersion, kind });
  return wrong && `${wrong.path.join('.')}: ${wrong.message}`;
}

describe('wrongKind', () => {
  it.each([
    ['v1', 'Endpoint', 'kind: Kubernetes has no kind "Endpoint" in "v1"; write kind: Endpoints'],
    ['v1', 'endpoints', 'kind: Kubernetes has no kind "endpoints" in "v1"; write kind: Endpoints'],
    ['v1', 'Enpoints', 'kind: Kubernetes has no kind "Enpoints" in "v1"; write kind: Endpoints'],
    ['core/v1', 'Endpoints', 'apiVersion: "core/v1" has no Endpoints; write apiVersion: v1'],
    ['', 'Endpoints', 'apiVersion: Endpoints without an apiVersion; write apiVersion: v1'],
    ['v2', 'Endpoints', 'apiVersion: "v2" has no Endpoints; write apiVersion: v1'],
    [
      'core/v1',
      'Endpoint',
      'kind: Kubernetes has no kind "Endpoint" in "core/v1"; write kind: Endpoints and apiVersion: v1',
    ],
    ['discovery/v1', 'EndpointSlice', `apiVersion: "discovery/v1" has no EndpointSlice; write apiVersion: ${V1}`],
    [
      'v1',
      'endpointslices',
      `kind: Kubernetes has no kind "endpointslices" in "v1"; write kind: EndpointSlice and apiVersion: ${V1}`,
    ],
    [V1, 'EndpointSlices', `kind: Kubernetes has no kind "EndpointSlices" in "${V1}"; write kind: EndpointSlice`],
    [V1, 'Anything', `kind: Kubernetes has no kind "Anything" in "${V1}"; write kind: EndpointSlice`],
  ])('names the right kind and group: %s %s', (apiVersion, kind, message) => {
    expect(judge(apiVersion, kind)).toBe(message);
  });
  it('knows what is meant by the members where the names do not say it', () => {
    expect(judge(V1, 'Endpoints', { subsets: [] })).toBe(`apiVersion: "${V1}" has no Endpoints; write apiVersion: v1`);
    expect(judge(V1, 'Endpoints', { endpoints: [] })).toContain('write kind: EndpointSlice');
    expect(judge('', '', { subsets: [], metadata: {} })).toContain('add kind: Endpoints');
    expect(judge('', '', { addressType: 'IPv4', endpoints: [] })).toContain('add kind: EndpointSlice');
  });
  it('shows what the API server has answered instead of an object', () => {
    expect(judge('v1', 'Status', { message: 'endpointslices.discovery.k8s.io "web-1" not found' })).toBe(
      ': a Status is an answer of the API server (endpointslices.discovery.k8s.io "web-1" not found), not a manifest; ' +
        'look at the command that printed it',
    );
  });
  it.each([
    ['v1', 'Event'],
    ['v1', 'Node'],
    ['v1', 'Service'],
    ['example.com/v1', 'Endpoint'],
    ['example.com/v1', 'EndpointSlice'],
    ['cilium.io/v2', 'CiliumEndpointSlice'],
    ['networking.istio.io/v1', 'ServiceEntry'],
    ['example.com/v1', 'Status'],
    ['', ''],
  ])('is silent about others: %s %s', (apiVersion, kind) => {
    expect(judge(apiVersion, kind)).toBeUndefined();
  });
});
