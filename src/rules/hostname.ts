// hostname: names under which DNS is to publish single endpoints.
import { z } from 'zod';
import { DNS_LABEL } from '../model/names.ts';
import { Numbers } from '../model/numbers.ts';
import type { Endpoint } from '../model/slice.ts';
import { defineRule, nothing, type RuleContext } from '../policy/rule.ts';

export const hostname = defineRule({
  id: 'hostname',
  category: 'endpoint',
  summary: 'A hostname is one DNS label and identifies one endpoint',
  rationale:
    'DNS publishes an endpoint of a headless Service as HOSTNAME.SERVICE.NAMESPACE. Clients of a StatefulSet ' +
    'rely on it to reach one ' +
    'member; the API takes endpoints of one hostname for interchangeable and answers with all their addresses, ' +
    'which is right for ' +
    'replicas and wrong for members, and old DNS servers kept only one of them (kubernetes/dns#116). A whole ' +
    'domain name is no ' +
    'hostname (kubernetes/kubernetes#107742). Whether the Service is headless, without which a hostname does ' +
    'nothing, is judged once ' +
    'the cluster is known.',
  remediation:
    'Give each member a hostname of its own, a single label in lower case; replicas that any client may use need none.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    repeated: {
      text: '"{seen}" is also at {other}, so DNS returns both addresses; keep it only if either may answer',
      reason: 'FieldValueDuplicate',
      recommended: 'audit',
      strict: 'warn',
    },
    invalid: {
      text: '"{seen}" is not a DNS label; use up to 63 lower-case letters, digits and hyphens, without a domain',
      reason: 'FieldValueInvalid',
      recommended: 'audit',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Members of a StatefulSet, the second being replaced',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hostname: database-0
  - addresses: ["10.1.2.4"]
    hostname: database-1
    conditions: {ready: false, serving: true, terminating: true}
  - addresses: ["10.1.2.5"]
    hostname: database-1
    conditions: {ready: true}
`,
      },
    ],
    bad: [
      {
        title: 'Two members under one name, and a domain for a name',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: database-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    hostname: database-0
  - addresses: ["10.1.2.4"]
    hostname: database-0
  - addresses: ["10.1.2.5"]
    hostname: database-2.example.com
`,
        findings: [
          ['endpoints[1].hostname', 'repeated'],
          ['endpoints[2].hostname', 'invalid'],
        ],
      },
    ],
  },
  prepare: nothing,
  check(context) {
    // Most slices have no hostname at all.
    let first: Firsts | undefined;
    context.slice.endpoints.forEach((endpoint, index) => {
      if (endpoint.hostname === undefined) return;
      first ??= { numbers: new Numbers(), endpoints: [] };
      judge(context, first, endpoint, endpoint.hostname, index);
    });
  },
});

/** The first endpoint of each name. */
interface Firsts {
  readonly numbers: Numbers;
  /** By the number of the name. */
  readonly endpoints: number[];
}

/** An endpoint that terminates leaves its name to the one that takes its place. */
function judge(
  { slice, report }: RuleContext<'repeated' | 'invalid'>,
  { numbers, endpoints }: Firsts,
  { addresses, conditions }: Endpoint,
  name: string,
  index: number,
): void {
  const at = ['endpoints', index, 'hostname'];
  if (!DNS_LABEL.test(name)) report('invalid', { at, seen: name, expected: 'a DNS label' });
  if (conditions.terminating === true) return;
  const number = numbers.of(name);
  const other = endpoints[number];
  if (other === undefined) endpoints[number] = index;
  else if (slice.endpoints[other]?.addresses[0] !== addresses[0])
    report('repeated', { at, seen: name, expected: 'a hostname of its own', data: { other: ['endpoints', other] } });
}
