// port-name: names by which a Service's ports find the slice's.
import { z } from 'zod';
import type { PatchOperation } from '../model/json-patch.ts';
import { compilePattern, type TextPattern } from '../model/match-text.ts';
import { DNS_LABEL } from '../model/names.ts';
import { Numbers } from '../model/numbers.ts';
import type { Port } from '../model/slice.ts';
import { defineRule, OptionError, type RuleContext } from '../policy/rule.ts';

interface Prepared {
  readonly pattern: TextPattern | undefined;
  readonly source: string;
  readonly unnamed: string | undefined;
}

type Id = 'unnamed' | 'same-number' | 'pattern';

export const portName = defineRule<{ pattern?: string | undefined; unnamed?: string | undefined }, Prepared, Id>({
  id: 'port-name',
  category: 'port',
  summary: 'Ports are named where there are several, each number once',
  rationale:
    'A Service finds its ports in a slice by name and protocol, never by number; an unnamed Service port matches ' +
    'only a port with ' +
    'the empty name. A wrong name means no traffic, in silence (cilium/cilium#15142, traefik/traefik#11041, ' +
    'kubernetes/kubernetes#123954). The API server asks for unique names but lets one of several stay empty, ' +
    'which no Service ' +
    'with several ports can match. The same number under two names is right for a Service that has two ports ' +
    'with one target, and ' +
    'a slip of the hand otherwise.',
  remediation:
    'Name each port as the Service does. Ports of one number under two names: keep them only if the Service has ' +
    'both names.',
  needs: [],
  fixes: ['unnamed'],
  options: z.strictObject({
    pattern: z
      .string()
      .optional()
      .describe('A regular expression (RE2) that every port name must match; anchor it with ^ and $.'),
    unnamed: z
      .string()
      .regex(DNS_LABEL, 'no port name of Kubernetes')
      .optional()
      .describe('The name that a fix gives to one unnamed port among named ones; without it there is no fix.'),
  }),
  messages: {
    unnamed: {
      text: 'missing, although there are several ports; set the name that the Service uses for this port',
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'deny',
    },
    'same-number': {
      text: '{seen} also has {other}; keep both only if the Service has two ports with this target',
      reason: 'FieldValueDuplicate',
      recommended: 'audit',
      strict: 'deny',
    },
    pattern: {
      text: '"{seen}" is not {expected}, which the policy requires; rename the port here and in the Service',
      reason: 'FieldValueInvalid',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'One port may stay unnamed, as the port of its Service',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - port: 8080
`,
      },
      {
        title: 'DNS on UDP and TCP: the same number, but not the same protocol',
        options: { pattern: '^[a-z-]+$' },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: dns-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: dns, port: 53, protocol: UDP}
  - {name: dns-tcp, port: 53, protocol: TCP}
`,
      },
    ],
    bad: [
      {
        title: 'Names that do not fit a Service with several ports',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: http, port: 8080}
  - {port: 9090}
  - {name: web, port: 8080}
`,
        findings: [
          ['ports[1].name', 'unnamed'],
          ['ports[2].port', 'same-number'],
        ],
      },
      {
        title: 'A name outside the pattern of the policy',
        options: { pattern: '^(http|grpc)(-[a-z]+)?$' },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: web, port: 8080}
`,
        findings: [['ports[0].name', 'pattern']],
      },
    ],
  },
  prepare({ pattern: source, unnamed }) {
    if (source === undefined) return { pattern: undefined, source: '', unnamed };
    const compiled = compilePattern(source);
    if (!compiled.ok) throw new OptionError(['pattern'], compiled.message);
    if (unnamed !== undefined && !compiled.pattern.test(unnamed))
      throw new OptionError(['unnamed'], `"${unnamed}" does not match ${source}`);
    return { pattern: compiled.pattern, source, unnamed };
  },
  check(context, prepared) {
    const { ports, portCount } = context.slice;
    const seen = { protocols: new Numbers(), first: new Map<string, Port>() };
    const free = freeName(ports, prepared);
    ports.forEach((port, index) => {
      if (port.name === '' && portCount > 1)
        context.report('unnamed', {
          at: ['ports', index, 'name'],
          seen: '',
          expected: 'a name',
          fix: setName(index, free),
        });
      else checkPattern(context, prepared, port, index);
      if (portCount > 1) checkNumber(context, port, index, seen);
    });
  },
});

function checkPattern({ report }: RuleContext<Id>, { pattern, source }: Prepared, { name }: Port, index: number): void {
  if (pattern === undefined || pattern.test(name)) return;
  report('pattern', { at: ['ports', index, 'name'], seen: name, expected: `matched by ${source}` });
}

/** The name to give where nothing has to be guessed: one port is without a name, and no other has this one. */
function freeName(ports: readonly Port[], { unnamed }: Prepared): string | undefined {
  if (unnamed === undefined || ports.some(({ name }) => name === unnamed)) return undefined;
  return ports.filter(({ name }) => name === '').length === 1 ? unnamed : undefined;
}

function setName(index: number, name: string | undefined): readonly PatchOperation[] {
  return name === undefined ? [] : [{ op: 'add', path: `/ports/${index}/name`, value: name }];
}

interface Seen {
  /** A writer may call its protocol anything, at any length. */
  readonly protocols: Numbers;
  /** By number and protocol. */
  readonly first: Map<string, Port>;
}

/** Two ports of one name and number are refused by the API server itself, which wants names unique. */
function checkNumber({ report }: RuleContext<Id>, port: Port, index: number, seen: Seen): void {
  if (port.port === undefined) return;
  const number = `${port.port}/${seen.protocols.of(port.protocol)}`;
  const other = seen.first.get(number);
  if (other === undefined) seen.first.set(number, port);
  else if (other.name !== port.name)
    report('same-number', {
      at: ['ports', index, 'port'],
      seen: `${port.port}/${port.protocol}`,
      data: { other: other.name === '' ? 'no name' : `the name "${other.name}"` },
    });
}
