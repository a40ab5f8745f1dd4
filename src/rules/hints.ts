// hints: for which zones and nodes an endpoint is meant. One hint that is missing switches them all off.
import { z } from 'zod';
import { isReady, LIMITS, type Hints } from '../model/slice.ts';
import { defineRule, nothing, type RuleContext } from '../policy/rule.ts';

/** The API's limit for either list. */
const MAX_HINTS = 8;

type Kind = readonly [list: keyof Hints, kind: string];
const ZONES: Kind = ['forZones', 'zone'];
const NODES: Kind = ['forNodes', 'node'];

type Id = 'partial' | 'too-many' | 'empty';

export const hints = defineRule({
  id: 'hints',
  category: 'endpoint',
  summary: 'Hints are on every ready endpoint or on none, and name zones and nodes',
  rationale:
    'kube-proxy follows hints only if every ready endpoint of the Service has one and at least one names its own ' +
    'node or zone ' +
    '(topologyModeFromHints in pkg/proxy/topology.go): a single endpoint without switches routing by topology ' +
    'off in the whole cluster, ' +
    'in silence. A slice written by hand beside those of the controller does just that. An empty zone name ' +
    'passes the API server and ' +
    'has no owner. Hints of other slices of the Service, unknown zones and unknown nodes are judged once the ' +
    'cluster is known.',
  remediation: 'Give every ready endpoint a hint, or take all hints away and let every node use every endpoint.',
  needs: [],
  appliesToEndpoints: false,
  options: z.strictObject({}),
  messages: {
    partial: {
      text:
        'no {kind} hint although {seen} ready endpoints have one, which disables {kind}-aware routing; ' +
        'set hints on all or none',
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'warn',
    },
    'too-many': {
      text: '{seen} hints, but the API accepts {expected}; name the nearest ones',
      reason: 'FieldValueTooMany',
      recommended: 'warn',
      strict: 'warn',
    },
    empty: {
      text: 'empty, and no {kind} has an empty name; set a {kind} or remove the hint',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Every ready endpoint has its hint; the other needs none',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    zone: eu-central-1a
    hints: {forZones: [{name: eu-central-1a}]}
  - addresses: ["10.1.2.4"]
    zone: eu-central-1b
    hints: {forZones: [{name: eu-central-1b}]}
  - addresses: ["10.1.2.5"]
    conditions: {ready: false}
`,
      },
    ],
    bad: [
      {
        title: 'The one endpoint without a hint takes effect in the whole cluster',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hints: {forZones: [{name: eu-central-1a}]}
  - addresses: ["10.1.2.4"]
  - addresses: ["10.1.2.5"]
    hints: {forZones: [{name: eu-central-1b}]}
`,
        findings: [['endpoints[1].hints', 'partial']],
      },
      {
        title: 'A hint without a name, and one for every zone of the planet',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hints: {forZones: [{name: ""}]}
  - addresses: ["10.1.2.4"]
    hints: {forZones: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}, {name: h}, {name: i}]}
`,
        findings: [
          ['endpoints[0].hints.forZones[0].name', 'empty'],
          ['endpoints[1].hints.forZones', 'too-many'],
        ],
      },
    ],
  },
  prepare: nothing,
  check(context) {
    let ready = 0;
    let withZones = 0;
    let withNodes = 0;
    context.slice.endpoints.forEach((endpoint, index) => {
      const counted = isReady(endpoint);
      if (counted) ready++;
      if (endpoint.hints === undefined) return;
      const { forZones, forNodes } = endpoint.hints;
      if (counted && forZones.length > 0) withZones++;
      if (counted && forNodes.length > 0) withNodes++;
      // Right in nearly every endpoint: nothing is called or made for those.
      if (isOdd(forZones)) nameMembers(context, ZONES, forZones, index);
      if (isOdd(forNodes)) nameMembers(context, NODES, forNodes, index);
    });
    checkShare(context, ZONES, withZones, ready);
    checkShare(context, NODES, withNodes, ready);
  },
});

function checkShare({ slice, report }: RuleContext<Id>, [list, kind]: Kind, hinted: number, ready: number): void {
  if (hinted === 0 || hinted === ready) return;
  const index = slice.endpoints.findIndex(
    (endpoint) => isReady(endpoint) && (endpoint.hints?.[list].length ?? 0) === 0,
  );
  report('partial', {
    at: ['endpoints', index, 'hints'],
    seen: `${hinted} of ${ready}`,
    expected: `a ${kind} hint`,
    data: { kind },
  });
}

function isOdd(names: readonly string[]): boolean {
  if (names.length <= 1) return names[0] === '';
  return names.length > MAX_HINTS || names.includes('');
}

function nameMembers(
  { report }: RuleContext<Id>,
  [list, kind]: Kind,
  names: readonly string[],
  endpoint: number,
): void {
  const at = ['endpoints', endpoint, 'hints', list];
  if (names.length > MAX_HINTS) report('too-many', { at, seen: count(names.length), expected: `at most ${MAX_HINTS}` });
  names.forEach((name, index) => {
    if (name === '')
      report('empty', { at: [...at, index, 'name'], seen: '', expected: `the name of a ${kind}`, data: { kind } });
  });
}

/** No more hints than this are read. */
function count(read: number): string {
  return read < LIMITS.hints ? String(read) : `at least ${read}`;
}
