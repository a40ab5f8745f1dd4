import { describe, expect, it } from 'vitest';
import { LEVELS, sarifRule } from '../../../src/report/formats/sarif-rule.ts';
import { ruleMarkdown } from '../../../src/report/rule/page.ts';
import { NO_TUESDAY } from '../rule/no-tuesday.ts';
import { sarifErrors } from '../sarif-schema.ts';

/** The least log that describes a rule. */
function log(rule: object): object {
  return { version: '2.1.0', runs: [{ tool: { driver: { name: 'sliceward', rules: [rule] } }, results: [] }] };
}

describe('sarifRule', () => {
  it('is valid by the schema of the standard, with the page of the rule as its help', () => {
    expect(sarifErrors(log(sarifRule(NO_TUESDAY)))).toEqual([]);
    expect(sarifErrors(log({ ...sarifRule(NO_TUESDAY), defaultConfiguration: { level: 'deny' } }))).not.toEqual([]);
    expect(sarifRule(NO_TUESDAY)).toEqual({
      id: 'no-tuesday',
      shortDescription: { text: NO_TUESDAY.summary },
      fullDescription: { text: NO_TUESDAY.rationale },
      defaultConfiguration: { level: 'warning' },
      help: {
        text: `${NO_TUESDAY.rationale}\n\n${NO_TUESDAY.remediation}`,
        markdown: ruleMarkdown(NO_TUESDAY),
      },
      properties: { tags: ['change'] },
    });
  });
  it.each([
    [['audit', 'deny', 'warn'], 'error'],
    [['audit', 'warn'], 'warning'],
    [['off', 'audit'], 'note'],
    [['off'], 'none'],
    [[], 'none'],
  ] as const)('with messages of %j has the level %s', (actions, level) => {
    const messages = actions.map((recommended, index) => [
      `m${index}`,
      { text: 't', reason: 'FieldValueInvalid' as const, recommended, strict: 'deny' as const },
    ]);
    expect(sarifRule({ ...NO_TUESDAY, messages: Object.fromEntries(messages) })).toMatchObject({
      defaultConfiguration: { level },
    });
  });
  it('knows a level for each action', () => {
    expect(LEVELS).toEqual({ deny: 'error', warn: 'warning', audit: 'note', off: 'none' });
  });
});
