// Policies as the engine runs them: compiled once a load, never per request.
import type { PolicyDocument } from './load/document.ts';
import type { FactKind } from '../view/facts.ts';
import type { Action, AnyRule, RuleContext } from './rule.ts';
import type { Selector } from './load/selector.ts';
import type { Writers } from './load/writers.ts';

/** A rule with its options compiled, as one policy asks for it. */
export interface Instance {
  readonly rule: AnyRule;
  readonly policy: Policy;
  readonly check: (context: RuleContext) => void;
  /** The kinds of facts that it or its selector looks at. */
  readonly kinds: readonly FactKind[];
  /** Undefined when the instance applies wherever its policy does. */
  readonly selector: Selector | undefined;
  /** The mutating door may fix what this finds. */
  readonly mayFix: boolean;
  /** The action of each message id. */
  readonly actions: ReadonlyMap<string, Action>;
}

export interface Policy {
  readonly name: string;
  /** Of the effective policy: after preset, defaults and command-line overrides. */
  readonly digest: string;
  readonly enforcement: Action;
  readonly undecided: PolicyDocument['spec']['undecided'];
  /** The mutating door does not warn about what it fixes for this policy. */
  readonly quiet: boolean;
  readonly selector: Selector;
  /** The kinds of facts that its selector looks at. */
  readonly kinds: readonly FactKind[];
  /** Why it can find nothing in whatever is written, where that is certain. */
  readonly idle: string | undefined;
  /** For whom its own rules are relaxed. */
  readonly writers: Writers;
}

export interface PolicySet {
  readonly policies: readonly Policy[];
  /**
   * The instances of each rule together, in the order of the rule registry: the strongest finding of one rule at one
   * place wins.
   */
  readonly groups: readonly (readonly Instance[])[];
  /** Of all policies together: what a decision calls its writer. */
  readonly writers: Writers;
  /** The kinds of facts that its instances look at. */
  readonly kinds: ReadonlySet<FactKind>;
  /** Exact names that every policy excludes; what the webhook's namespaceSelector skips. */
  readonly excludedNamespaces: readonly string[];
}

const STRENGTH: Readonly<Record<Action, number>> = { off: 0, audit: 1, warn: 2, deny: 3 };

export function weaker(left: Action, right: Action): Action {
  return STRENGTH[left] <= STRENGTH[right] ? left : right;
}

export function isStronger(left: Action, right: Action): boolean {
  return STRENGTH[left] > STRENGTH[right];
}

export function strongest(actions: Iterable<Action>): Action {
  let result: Action = 'off';
  for (const action of actions) if (isStronger(action, result)) result = action;
  return result;
}

/** The instances of each rule together: in the given order of rules, and those of other rules after them. */
export function groupByRule(
  instances: readonly Instance[],
  order: readonly AnyRule[],
): readonly (readonly Instance[])[] {
  const groups = new Map<AnyRule, Instance[]>(order.map((rule) => [rule, []]));
  for (const instance of instances) {
    const group = groups.get(instance.rule);
    if (group === undefined) groups.set(instance.rule, [instance]);
    else group.push(instance);
  }
  return [...groups.values()].filter((group) => group.length > 0);
}
