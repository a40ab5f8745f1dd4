// The SlicePolicy document: its schema, written once. Options of each rule are the rule's own schema.
import { z } from 'zod';
import { LABEL_VALUE } from '../../model/names.ts';
import { ACTIONS, type AnyRule } from '../rule.ts';

export const API_VERSION = 'sliceward.dev/v1alpha1';
export const PRESETS = ['recommended', 'strict'] as const;
export type Preset = (typeof PRESETS)[number];

const globs = z.array(z.string().min(1)).min(1);

const namespaces = z.strictObject({
  names: globs.optional().describe('globs; one of them must match the namespace'),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe(
      'labels of the namespace, each with a glob that its value must match; check knows those in its input; ' +
        'elsewhere the rule is undecided, and serve refuses the policy',
    ),
  exclude: z
    .array(z.string().min(1))
    .optional()
    .describe('globs; none of them may match the namespace; [] excludes none'),
});

/** What a policy or a rule instance applies to: every given key must match, and within a key any of its values. */
export const selectorSchema = z.strictObject({
  namespaces: namespaces.optional(),
  labels: z
    .record(z.string(), z.string())
    .optional()
    .describe('labels of the slice, each with a glob that its value must match'),
  writers: z
    .strictObject({
      users: globs
        .optional()
        .describe('globs of user names, in which * matches ":" too; the writer must match one of the three lists'),
      groups: globs.optional().describe('globs of groups, likewise; the writer must be in one of them'),
      serviceAccounts: globs.optional().describe('globs of NAMESPACE/NAME, in which * matches "/" too'),
    })
    .optional(),
  operations: z
    .array(z.enum(['CREATE', 'UPDATE']))
    .min(1)
    .optional()
    .describe('what is done to the slice'),
  managedBy: globs.optional().describe('globs of values of endpointslice.kubernetes.io/managed-by'),
  serviceNames: globs.optional().describe('globs of values of kubernetes.io/service-name'),
});
export type SelectorDocument = z.infer<typeof selectorSchema>;

/** One instance of a rule; `options` is checked by the rule itself. */
export const instanceSchema = z.strictObject({
  action: z
    .enum(ACTIONS)
    .optional()
    .describe("the action of every finding of this instance; the preset's own when absent"),
  match: selectorSchema.optional().describe('where the instance applies, within what the policy applies to'),
  exclude: selectorSchema.optional().describe('where it does not'),
  options: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('the options of the rule, described on its page: some have a default, some are required'),
  fix: z.boolean().optional().describe('whether the mutating webhook may fix what this finds'),
});
export type InstanceDocument = z.infer<typeof instanceSchema>;

/** managed-by is a label: no slice can have a value with a slash, so the entry would never match. */
const labelValue = z
  .string()
  .regex(
    LABEL_VALUE,
    'is not a label value; use at most 63 letters, digits, "-", "_" and ".", as operator.shop.example.com',
  );

const trusted = z.strictObject({
  user: z.string().min(1).describe('the exact user: system:serviceaccount:NAMESPACE:NAME'),
  managedBy: labelValue.describe('the exact value of endpointslice.kubernetes.io/managed-by on its slices'),
  namespaces: globs.optional().describe('globs of the namespaces where this holds; everywhere when absent'),
  rules: z.record(z.string(), z.enum(ACTIONS)).describe('the strongest action of each named rule for this writer'),
});

const writers = z.strictObject({
  controllers: z
    .array(z.string().min(1))
    .optional()
    .describe("exact users, capped at audit; Kubernetes' own controllers when absent"),
  trusted: z
    .array(trusted)
    .optional()
    .describe('your own programs: user and managed-by must both match; the first entry that matches counts'),
});

function specSchema(rules: z.ZodType) {
  return z.strictObject({
    preset: z.enum(PRESETS).optional().describe('start from this preset; without it only the rules below run'),
    enforcement: z.enum(['deny', 'warn', 'audit']).default('deny').describe('the strongest action any rule may take'),
    undecided: z.enum(['allow', 'retry', 'deny']).default('allow').describe('what to do when a rule lacks a fact'),
    quiet: z
      .boolean()
      .optional()
      .describe('whether the mutating webhook fixes without a warning; audit annotations list the fixes in any case'),
    writers: writers.optional(),
    match: selectorSchema
      .optional()
      .describe(
        'what the policy applies to; without namespaces.exclude, ' +
          'kube-system, kube-public and kube-node-lease are excluded',
      ),
    exclude: selectorSchema.optional().describe('what it does not apply to'),
    networks: z
      .record(z.string(), z.array(z.string()).min(1))
      .optional()
      .describe('named address ranges that rules refer to'),
    rules: rules
      .optional()
      .describe('by rule id: one instance, or a list of instances of which the strongest finding at one place counts'),
  });
}

function documentSchema<Spec extends z.ZodType>(spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal('SlicePolicy'),
    metadata: z.object({ name: z.string().min(1).max(253).describe('shown in reports, logs and audit annotations') }),
    spec,
  });
}

/**
 * The schema that documents are read with: rules are kept as they are and read one by one, for better messages than a
 * union gives.
 */
export const policySchema = documentSchema(
  specSchema(z.record(z.string(), z.unknown())).extend({ rules: z.record(z.string(), z.unknown()).optional() }),
);
export type PolicyDocument = z.infer<typeof policySchema>;

/**
 * JSON Schema (draft 2020-12) of a SlicePolicy with the options of the given rules, for editors. Written out (`inline`)
 * it is ten times as long.
 */
export function policyJsonSchema(
  rules: readonly AnyRule[],
  reused: 'ref' | 'inline' = 'ref',
): z.core.JSONSchema.BaseSchema {
  const instances = Object.fromEntries(
    rules.map((rule) => {
      const instance = instanceSchema.extend({ options: rule.options.optional() });
      return [
        rule.id,
        z
          .union([instance, z.array(instance).min(1)])
          .optional()
          .describe(rule.summary),
      ];
    }),
  );
  return z.toJSONSchema(documentSchema(specSchema(z.strictObject(instances))), { io: 'input', reused });
}
