// A rule as a SARIF reportingDescriptor: what GitHub code scanning shows beside an alert.
import { ACTIONS, type AnyRule } from '../../policy/rule.ts';
import { ruleMarkdown } from '../rule/page.ts';

/** SARIF's words for what a finding leads to. */
export const LEVELS = { deny: 'error', warn: 'warning', audit: 'note', off: 'none' } as const;

/** Without a helpUri: the whole page of the rule is its help. */
export function sarifRule(rule: AnyRule): object {
  const { id, summary, rationale, remediation, category } = rule;
  return {
    id,
    shortDescription: { text: summary },
    fullDescription: { text: rationale },
    defaultConfiguration: { level: LEVELS[strongest(rule)] },
    help: { text: `${rationale}\n\n${remediation}`, markdown: ruleMarkdown(rule) },
    properties: { tags: [category] },
  };
}

function strongest({ messages }: AnyRule): keyof typeof LEVELS {
  const actions = new Set(Object.values(messages).map(({ recommended }) => recommended));
  return ACTIONS.find((action) => actions.has(action)) ?? 'off';
}
