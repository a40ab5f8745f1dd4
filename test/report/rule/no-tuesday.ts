// A rule that has everything that a rule can have.
import { z } from 'zod';
import { defineRule, nothing, type AnyRule } from '../../../src/policy/rule.ts';

export const NO_TUESDAY: AnyRule = defineRule({
  id: 'no-tuesday',
  category: 'change',
  summary: 'No slice is named after a Tuesday',
  rationale: 'Tuesdays | and <b>other</b> days break *things* (example/calendar#2).',
  remediation: 'Wait until Wednesday.',
  needs: ['user', 'oldObject'],
  options: z.strictObject({
    day: z.enum(['monday', 'tuesday']).default('tuesday').describe('The day.'),
    hours: z
      .array(z.union([z.int().min(0).max(23), z.string()]))
      .optional()
      .describe('The hours.'),
    zones: z.record(z.string(), z.boolean()).default({}).describe('By name.'),
    span: z.strictObject({ from: z.string() }).optional().describe('From when.'),
    until: z.string().describe('Until when.'),
  }),
  messages: {
    named: { text: '{seen} is a Tuesday; wait', reason: 'FieldValueForbidden', recommended: 'audit', strict: 'warn' },
    begun: { text: 'it is one', reason: 'FieldValueInvalid', recommended: 'warn', strict: 'deny' },
  },
  examples: {
    good: [{ title: 'A Wednesday', yaml: 'metadata: {name: wednesday}\n' }],
    bad: [
      {
        title: 'A Tuesday',
        yaml: 'metadata: {name: tuesday}\n',
        old: 'metadata: {name: monday}\n',
        user: 'alice',
        options: { day: 'tuesday', until: 'noon' },
        networks: { pods: ['10.0.0.0/8'] },
        findings: [
          ['metadata.name', 'named'],
          ['', 'begun'],
        ],
      },
    ],
  },
  prepare: nothing,
  check: () => {},
});
