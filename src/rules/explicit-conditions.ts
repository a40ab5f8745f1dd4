// explicit-conditions: conditions that are left to the consumer's guess.
import { z } from 'zod';
import type { Endpoint } from '../model/slice.ts';
import { defineRule } from '../policy/rule.ts';

/** What an absent condition means since Kubernetes 1.33 (EndpointSlice v1 API). */
const MEANING = { ready: true, serving: true, terminating: false } as const;
const condition = z.enum(['ready', 'serving', 'terminating']);

export const explicitConditions = defineRule({
  id: 'explicit-conditions',
  category: 'endpoint',
  summary: 'Every endpoint says whether it is ready',
  rationale:
    'The API reads an absent ready as true, and consumers read it as they please: it crashed ingress-nginx in a loop ' +
    '(kubernetes/ingress-nginx#9550), kube-router (cloudnativelabs/kube-router#1583) and the readiness check of ' +
    'Kyverno ' +
    '(kyverno/kyverno#16543). The controllers of Kubernetes always write it, so few programs are ever tested without.',
  remediation:
    'Write the condition out. Where it was absent, ready: true, serving: true and terminating: false change nothing.',
  needs: [],
  fixes: true,
  appliesToEndpoints: false,
  options: z.strictObject({
    require: z
      .array(condition)
      .min(1)
      .max(3)
      .default(['ready'])
      .describe('The conditions that every endpoint must have.'),
  }),
  messages: {
    missing: {
      text: 'not set, which means {meaning}; set it: some consumers crash without it (kubernetes/ingress-nginx#9550)',
      reason: 'FieldValueRequired',
      recommended: 'warn',
      strict: 'deny',
    },
  },
  examples: {
    good: [
      {
        title: 'Readiness is written out',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true}
  - addresses: ["10.1.2.4"]
    conditions: {ready: false}
`,
      },
    ],
    bad: [
      {
        title: 'A slice that crashed ingress-nginx (kubernetes/ingress-nginx#9550)',
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: external-web-1
  labels:
    kubernetes.io/service-name: external-web
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
  - addresses: ["10.1.2.4"]
    conditions: {}
ports:
  - {name: http, port: 80}
`,
        findings: [
          ['endpoints[0].conditions.ready', 'missing'],
          ['endpoints[1].conditions.ready', 'missing'],
        ],
      },
      {
        title: 'A policy that asks for all three conditions',
        options: { require: ['ready', 'serving', 'terminating'] },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
    conditions: {ready: true, serving: true}
`,
        findings: [['endpoints[0].conditions.terminating', 'missing']],
      },
    ],
  },
  prepare: ({ require }): readonly (keyof Endpoint['conditions'])[] => [...new Set(require)],
  check({ slice, report }, required) {
    slice.endpoints.forEach(({ conditions }, index) => {
      for (const name of required) {
        if (conditions[name] !== undefined) continue;
        const at = ['endpoints', index, 'conditions', name];
        report('missing', {
          at,
          seen: '',
          expected: 'true or false',
          data: { meaning: String(MEANING[name]) },
          fix: [{ op: 'add', path: `/endpoints/${index}/conditions/${name}`, value: MEANING[name] }],
        });
      }
    });
  },
});
