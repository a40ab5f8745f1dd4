// The JSON report as a schema: the public contract of check, audit and replay. The types of the report are inferred
// from it.
import { z } from 'zod';
import { API_VERSION } from '../policy/load/document.ts';

const count = z.int().min(0);
const position = { line: z.int().min(1), column: z.int().min(1) };
const action = z.enum(['deny', 'warn', 'audit']);

const findingSchema = z.strictObject({
  rule: z.string(),
  /** Which of the rule's messages. */
  id: z.string(),
  field: z
    .string()
    .describe('Written as Kubernetes writes it: endpoints[0].addresses[0]; empty for the object itself.'),
  reason: z.enum([
    'FieldValueRequired',
    'FieldValueInvalid',
    'FieldValueNotSupported',
    'FieldValueTooMany',
    'FieldValueTooLong',
    'FieldValueDuplicate',
    'FieldValueForbidden',
  ]),
  message: z.string(),
  seen: z.string(),
  expected: z.string(),
  action,
  actionBefore: action.describe('The action before it was capped.'),
  capped: z.enum(['controller', 'agent', 'trusted', 'shrinking', 'ratchet', 'exception', 'enforcement']).nullable(),
  exception: z.string().nullable(),
  location: z.strictObject(position).optional().describe('In the file; absent for objects of a cluster.'),
  fix: z
    .array(
      z.strictObject({ op: z.enum(['add', 'remove', 'replace']), path: z.string(), value: z.unknown().optional() }),
    )
    .describe(
      'Operations of a JSON Patch (RFC 6902) that would fix it, if the parents of their paths exist; empty if ' +
        'the rule has no automatic fix.',
    ),
});

const decisionSchema = z.strictObject({
  source: z.union([
    z.strictObject({
      file: z.string(),
      document: count.describe('Counted from 0, without empty documents.'),
      ...position,
    }),
    z.strictObject({ cluster: z.string(), resourceVersion: z.string() }),
  ]),
  object: z.strictObject({ apiVersion: z.string(), kind: z.string(), namespace: z.string(), name: z.string() }),
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE']),
  dryRun: z.boolean(),
  writer: z.strictObject({
    class: z.enum(['controller', 'agent', 'trusted', 'other', 'unknown']),
    user: z.string().nullable(),
  }),
  judged: z
    .boolean()
    .describe('False if no policy applies to the object: findings are only what the API server itself would refuse.'),
  allowed: z.boolean(),
  digest: z.string(),
  findings: z.array(findingSchema).describe('The strongest first; at most 1,000, the summary has the exact numbers.'),
  undecided: z.array(z.strictObject({ rule: z.string(), needs: z.string().describe('The fact that was not known.') })),
  warnings: z.array(z.string()).describe('As the webhook would send them.'),
});

const problemSchema = z.union([
  z.strictObject({ file: z.string(), ...position, message: z.string() }),
  z.strictObject({
    cluster: z.string(),
    object: z
      .strictObject({ namespace: z.string(), name: z.string() })
      .optional()
      .describe('Absent if the rest of a list could not be read.'),
    message: z.string(),
  }),
]);

const summarySchema = z.strictObject({
  documents: count,
  slices: count,
  notJudged: count.describe('Slices to which no policy applies.'),
  denied: count.describe('Slices.'),
  deny: count.describe('Findings.'),
  warn: count,
  audit: count,
  undecided: count,
  problems: count,
});

export const reportSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('Report'),
  tool: z.strictObject({ version: z.string() }),
  policies: z.array(z.strictObject({ name: z.string(), digest: z.string() })),
  kubernetes: z.string().describe('The version of the API server.'),
  decisions: z.array(decisionSchema),
  findings: z.array(findingSchema).describe('About other subjects than one slice.'),
  problems: z.array(problemSchema).describe('Input that could not be judged.'),
  summary: summarySchema,
});

export type Report = z.infer<typeof reportSchema>;
export type ReportDecision = z.infer<typeof decisionSchema>;
export type ReportFinding = z.infer<typeof findingSchema>;
export type ReportProblem = z.infer<typeof problemSchema>;
export type ReportSummary = z.infer<typeof summarySchema>;

/** JSON Schema, draft 2020-12, of the report. */
export function reportJsonSchema(): object {
  return z.toJSONSchema(reportSchema);
}
