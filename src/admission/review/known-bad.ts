// A review that must not get through: what the self-test proves the engine with, and what a user is given to try.
import { REVIEW_KIND, REVIEW_VERSION } from './ask.ts';

/**
 * The CREATE of a slice that the preset `recommended` denies. Kubernetes stores it: it warns of the address type FQDN,
 * but not of an IP address as a name or of port −1.
 */
export function knownBadReview(user: string): object {
  return {
    kind: REVIEW_KIND,
    apiVersion: REVIEW_VERSION,
    request: {
      uid: '00000000-0000-4000-8000-000000000000',
      kind: { group: 'discovery.k8s.io', version: 'v1', kind: 'EndpointSlice' },
      resource: { group: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' },
      name: 'known-bad',
      namespace: 'default',
      operation: 'CREATE',
      userInfo: { username: user, groups: ['system:authenticated'] },
      object: {
        kind: 'EndpointSlice',
        apiVersion: 'discovery.k8s.io/v1',
        metadata: { name: 'known-bad', namespace: 'default', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'FQDN',
        endpoints: [{ addresses: ['169.254.169.254'], conditions: {} }],
        ports: [{ name: 'http', port: -1, protocol: 'TCP' }],
      },
      oldObject: null,
      dryRun: false,
      options: null,
    },
  };
}
