// required-labels: labels that say who owns a slice.
import { z } from 'zod';
import { compilePattern, type TextPattern } from '../model/match-text.ts';
import { label } from '../model/slice.ts';
import { defineRule, OptionError } from '../policy/rule.ts';

interface Required {
  readonly key: string;
  readonly source: string;
  readonly pattern: TextPattern;
}

/** A label key as Kubernetes accepts it: an optional domain and a slash, then up to 63 characters. */
const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

export const requiredLabels = defineRule({
  id: 'required-labels',
  category: 'identity',
  summary: 'A slice bears the labels that the policy asks for, as an owner or a team',
  rationale:
    'A slice that no controller made outlives the people who wrote it: without an owner reference nothing removes it when its ' +
    'Service goes, and it serves again when a Service of that name returns. Labels for the owner tell whom to ask. Which ones ' +
    'they are is for each platform to say, so the rule is off until a policy names them.',
  remediation: 'Add the label with a value that matches the pattern.',
  needs: [],
  options: z.strictObject({
    labels: z
      .record(z.string().regex(LABEL_KEY, 'not a label key of Kubernetes'), z.string())
      .default({})
      .describe('Label keys, each with a regular expression (RE2) that its value must match; anchor it with ^ and $.'),
  }),
  messages: {
    missing: {
      text: 'missing; set it to {expected}, as the policy asks',
      reason: 'FieldValueRequired',
      recommended: 'off',
      strict: 'off',
    },
    malformed: {
      text: '"{seen}" is not {expected}, as the policy asks; correct it',
      reason: 'FieldValueInvalid',
      recommended: 'off',
      strict: 'off',
    },
  },
  examples: {
    good: [
      {
        title: 'The owner is named',
        options: { labels: { 'example.com/team': '^[a-z-]+$' } },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    example.com/team: payments
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
      },
    ],
    bad: [
      {
        title: 'One label is missing, the other does not match',
        options: { labels: { 'example.com/cost-centre': '^[0-9]{4}$', 'example.com/team': '^[a-z-]+$' } },
        yaml: `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata:
  name: web-1
  labels:
    example.com/team: Payments_EU
addressType: IPv4
endpoints:
  - addresses: ["10.1.2.3"]
`,
        findings: [
          ['metadata.labels[example.com/cost-centre]', 'missing'],
          ['metadata.labels[example.com/team]', 'malformed'],
        ],
      },
    ],
  },
  prepare({ labels }) {
    return Object.entries(labels).map(([key, source]): Required => {
      const compiled = compilePattern(source);
      if (!compiled.ok) throw new OptionError(['labels', key], compiled.message);
      return { key, source, pattern: compiled.pattern };
    });
  },
  check({ slice, report }, prepared) {
    for (const { key, source, pattern } of prepared) {
      const value = label(slice.metadata, key) ?? '';
      const at = ['metadata', 'labels', { key }];
      if (value === '') report('missing', { at, seen: '', expected: `a value that matches ${source}` });
      else if (!pattern.test(value)) report('malformed', { at, seen: value, expected: `a value that matches ${source}` });
    }
  },
});
