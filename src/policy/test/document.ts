// The PolicyTest document: cases, each with what is written, by whom, and what a policy must say of it.
import { z } from 'zod';
import { API_VERSION, policySchema } from '../load/document.ts';
import { ACTIONS } from '../rule.ts';

const path = z.string().min(1).describe('a file, relative to the file of the test');
const objects = (what: string) => z.union([path, z.record(z.string(), z.unknown())]).describe(what);

const policy = z.union([path, policySchema]);
const policies = z
  .union([policy, z.array(policy).min(1)])
  .describe(
    'the policy to judge by: a file, a SlicePolicy written here, or a list of them, which add up; --policy when absent',
  );

const writer = z
  .strictObject({
    user: z.string().min(1).describe('as --as of check: system:serviceaccount:NAMESPACE:NAME'),
    groups: z.array(z.string().min(1)).optional().describe('when absent, those that an API server adds to the user'),
  })
  .describe('who writes; unknown when absent, and rules about the writer are then undecided');

const [DENY, WARN, AUDIT] = ACTIONS;
const printed = z.enum([DENY, WARN, AUDIT]);

const finding = z
  .strictObject({
    rule: z.string().min(1).describe('id of the rule'),
    id: z.string().min(1).optional().describe('which of its messages'),
    field: z.string().optional().describe('written as Kubernetes writes it: endpoints[0].addresses[0]'),
    action: printed.optional().describe('what it leads to'),
    capped: z
      .string()
      .min(1)
      .nullable()
      .optional()
      .describe('what made it lead to less: controller, trusted, shrinking, ratchet, enforcement; null: nothing did'),
  })
  .describe('fits every finding that has all the given values');
export type ExpectedFinding = z.infer<typeof finding>;

const expectation = z.strictObject({
  allowed: z.boolean().describe('whether every slice of the manifest is let in'),
  findings: z.array(finding).optional().describe('each must fit a finding'),
  exact: z.boolean().default(false).describe('each finding must be fitted by one of `findings`: there are no others'),
  undecided: z.array(z.string().min(1)).optional().describe('exactly the rules that could not decide'),
});
export type Expectation = z.infer<typeof expectation>;

const testCase = z.strictObject({
  name: z.string().min(1).max(200).describe('a sentence that is true when the case passes'),
  manifest: objects(
    'what is written: a file, or an object written here. Several EndpointSlices are judged one by one and taken ' +
      'together',
  ),
  old: objects('the stored objects that it would update, likewise').optional(),
  operation: z
    .enum(['CREATE', 'UPDATE', 'DELETE'])
    .optional()
    .describe('UPDATE where `old` has the object, else CREATE; no rule judges a DELETE yet'),
  writer: writer.optional(),
  policy: policies.optional(),
  expect: expectation,
});
export type TestCase = z.infer<typeof testCase>;

export const policyTestSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION),
  kind: z.literal('PolicyTest'),
  policy: policies.optional(),
  writer: writer.optional().describe('who writes in cases without a writer'),
  cases: z.array(testCase).min(1),
});
export type PolicyTest = z.infer<typeof policyTestSchema>;

/** JSON Schema (draft 2020-12) of a PolicyTest, for editors. */
export function policyTestJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(policyTestSchema, { io: 'input' });
}
