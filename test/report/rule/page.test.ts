import { describe, expect, it } from 'vitest';
import { ruleIndex, ruleMarkdown, rulePage } from '../../../src/report/rule/page.ts';
import { RULES } from '../../../src/rules/index.ts';
import { NO_TUESDAY } from './no-tuesday.ts';

describe('rulePage and ruleIndex', () => {
  it('print everything about a rule, with its prose escaped', () => {
    expect(rulePage(NO_TUESDAY)).toMatchSnapshot();
  });

  it('list rules under their category', () => {
    expect(ruleIndex([NO_TUESDAY])).toContain('## change\n\n| rule | what it requires |');
    expect(ruleIndex([NO_TUESDAY])).toContain('| [no-tuesday](no-tuesday.md) |');
    expect(ruleIndex([NO_TUESDAY])).not.toContain('## size');
  });

  it('name the options with which a rule fixes its findings', () => {
    expect(ruleIndex([{ ...NO_TUESDAY, fixes: true }])).toMatch(/\| yes \|$/m);
    expect(ruleIndex([{ ...NO_TUESDAY, fixes: ['day', 'hours'] }])).toMatch(/\| with `day` or `hours` \|$/m);
    expect(ruleIndex([NO_TUESDAY])).toMatch(/\| – \|$/m);
  });

  it('print the same page with and without the note that it is generated', () => {
    expect(rulePage(NO_TUESDAY)).toBe(
      `<!-- Generated from the source of the rule by \`npm run docs\`: change it there. -->\n${ruleMarkdown(NO_TUESDAY)}`,
    );
  });

  it.for(RULES.map((rule) => ({ id: rule.id, rule })))('give each row of a table of $id the same cells', ({ rule }) => {
    const piped = { text: 'a | b', reason: 'FieldValueInvalid', recommended: 'warn', strict: 'warn' } as const;
    const cells = (line: string): number => line.split(/(?<!\\)\|/).length;
    const tables = ruleMarkdown({ ...rule, messages: { ...rule.messages, piped } }).match(/(?:^\|.*\n)+/gm) ?? [];
    expect(tables.length).toBeGreaterThanOrEqual(2);
    for (const table of tables) expect(new Set(table.trimEnd().split('\n').map(cells)).size).toBe(1);
  });
});
