// required-labels: labels that say who owns a slice.
import { z } from 'zod';
import { toPointer, type PatchOperation } from '../model/json-patch.ts';
import { compilePattern, type TextPattern } from '../model/match-text.ts';
import { LABEL_VALUE } from '../model/names.ts';
import { isReservedLabel } from '../model/reserved-labels.ts';
import { label, serviceName, type Labels, type SliceMetadata } from '../model/slice.ts';
import { defineRule, OptionError } from '../policy/rule.ts';
import type { FactKind } from '../view/facts.ts';
import type { ClusterView } from '../view/view.ts';

interface Required {
  readonly key: string;
  readonly source: string;
  readonly pattern: TextPattern;
  /** Set where the label is missing. */
  readonly value: string | undefined;
}

/** A label key as Kubernetes accepts it: an optional domain and a slash, then up to 63 characters. */
const LABEL_KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;

/** What is looked at for `defaultFrom`. */
const KINDS: Readonly<Record<'namespace' | 'service' | 'nothing', readonly FactKind[]>> = {
  namespace: ['namespaces'],
  service: ['services'],
  nothing: [],
};

export const requiredLabels = defineRule({
  id: 'required-labels',
  category: 'identity',
  summary: 'A slice has the labels that the policy requires, such as an owner or a team',
  rationale:
    'A slice that no controller made outlives the people who wrote it: without an owner reference nothing ' +
    'removes it when its ' +
    'Service goes, and it serves again when a Service of that name returns. Labels for the owner show whom to ' +
    'ask. Which ones ' +
    'they are is for each platform to say, so the rule is off until a policy names them.',
  remediation: 'Add the label with a value that matches the pattern.',
  needs: [],
  fixes: ['defaults'],
  options: z.strictObject({
    labels: z
      .record(z.string().regex(LABEL_KEY, 'not a label key of Kubernetes'), z.string())
      .refine((labels) => Object.keys(labels).length > 0, 'names no label: nothing would be required')
      .describe('Label keys, each with a regular expression (RE2) that its value must match; anchor it with ^ and $.'),
    defaults: z
      .record(z.string(), z.string().regex(LABEL_VALUE, 'no label value of Kubernetes'))
      .default({})
      .describe('The values that a fix sets where a label of `labels` is missing; without one there is no fix.'),
    defaultFrom: z
      .enum(['namespace', 'service'])
      .optional()
      .describe(
        "Whose label of the same name a fix sets where `defaults` has none: the slice's namespace or its " +
          'Service. `check --fix` finds them in the same input; where they are not known, as at the mutating ' +
          'door, nothing is set.',
      ),
  }),
  messages: {
    missing: {
      text: 'missing, but the policy requires it; {advice}',
      reason: 'FieldValueRequired',
      recommended: 'off',
      strict: 'off',
    },
    malformed: {
      text: '"{seen}" is not {expected}, which the policy requires; correct it',
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
  prepare({ labels, defaults, defaultFrom }) {
    for (const key of Object.keys(defaults)) {
      if (!Object.hasOwn(labels, key))
        throw new OptionError(['defaults', key], 'there is no label of this name in `labels`');
      if (isReservedLabel(key))
        throw new OptionError(['defaults', key], 'this label is for Kubernetes and its programs to set');
    }
    const required = Object.entries(labels).map(([key, source]): Required => {
      const compiled = compilePattern(source);
      if (!compiled.ok) throw new OptionError(['labels', key], compiled.message);
      const value = Object.hasOwn(defaults, key) ? defaults[key] : undefined;
      if (value !== undefined && !compiled.pattern.test(value))
        throw new OptionError(['defaults', key], `"${value}" does not match ${source}`);
      return { key, source, pattern: compiled.pattern, value };
    });
    return { required, defaultFrom };
  },
  needsOf: ({ defaultFrom }) => KINDS[defaultFrom ?? 'nothing'],
  check({ slice, view, report }, { required, defaultFrom }) {
    for (const { key, source, pattern, value } of required) {
      const at = ['metadata', 'labels', { key }];
      const written = label(slice.metadata, key) ?? '';
      const expected = source === '' ? 'any value' : `a value that matches ${source}`;
      if (written === '') {
        const known = value ?? labelsOf(defaultFrom, slice.metadata, view)?.[key];
        const fix = known !== undefined && LABEL_VALUE.test(known) && pattern.test(known) ? setLabel(key, known) : [];
        const advice = source === '' ? 'set it' : `set it to ${expected}`;
        report('missing', { at, seen: '', expected, fix, data: { advice } });
      } else if (!pattern.test(written)) {
        report('malformed', { at, seen: written, expected });
      }
    }
  },
});

function labelsOf(
  whose: 'namespace' | 'service' | undefined,
  metadata: SliceMetadata,
  view: ClusterView | undefined,
): Labels | undefined {
  if (whose === 'namespace') return view?.namespace(metadata.namespace)?.labels;
  const service = serviceName(metadata);
  if (whose === undefined || service === undefined) return undefined;
  return view?.service(metadata.namespace, service)?.labels;
}

function setLabel(key: string, value: string): readonly PatchOperation[] {
  return [{ op: 'add', path: toPointer(['metadata', 'labels', key]), value }];
}
