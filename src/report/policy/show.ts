// The effective policy: as YAML that loads again to the same digest, and as JSON.
import { dump } from 'js-yaml';
import { API_VERSION } from '../../policy/load/document.ts';
import { effectiveDocument, instancesOf, type EffectivePolicy } from '../../policy/load/effective.ts';
import type { Policy } from '../../policy/policy-set.ts';
import { ACTIONS, type Action, type AnyRule } from '../../policy/rule.ts';

export interface Shown {
  readonly policy: Policy;
  readonly effective: EffectivePolicy;
}

const YAML = { noRefs: true, lineWidth: -1 };

/** One document for each policy. Comments have the digest, and the action of each message where they differ. */
export function showYaml(shown: readonly Shown[], rules: readonly AnyRule[]): string {
  return shown.map((one) => policyYaml(one, rules)).join('---\n');
}

function policyYaml({ policy, effective }: Shown, rules: readonly AnyRule[]): string {
  const text = dump(effectiveDocument(effective, rules), YAML);
  const commented = rules.reduce((before, rule) => commentRule(before, rule, effective), text);
  return `# ${policy.digest}\n${commented}`;
}

/** At this depth, only rules have keys with such names. */
function commentRule(text: string, rule: AnyRule, effective: EffectivePolicy): string {
  const comments = instancesOf(effective, rule).flatMap(({ actions }) => mixedActions(actions));
  if (comments.length === 0) return text;
  const key = `\n    ${rule.id}:`;
  const at = text.indexOf(key, text.indexOf('\n  rules:\n'));
  return `${text.slice(0, at)}\n${[...new Set(comments)].map((comment) => `    # ${comment}`).join('\n')}${text.slice(at)}`;
}

/** `deny: out-of-range; warn: absent`. Empty if all messages have the same action, because the document has it. */
function mixedActions(actions: ReadonlyMap<string, Action>): readonly string[] {
  const groups = ACTIONS.map(
    (action) => [action, [...actions].filter(([, own]) => own === action).map(([id]) => id)] as const,
  );
  const used = groups.filter(([, ids]) => ids.length > 0);
  return used.length < 2 ? [] : [used.map(([action, ids]) => `${action}: ${ids.join(', ')}`).join('; ')];
}

/** Rules that do not run are an empty list. */
export function showDocument(shown: readonly Shown[], rules: readonly AnyRule[]): object {
  return {
    apiVersion: API_VERSION,
    kind: 'EffectivePolicyList',
    items: shown.map(({ policy, effective }) => {
      const { instances: _instances, ...rest } = effective;
      return {
        digest: policy.digest,
        ...rest,
        rules: Object.fromEntries(rules.map((rule) => [rule.id, ruleEntries(effective, rule)])),
      };
    }),
  };
}

function ruleEntries(effective: EffectivePolicy, rule: AnyRule): readonly object[] {
  return instancesOf(effective, rule).map(({ rule: _rule, path: _path, action: _action, actions, ...rest }) => ({
    actions: Object.fromEntries(actions),
    ...rest,
  }));
}
