// app-protocol: names of protocols that consumers know.
import { z } from 'zod';
import { defineRule, nothing } from '../policy/rule.ts';

const KUBERNETES = 'kubernetes.io/';

/** KEP-3726: the names that Kubernetes itself defines. */
const DEFINED: ReadonlySet<string> = new Set(['h2c', 'ws', 'wss']);

/** RFC 6335 5.1: up to 15 letters, digits and single hyphens inside, at least one letter; case does not count. */
const SERVICE_NAME = /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/i;

export const appProtocol = defineRule({
  id: 'app-protocol',
  category: 'port',
  summary: 'appProtocol is an IANA service name, one that Kubernetes defines, or one with a prefix',
  rationale:
    'Gateways choose by appProtocol how to speak to a backend, and ignore what they do not know: the backend ' +
    'gets HTTP/1.1 instead of ' +
    'HTTP/2, or no WebSocket (GEP-1911, knative/serving#14569). The API keeps names without a prefix for the ' +
    'IANA registry (RFC 6335), ' +
    'defines kubernetes.io/h2c, kubernetes.io/ws and kubernetes.io/wss (KEP-3726), and leaves other prefixes to ' +
    'implementations. The ' +
    'API server checks none of that, only the characters. Whether a name is really registered is not looked up.',
  remediation:
    'Write kubernetes.io/h2c, kubernetes.io/ws or kubernetes.io/wss, a name of the IANA registry, or a prefixed ' +
    'name that your gateway documents. ' +
    'Change the Service as well: gateways read it there.',
  needs: [],
  options: z.strictObject({}),
  messages: {
    unprefixed: {
      text: '"{seen}" is not an IANA name, and gateways expect {expected}; use {expected}',
      reason: 'FieldValueInvalid',
      recommended: 'audit',
      strict: 'warn',
    },
    'unknown-kubernetes': {
      text: '"{seen}" is not defined by Kubernetes; use {expected}, or a prefix of your own',
      reason: 'FieldValueNotSupported',
      recommended: 'audit',
      strict: 'warn',
    },
    'not-iana': {
      text:
        '"{seen}" is not a valid IANA service name (RFC 6335); use one, or a prefixed name such as ' +
        'example.com/protocol',
      reason: 'FieldValueInvalid',
      recommended: 'audit',
      strict: 'warn',
    },
  },
  examples: {
    good: [
      {
        title: 'Each of the three kinds',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: https, port: 8443, appProtocol: https}
  - {name: grpc, port: 9090, appProtocol: kubernetes.io/h2c}
  - {name: own, port: 9091, appProtocol: example.com/own-protocol}
`,
      },
    ],
    bad: [
      {
        title: 'Names that gateways pass over',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: grpc, port: 9090, appProtocol: h2c}
  - {name: web, port: 9091, appProtocol: kubernetes.io/websocket}
  - {name: own, port: 9092, appProtocol: our_protocol_v2.1}
`,
        findings: [
          ['ports[0].appProtocol', 'unprefixed'],
          ['ports[1].appProtocol', 'unknown-kubernetes'],
          ['ports[2].appProtocol', 'not-iana'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ slice, report }) {
    slice.ports.forEach(({ appProtocol: name }, index) => {
      const fault = name === undefined ? undefined : judge(name);
      if (name === undefined || fault === undefined) return;
      report(fault.id, { at: ['ports', index, 'appProtocol'], seen: name, expected: fault.expected });
    });
  },
});

interface Fault {
  readonly id: 'unprefixed' | 'unknown-kubernetes' | 'not-iana';
  readonly expected: string;
}

function judge(name: string): Fault | undefined {
  if (name.startsWith(KUBERNETES)) {
    const known = DEFINED.has(name.slice(KUBERNETES.length));
    return known ? undefined : { id: 'unknown-kubernetes', expected: 'kubernetes.io/h2c, /ws or /wss' };
  }
  if (DEFINED.has(name)) return { id: 'unprefixed', expected: KUBERNETES + name };
  // Other prefixes belong to those who use them; the API server has checked their characters.
  return name.includes('/') || SERVICE_NAME.test(name)
    ? undefined
    : { id: 'not-iana', expected: 'an IANA service name or a prefixed name' };
}
