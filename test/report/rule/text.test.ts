import { describe, expect, it } from 'vitest';
import { rulesTable, ruleText } from '../../../src/report/rule/text.ts';
import { RULES } from '../../../src/rules/index.ts';
import { NO_TUESDAY } from './no-tuesday.ts';

describe('rulesTable', () => {
  it('aligns one line a rule under headings', () => {
    expect(rulesTable([NO_TUESDAY])).toBe(
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
  it('prints everything about a rule', () => {
    expect(ruleText(NO_TUESDAY)).toMatchSnapshot();
  });

  it.for(RULES.map((rule) => ({ id: rule.id, rule })))('wraps the prose of $id', ({ rule }) => {
    const [, why = ''] = ruleText(rule).split(/\nWhy\n|\nOptions\n/);
    expect(why.replaceAll(/\s+/g, ' ').trim()).toBe(rule.rationale);
    expect(why.split('\n').filter((line) => line.length > 100)).toEqual([]);
  });
});
