// kubernetes-validation: what the API server of a given version refuses or warns of, with its own fields and reasons.
import { z } from 'zod';
import { objectKind } from '../model/decode/decode-object.ts';
import { isObject } from '../model/is-object.ts';
import type { Manifest } from '../model/manifest.ts';
import { judgeEndpoints } from '../model/validation/endpoints-v1/judge.ts';
import { findUnmirrored, type Unmirrored } from '../model/validation/endpoints-v1/unmirrored.ts';
import type { Fault, FaultReason } from '../model/validation/fault.ts';
import { MAX_LABEL } from '../model/validation/formats.ts';
import { judgeWrite } from '../model/validation/validate.ts';
import type { Verdict } from '../model/validation/verdict.ts';
import type { ServerWarning } from '../model/validation/warnings.ts';
import { defineRule, nothing, type Message, type Report } from '../policy/rule.ts';

export const kubernetesValidation = defineRule({
  id: 'kubernetes-validation',
  category: 'kubernetes',
  summary: "What the API server itself would refuse or warn of, by its version's rules",
  rationale:
    'The API server validates a slice before any webhook is asked, and what it refuses never takes effect. Its ' +
    'rules depend on its ' +
    'version: leading zeros and IPv4-mapped addresses are stored until 1.35 and refused since 1.36 (KEP-4858, ' +
    'after CVE-2021-29923). ' +
    'They depend on what is stored, too: addresses that an older server let in stay as long as no endpoint ' +
    'changes, and then all of ' +
    'them must be fixed at once. This rule says at the desk what the server would say at the write: the same ' +
    'fields, the same ' +
    'reasons, compared with real API servers on tens of thousands of random slices and v1 Endpoints. Endpoints have ' +
    'a validation of their own: a subset needs addresses, and a port a number from 1 to 65535, and a name if there ' +
    'are several. Some Endpoints are stored and never become EndpointSlices, which is all that proxies read: no ' +
    'Service can have their name, or ports of one name lead to the same addresses, and the API server refuses the ' +
    "mirroring controller's slice.",
  remediation:
    'Correct the field as the message says. For another version of the API server give --kubernetes-version; for ' +
    'an update give the ' +
    'stored object with --old.',
  needs: [],
  input: 'manifest',
  options: z.strictObject({}),
  messages: {
    required: refused('missing; it {expected}', 'FieldValueRequired'),
    'no-addresses': refused(
      'has no addresses, and the API server requires some; add them, or move its ports to the subset that has them',
      'FieldValueRequired',
    ),
    'no-port': refused('not set, which the API server reads as 0; it {expected}', 'FieldValueInvalid'),
    invalid: refused('{value} {expected}', 'FieldValueInvalid'),
    'not-supported': refused('{value} {expected}', 'FieldValueNotSupported'),
    'too-many': refused('{seen} items; it {expected}', 'FieldValueTooMany'),
    'too-long': refused('{seen} bytes; it {expected}', 'FieldValueTooLong'),
    duplicate: refused('{value} is a duplicate; it {expected}', 'FieldValueDuplicate'),
    forbidden: refused('{value} {expected}', 'FieldValueForbidden'),
    'fqdn-deprecated': warned(
      'Kubernetes has deprecated {seen} and gives it no meaning; use {expected}',
      'FieldValueNotSupported',
    ),
    'odd-ip': warned(
      '{value} is read as {expected} here and otherwise elsewhere; write {expected}',
      'FieldValueInvalid',
    ),
    'ipv6-text': warned('{value} is not in canonical form; write {expected}', 'FieldValueInvalid'),
    'duplicate-owner': warned(
      'the owner with uid {value} appears twice, and the second is dropped; {expected}',
      'FieldValueDuplicate',
    ),
    'unmirrored-name': warned(
      '{value} has {problem}: the object is stored but never mirrored into EndpointSlices; use the name of its Service',
      'FieldValueInvalid',
    ),
    'unmirrored-port-name': warned(
      '{value} is the name of {other} too, so the API server refuses the EndpointSlice of both; rename one of them',
      'FieldValueDuplicate',
    ),
  },
  examples: {
    good: [
      {
        title: 'A slice that every version accepts, though no proxy could serve its port',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
ports:
  - {name: http, port: 70000}
`,
      },
      {
        title: 'An address that an older server let in stays while the endpoints stay',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
addressType: IPv4
endpoints:
  - addresses: ["010.1.2.3"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}
  annotations: {example.com/seen: "today"}
addressType: IPv4
endpoints:
  - addresses: ["010.1.2.3"]
`,
      },
      {
        title: 'Endpoints of two subsets; their ports have the same names and lead to different addresses',
        yaml: `apiVersion: v1
kind: Endpoints
metadata:
  name: db
subsets:
  - addresses: [{ip: 10.1.2.3}]
    ports: [{name: sql, port: 5432}, {name: metrics, port: 9187}]
  - notReadyAddresses: [{ip: 10.1.2.4}]
    ports: [{name: sql, port: 5433}, {name: metrics, port: 9187}]
`,
      },
    ],
    bad: [
      {
        title: 'One of each thing that a server refuses on create',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: Web_1
addressType: IPv4
ports:
  - {name: http, port: 80, protocol: tcp}
  - {name: http, port: 81}
endpoints:
  - addresses: []
  - addresses: ["010.1.2.3"]
  - addresses: ["2001:db8::1"]
    hints: {forZones: [{name: a}, {name: b}, {name: c}, {name: d}, {name: e}, {name: f}, {name: g}, {name: h}, {name: i}]}
`,
        findings: [
          ['metadata.name', 'invalid'],
          ['ports[0].protocol', 'not-supported'],
          ['ports[1].name', 'duplicate'],
          ['endpoints[0].addresses', 'required'],
          ['endpoints[1].addresses[0]', 'invalid'],
          ['endpoints[2].addresses', 'invalid'],
          ['endpoints[2].hints.forZones', 'too-many'],
        ],
      },
      {
        title: 'An update of another type, of a slice that is being deleted',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  deletionTimestamp: "2026-01-02T03:04:05Z"
  finalizers: [example.com/drain]
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  finalizers: [example.com/drain, example.com/keep]
addressType: IPv6
endpoints:
  - addresses: ["2001:db8::1"]
`,
        findings: [
          ['metadata.finalizers', 'forbidden'],
          ['addressType', 'invalid'],
        ],
      },
      {
        title:
          'Accepted with warnings: a deprecated type, a name that programs read as different addresses, an owner twice',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: orders-1
  ownerReferences:
    - {apiVersion: v1, kind: Service, name: orders, uid: 4f1f}
    - {apiVersion: v1, kind: Service, name: orders, uid: 4f1f}
addressType: FQDN
endpoints:
  - addresses: [orders.example.com]
  - addresses: ["010.1.2.3"]
`,
        findings: [
          ['metadata.ownerReferences', 'duplicate-owner'],
          ['addressType', 'fqdn-deprecated'],
          ['endpoints[1].addresses[0]', 'odd-ip'],
        ],
      },
      {
        title: 'An address as older servers stored it; a change to any endpoint would be refused until it is fixed',
        old: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv6
endpoints:
  - addresses: ["2001:DB8::1"]
`,
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels: {kubernetes.io/service-name: web}
addressType: IPv6
endpoints:
  - addresses: ["2001:DB8::1"]
`,
        findings: [['endpoints[0].addresses[0]', 'ipv6-text']],
      },
      {
        title: 'Endpoints in which a dash too many makes a second subset, and whose ports have no numbers or names',
        yaml: `apiVersion: v1
kind: Endpoints
metadata:
  name: db
subsets:
  - addresses: [{ip: db-1.example.com}, {ip: 169.254.1.1, nodeName: Node_1}]
  - ports:
      - {name: sql, port: }
      - {port: 9187, protocol: HTTP}
`,
        findings: [
          ['subsets[0].addresses[0].ip', 'invalid'],
          ['subsets[0].addresses[1].ip', 'invalid'],
          ['subsets[0].addresses[1].nodeName', 'invalid'],
          ['subsets[1]', 'no-addresses'],
          ['subsets[1].ports[0].port', 'no-port'],
          ['subsets[1].ports[1].name', 'required'],
          ['subsets[1].ports[1].protocol', 'not-supported'],
        ],
      },
      {
        title: 'Endpoints that are stored and never mirrored',
        yaml: `apiVersion: v1
kind: Endpoints
metadata:
  name: dns.example.com
subsets:
  - addresses: [{ip: 10.1.2.3}]
    ports: [{name: dns, port: 53, protocol: UDP}, {name: dns, port: 53, protocol: TCP}]
`,
        findings: [
          ['metadata.name', 'unmirrored-name'],
          ['subsets[0].ports[1].name', 'unmirrored-port-name'],
        ],
      },
    ],
  },
  prepare: nothing,
  check({ operation, manifest, report }) {
    // What the server cannot decode it does not validate.
    if (manifest === undefined || manifest.problems.length > 0) return;
    const { faults, warnings } = verdictOn(manifest, operation === 'UPDATE' ? manifest.stored : undefined);
    for (const fault of faults) report(idOf(fault), reportOf(fault));
    for (const warning of warnings) report(warning.kind, advised(warning));
    if (faults.length > 0 || !isEndpoints(manifest.value)) return;
    for (const each of findUnmirrored(manifest.value)) report(`unmirrored-${each.kind}`, unmirrored(each));
  },
});

const NOTHING: Verdict = { faults: [], warnings: [] };

/** Nothing is said of other kinds. One fault of each is enough to fix it. */
function verdictOn({ value, kubernetes: version }: Manifest, stored: unknown): Verdict {
  const options = { version, stored, isBrief: true };
  if (isEndpoints(value)) return judgeEndpoints(value, options);
  return isSlice(value) ? judgeWrite(value, options) : NOTHING;
}

const IDS = {
  FieldValueRequired: 'required',
  FieldValueInvalid: 'invalid',
  FieldValueNotSupported: 'not-supported',
  FieldValueTooMany: 'too-many',
  FieldValueTooLong: 'too-long',
  FieldValueDuplicate: 'duplicate',
  FieldValueForbidden: 'forbidden',
} as const satisfies Record<FaultReason, string>;

/** Of Endpoints some things are missing that have no member of their own, or a default that is refused. */
function idOf({ reason, path, seen }: Fault): (typeof IDS)[FaultReason] | 'no-addresses' | 'no-port' {
  const [list, , ports, , member] = path;
  if (list !== 'subsets') return IDS[reason];
  if (ports === undefined) return 'no-addresses';
  return ports === 'ports' && member === 'port' && seen === '' ? 'no-port' : IDS[reason];
}

function refused(text: string, reason: FaultReason): Message {
  return { text, reason, recommended: 'deny', strict: 'deny' };
}

function warned(text: string, reason: FaultReason): Message {
  return { text, reason, recommended: 'warn', strict: 'warn' };
}

function reportOf({ path, seen, detail }: Fault): Report {
  return { at: path, seen, expected: detail, data: { value: shown(seen) } };
}

const BETTER: Readonly<Partial<Record<ServerWarning['kind'], string>>> = {
  'fqdn-deprecated': 'IPv4 or IPv6',
  'duplicate-owner': 'list it once',
};

function advised({ kind, path, seen, suggestion }: ServerWarning): Report {
  return { at: path, seen, expected: BETTER[kind] ?? suggestion, data: { value: shown(seen) } };
}

function unmirrored(found: Unmirrored): Report {
  const { path: at, name: seen } = found;
  if (found.kind === 'port-name')
    return { at, seen, expected: 'a name of its own', data: { value: shown(seen), other: found.other } };
  const isLong = seen.length > MAX_LABEL;
  const problem = isLong
    ? `${seen.length} characters, and Service names at most ${MAX_LABEL}`
    : 'dots, and Service names have none';
  return { at, seen, expected: 'the name of a Service', data: { value: shown(seen), problem } };
}

/** So that a sentence may begin with it. */
function shown(seen: string): string {
  return seen === '' ? 'an empty text' : `"${seen}"`;
}

function isEndpoints(value: unknown): boolean {
  return isObject<'apiVersion' | 'kind'>(value) && objectKind(value.apiVersion, value.kind) === 'endpoints';
}

/** Items of a typed list need not say what they are. */
function isSlice(value: unknown): boolean {
  const isUntyped =
    typeof value !== 'object' || value === null || !('apiVersion' in value) || value.apiVersion === null;
  return isUntyped || value.apiVersion === 'discovery.k8s.io/v1';
}
