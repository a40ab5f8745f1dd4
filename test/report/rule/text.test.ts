import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRule, nothing, type AnyRule } from '../../../src/policy/rule.ts';
import { ruleDocument, ruleListDocument } from '../../../src/report/rule/document.ts';
import { ruleIndex, rulePage } from '../../../src/report/rule/page.ts';
import { rulesTable, ruleText } from '../../../src/report/rule/text.ts';
import { RULES } from '../../../src/rules/index.ts';

/** A rule with everything that a rule can have. */
const RULE: AnyRule = defineRule({
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

describe('rulesTable', () => {
  it('aligns one line a rule under headings', () => {
    expect(rulesTable([RULE])).toBe(
      [
        'ID          CATEGORY  RECOMMENDED   STRICT       NEEDS                        SUMMARY',
        'no-tuesday  change    warn / audit  deny / warn  the user, the stored object  No slice is named after a Tuesday',
        '',
      ].join('\n'),
    );
  });

  it('lists every rule', () => {
    expect(rulesTable(RULES).split('\n')).toHaveLength(RULES.length + 2);
  });
});

describe('ruleText', () => {
  it('says everything about a rule', () => {
    expect(ruleText(RULE)).toMatchSnapshot();
  });

  it.for(RULES.map((rule) => ({ id: rule.id, rule })))('wraps the prose of $id', ({ rule }) => {
    const [, why = ''] = ruleText(rule).split(/\nWhy\n|\nOptions\n/);
    expect(why.replaceAll(/\s+/g, ' ').trim()).toBe(rule.rationale);
    expect(why.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('rulePage and ruleIndex', () => {
  it('says everything about a rule, its prose escaped', () => {
    expect(rulePage(RULE)).toMatchSnapshot();
  });

  it('puts rules under their category', () => {
    expect(ruleIndex([RULE])).toContain('## change\n\n| rule | what it requires |');
    expect(ruleIndex([RULE])).toContain('| [no-tuesday](no-tuesday.md) |');
    expect(ruleIndex([RULE])).not.toContain('## size');
  });
});

describe('ruleDocument', () => {
  it('is JSON with the options as JSON Schema', () => {
    expect(JSON.parse(JSON.stringify(ruleDocument(RULE)))).toMatchObject({
      apiVersion: 'sliceward.dev/v1alpha1',
      kind: 'Rule',
      id: 'no-tuesday',
      options: { type: 'object', properties: { day: { enum: ['monday', 'tuesday'], default: 'tuesday' } } },
      messages: { named: { recommended: 'audit' } },
    });
  });

  it('lists as many items as there are rules', () => {
    expect(ruleListDocument(RULES)).toMatchObject({ kind: 'RuleList', items: RULES.map(({ id }) => ({ id })) });
  });
});
