// A rule behind the contract: its options are checked once, and what is checked with is prepared once.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRule, OptionError, type RuleContext } from '../../src/policy/rule.ts';
import { slice } from './fixtures.ts';

const prepared: number[] = [];
const rule = defineRule({
  id: 'counted',
  category: 'size',
  summary: 's',
  rationale: 'r',
  remediation: 'r',
  needs: [],
  needsOf: (max: number) => (max > 5 ? ['services'] : []),
  options: z.strictObject({ max: z.int().default(3) }),
  messages: { many: { text: 't', reason: 'FieldValueTooMany', recommended: 'warn', strict: 'deny' } },
  examples: { good: [], bad: [] },
  prepare({ max }) {
    if (max === 0) throw new OptionError(['max'], 'is nothing');
    prepared.push(max);
    return max;
  },
  check: ({ report }, max) => report('many', { at: [], seen: String(max) }),
});
const SETUP = { networks: new Map() };

describe('a rule', () => {
  it('has the defaults of its options, and is prepared once for all checks', () => {
    prepared.length = 0;
    const compiled = rule.compile({}, SETUP);
    expect(compiled.options).toEqual({ max: 3 });
    const seen: string[] = [];
    const context: RuleContext = {
      slice: slice({}),
      operation: 'CREATE',
      writer: { class: 'other', user: 'jane', groups: [] },
      oldObject: undefined,
      manifest: undefined,
      view: undefined,
      report: (id, report) => void seen.push(`${id} ${report.seen}`),
      reportAddress: () => {},
      undecided: () => {},
    };
    compiled.check(context);
    compiled.check(context);
    expect(seen).toEqual(['many 3', 'many 3']);
    expect(prepared).toEqual([3]);
  });

  it('names the facts that it needs with these options', () => {
    expect(rule.compile({ max: 6 }, SETUP).kinds).toEqual(['services']);
    expect(rule.compile({ max: 5 }, SETUP).kinds).toEqual([]);
  });

  it('refuses options that are not of its schema, with what was written, and those that it cannot use', () => {
    expect(() => rule.compile({ mx: 1 }, SETUP)).toThrow(z.ZodError);
    expect(() => rule.compile({ max: 'x' }, SETUP)).toThrow(
      expect.objectContaining({ issues: [expect.objectContaining({ input: 'x' })] }),
    );
    expect(() => rule.compile({ max: 0 }, SETUP)).toThrow(
      expect.objectContaining({ path: ['max'], message: 'is nothing' }),
    );
  });

  it('shows nothing of how it checks', () => {
    expect(Object.keys(rule).filter((key) => ['prepare', 'check', 'needsOf'].includes(key))).toEqual([]);
  });
});
