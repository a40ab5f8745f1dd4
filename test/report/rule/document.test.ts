import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { optionRows, presetText, ruleDocument, ruleListDocument, typeText } from '../../../src/report/rule/document.ts';
import { RULES } from '../../../src/rules/index.ts';
import { NO_TUESDAY } from './no-tuesday.ts';

describe('ruleDocument', () => {
  it('is JSON with the options as JSON Schema', () => {
    expect(JSON.parse(JSON.stringify(ruleDocument(NO_TUESDAY)))).toMatchObject({
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

describe('presetText', () => {
  it('has each action of the messages once, the strongest first', () => {
    expect([presetText(NO_TUESDAY, 'recommended'), presetText(NO_TUESDAY, 'strict')]).toEqual([
      'warn / audit',
      'deny / warn',
    ]);
  });
});

describe('optionRows', () => {
  it('has the type, the default and the need of each option', () => {
    expect(optionRows(NO_TUESDAY).map(({ name, default: preset, isRequired }) => [name, preset, isRequired])).toEqual([
      ['day', '"tuesday"', false],
      ['hours', undefined, false],
      ['zones', '{}', false],
      ['span', undefined, false],
      ['until', undefined, true],
    ]);
  });
});

describe('typeText', () => {
  it.each<[schema: z.ZodType, words: string]>([
    [z.string(), 'string'],
    [z.boolean(), 'boolean'],
    [z.int().min(1).max(100), 'integer from 1 to 100'],
    [z.number().min(0), 'number'],
    [z.enum(['a', 'b']), '"a" or "b"'],
    [z.union([z.string(), z.boolean()]), 'string or boolean'],
    [z.array(z.string()), 'list of string'],
    [z.array(z.union([z.string(), z.boolean()])), 'list of (string or boolean)'],
    [z.record(z.string(), z.array(z.boolean())), 'map of list of boolean'],
    [z.strictObject({ from: z.string(), to: z.string() }), '{from, to}'],
    [z.unknown(), 'anything'],
    [z.array(z.unknown()), 'list of anything'],
  ])('says in words what %# allows', (schema, words) => expect(typeText(z.toJSONSchema(schema))).toBe(words));

  it('reads the schemas that are only true', () => {
    expect(typeText({ type: 'array', items: true })).toBe('list of anything');
    expect(typeText({ type: 'object' })).toBe('map of anything');
  });
});
