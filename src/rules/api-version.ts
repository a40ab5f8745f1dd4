// api-version: objects in a version that Kubernetes has left behind.
import { z } from 'zod';
import { SLICE_API_VERSION } from '../model/decode/decode-object.ts';
import { ENDPOINTS_KIND } from '../model/endpoints/paths.ts';
import { Reader } from '../model/decode/reader.ts';
import { defineRule, nothing } from '../policy/rule.ts';

const TOPOLOGY = 'deprecatedTopology';

export const apiVersion = defineRule({
  id: 'api-version',
  category: 'kubernetes',
  summary: 'Objects and fields are of the version that Kubernetes serves today',
  rationale:
    'No API server has served discovery.k8s.io/v1beta1 since Kubernetes 1.25: kubectl apply of such a manifest ' +
    'fails. What was the map topology there ' +
    'is the read-only deprecatedTopology in v1, and an API server drops it without a word when a slice is ' +
    'created or its endpoints change: a zone or ' +
    'node that is nowhere else is lost. v1 Endpoints are deprecated since 1.33 (KEP-4974): kube-proxy has not ' +
    'read them for years, and routes by the slices ' +
    'that the mirroring controller makes of them, without zones and hints and with no more than 1,000 addresses ' +
    'a subset. That detour is also ' +
    'the second way into CVE-2021-25740, because anyone who may write Endpoints makes slices in the name of a ' +
    'controller.',
  remediation:
    'Write EndpointSlices of discovery.k8s.io/v1: zone and nodeName are fields of their own there. One slice a ' +
    'family (addressType) takes the place of a ' +
    'subset, with the labels kubernetes.io/service-name and endpointslice.kubernetes.io/managed-by.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    'not-served': {
      text:
        '{seen} has not been served since Kubernetes 1.25, so kubectl apply fails; write {expected}, with ' +
        'zone and nodeName instead of topology',
      reason: 'FieldValueNotSupported',
      recommended: 'warn',
      strict: 'warn',
    },
    topology: {
      text: 'the API server drops it without a warning; set zone and nodeName instead',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'warn',
    },
    endpoints: {
      text:
        'v1 Endpoints are deprecated since Kubernetes 1.33 and proxies do not read them; write ' +
        'EndpointSlices of {expected}',
      reason: 'FieldValueNotSupported',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'A slice of v1 with zone and node',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    nodeName: node-1
    zone: zone-a
`,
      },
    ],
    bad: [
      {
        title: 'A manifest from before Kubernetes 1.25',
        yaml: `apiVersion: discovery.k8s.io/v1beta1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    topology:
      topology.kubernetes.io/zone: zone-a
      kubernetes.io/hostname: node-1
`,
        findings: [['apiVersion', 'not-served']],
      },
      {
        title: 'The same after nothing but its apiVersion was changed: zone and node are lost',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    deprecatedTopology:
      topology.kubernetes.io/zone: zone-a
      kubernetes.io/hostname: node-1
`,
        findings: [['endpoints[0].deprecatedTopology', 'topology']],
      },
      {
        title: 'v1 Endpoints beside a Service without selector',
        yaml: `apiVersion: v1
kind: Endpoints
metadata:
  name: database
subsets:
  - addresses:
      - ip: "192.0.2.10"
    ports:
      - {name: sql, port: 5432}
`,
        findings: [['kind', 'endpoints']],
      },
    ],
  },
  prepare: nothing,
  check({ slice: { origin }, writer, manifest, report }) {
    // The controllers that keep Endpoints for old readers are switched off in the cluster, not in an object.
    if (writer.class === 'controller') return;
    const expected = SLICE_API_VERSION;
    if (origin?.kind === ENDPOINTS_KIND)
      report('endpoints', { at: ['kind'], seen: `${origin.apiVersion} ${origin.kind}`, expected });
    else if (origin !== undefined) report('not-served', { at: ['apiVersion'], seen: origin.apiVersion, expected });
    else
      for (const index of topologies(manifest?.value))
        report('topology', { at: ['endpoints', index, TOPOLOGY], seen: TOPOLOGY });
  },
});

/** The endpoints that have one as written: behind an API server it is gone already. */
function* topologies(value: unknown): Generator<number> {
  const reader = new Reader({ paths: false });
  const { endpoints } = reader.fields<'endpoints'>(value);
  for (const [index, endpoint] of reader.list(endpoints, 'endpoints').entries()) {
    const { [TOPOLOGY]: topology } = reader.fields<typeof TOPOLOGY>(endpoint);
    if (topology !== undefined && topology !== null) yield index;
  }
}
