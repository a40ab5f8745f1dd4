// allowed-port: which ports a slice may send traffic to.
import { z } from 'zod';
import type { Port } from '../model/slice.ts';
import { defineRule, OptionError } from '../policy/rule.ts';

const portNumber = z.int().min(0).max(65_535);
const portRange = z
  .string()
  .regex(/^\d{1,5}(-\d{1,5})?$/, 'write a port as 8080 or a range as "8000-8999"')
  .describe('A port or a range: "8000-8999".');
const entry = z.union([
  portNumber,
  portRange,
  z
    .strictObject({
      port: z.union([portNumber, portRange]).optional(),
      protocol: z.enum(['TCP', 'UDP', 'SCTP']).optional(),
      name: z.string().max(63).optional(),
      appProtocol: z.string().max(253).optional(),
    })
    .describe('Matches a port of which every member given here is true.'),
]);
/** So many comparisons at most for each port of a slice. */
const entries = z.array(entry).max(200);

type Entry = z.infer<typeof entry>;

interface Matcher {
  readonly text: string;
  readonly matches: (port: Port) => boolean;
}

interface Prepared {
  readonly allow: readonly Matcher[] | undefined;
  readonly allowText: string;
  readonly deny: readonly Matcher[];
}

/** The kubelet, kube-proxy, kube-controller-manager and kube-scheduler; OpenShift's machine-config server. */
const NODE_ONLY: Entry[] = [
  { port: 10250, protocol: 'TCP' },
  { port: '10255-10259', protocol: 'TCP' },
  { port: '22623-22624', protocol: 'TCP' },
];

/** Whose ports they are. */
const OWNERS: ReadonlyMap<string, string> = new Map([
  ['10250/TCP', 'the kubelet'],
  ['10255-10259/TCP', 'kubelet, kube-proxy, kube-controller-manager and kube-scheduler'],
  ['22623-22624/TCP', "OpenShift's machine-config server"],
]);

export const allowedPort = defineRule({
  id: 'allowed-port',
  category: 'port',
  summary: 'Ports are among those that the policy allows and not among those that it denies',
  rationale:
    'A slice sends traffic to any port of any address, the ones that only the node itself should be asked on ' +
    'included: the ' +
    'kubelet (10250, 10255), kube-proxy (10256), kube-controller-manager (10257) and kube-scheduler (10259). ' +
    'OpenShift refuses ' +
    '22623 and 22624 in slices for the same reason: its machine-config server hands out node credentials there. ' +
    'These are the ' +
    'default list; a platform that knows its ports says so with allow.',
  remediation:
    'Use the port that the backend listens on. If it is one of the listed ones on purpose, give the rule a list ' +
    'of its own (deny ' +
    'replaces the default list) or another match.',
  needs: [],
  options: z.strictObject({
    allow: entries
      .optional()
      .describe(
        'If given, every port must match one of these: numbers, ranges ("8000-8999"), or objects of port, ' +
          'protocol, name, appProtocol.',
      ),
    deny: entries.default(NODE_ONLY).describe('No port may match any of these. Replaces the default list.'),
  }),
  messages: {
    denied: {
      text:
        '{seen} is denied by the policy ({entry}); use the port your backend listens on, or, if this one is ' +
        'meant, set deny of allowed-port',
      reason: 'FieldValueForbidden',
      recommended: 'warn',
      strict: 'deny',
    },
    'not-allowed': {
      text: '{seen} is not allowed by the policy; use a port that it allows: {expected}',
      reason: 'FieldValueNotSupported',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'A port of an application',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: http, port: 8080}
`,
      },
      {
        title: 'Ports of a policy that lists what is allowed',
        options: { allow: [443, '8000-8999', { name: 'dns', protocol: 'UDP' }] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: https, port: 443}
  - {name: http, port: 8999}
  - {name: dns, port: 53, protocol: UDP}
`,
      },
    ],
    bad: [
      {
        title: "The kubelet's port and OpenShift's machine-config server",
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: nodes-1
addressType: IPv4
endpoints:
  - addresses: ["192.168.10.5"]
ports:
  - {name: https, port: 10250}
  - {name: config, port: 22623}
`,
        findings: [
          ['ports[0]', 'denied'],
          ['ports[1]', 'denied'],
        ],
      },
      {
        title: 'A port outside the list',
        options: { allow: [80, 443, '8000-8999'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: debug, port: 9229}
`,
        findings: [['ports[0]', 'not-allowed']],
      },
    ],
  },
  prepare({ allow, deny }): Prepared {
    const allowed = allow?.map((item, index) => matcherOf(item, ['allow', index]));
    return {
      allow: allowed,
      allowText: listText(allowed ?? []),
      deny: deny.map((item, index) => matcherOf(item, ['deny', index])),
    };
  },
  check({ slice, report }, prepared) {
    slice.ports.forEach((port, index) => {
      const denied = prepared.deny.find(({ matches }) => matches(port));
      if (denied !== undefined) {
        report('denied', {
          at: ['ports', index],
          seen: describe(port),
          data: { entry: withOwner(denied) },
        });
      } else if (prepared.allow !== undefined && !prepared.allow.some(({ matches }) => matches(port))) {
        report('not-allowed', { at: ['ports', index], seen: describe(port), expected: prepared.allowText });
      }
    });
  },
});

/** `10250/TCP: the kubelet`. */
function withOwner({ text }: Matcher): string {
  const owner = OWNERS.get(text);
  return owner === undefined ? text : `${text}: ${owner}`;
}

function matcherOf(item: Entry, path: readonly (string | number)[]): Matcher {
  if (typeof item !== 'object') return matcherOf({ port: item }, path);
  const { port: numbers, protocol, name, appProtocol } = item;
  if ([numbers, protocol, name, appProtocol].every((part) => part === undefined)) {
    throw new OptionError(path, 'this matches every port: give at least one of port, protocol, name, appProtocol');
  }
  const range = numbers === undefined ? undefined : rangeOf(numbers, path);
  return {
    text: [numbers, protocol, name, appProtocol].filter((part) => part !== undefined).join('/'),
    matches: (port) =>
      (range === undefined || (port.port !== undefined && port.port >= range.from && port.port <= range.to)) &&
      (protocol === undefined || port.protocol === protocol) &&
      (name === undefined || port.name === name) &&
      (appProtocol === undefined || port.appProtocol === appProtocol),
  };
}

function rangeOf(
  numbers: number | string,
  path: readonly (string | number)[],
): { readonly from: number; readonly to: number } {
  if (typeof numbers === 'number') return { from: numbers, to: numbers };
  const [from = 0, to = from] = numbers.split('-').map(Number);
  if (from > to || to > 65_535)
    throw new OptionError(path, `${numbers} is not a range of ports; write it as lower-higher, both up to 65535`);
  return { from, to };
}

/** `10250/TCP named https (kubernetes.io/h2c)` */
function describe({ port, protocol, name, appProtocol }: Port): string {
  const number = port === undefined ? `no number/${protocol}` : `${port}/${protocol}`;
  return number + (name === '' ? '' : ` named ${name}`) + (appProtocol === undefined ? '' : ` (${appProtocol})`);
}

/** A finding must stay short however long the list is. */
function listText(matchers: readonly Matcher[]): string {
  if (matchers.length === 0) return 'none';
  const shown = matchers.slice(0, 8).map(({ text }) => text);
  const rest = matchers.length - shown.length;
  return [...shown, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
}
