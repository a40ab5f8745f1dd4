// object-size: a slice so large that every watch of it hurts.
import { z } from 'zod';
import { sizeIfOver } from '../model/size.ts';
import { defineRule } from '../policy/rule.ts';

export const objectSize = defineRule({
  id: 'object-size',
  category: 'size',
  summary: 'A slice stays small enough to be sent to every node at each change',
  rationale:
    'Every change of a slice goes to every node: 1 MiB on 5,000 nodes is 5 GB a change. Kubernetes checks ' +
    'neither the number of ' +
    'bytes nor most strings in a slice: a targetRef.name of 1,400,000 characters is stored. 1,000 endpoints with ' +
    'targetRef, nodeName, ' +
    'zone and hints take about 350 kB. What is counted is the compact JSON of the object in UTF-8, strings ' +
    'unescaped, as the API ' +
    'writes it after defaulting, without what the server adds (uid, resourceVersion, timestamps, managedFields, ' +
    'a generated name), ' +
    'without kubectl.kubernetes.io/last-applied-configuration, and no more than 1,000 endpoints: so a manifest ' +
    'and the stored ' +
    'object have the same size.',
  remediation:
    'Split the slice, and look for padding: long annotations, finalizers, or targetRef fields that hold more ' +
    'than a reference.',
  needs: [],
  options: z.strictObject({
    max: z
      .int()
      .min(1)
      .max(4_194_304)
      .default(524_288)
      .describe('The most bytes that one slice may take as compact JSON.'),
  }),
  messages: {
    'too-large': {
      text:
        '{seen} bytes in one slice ({expected}); split it or remove padding: every change sends all of it to ' +
        'every node',
      reason: 'FieldValueTooLong',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'An ordinary slice takes a few hundred bytes',
        options: { max: 300 },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true}
ports:
  - {name: http, port: 8080}
`,
      },
    ],
    bad: [
      {
        title: 'Padding in a field that no one checks',
        options: { max: 300 },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true}
    targetRef:
      kind: Pod
      name: web-0-padding-padding-padding-padding-padding-padding-padding-padding-padding-padding-padding-padding
ports:
  - {name: http, port: 8080}
`,
        findings: [['', 'too-large']],
      },
    ],
  },
  prepare: ({ max }) => max,
  check({ slice, report }, max) {
    const bytes = sizeIfOver(slice, max);
    if (bytes !== undefined)
      report('too-large', { at: [], seen: String(bytes), expected: `at most ${max}`, quantity: bytes });
  },
});
