// A policy after preset, defaults and overrides: what its digest covers, what `policy show` prints, what lint looks at.
import { canonicalJson } from './canonical-json.ts';
import {
  API_VERSION,
  type InstanceDocument,
  type PolicyDocument,
  type Preset,
  type SelectorDocument,
} from './document.ts';
import type { DocumentProblem } from './document-problem.ts';
import { presetActions } from './presets.ts';
import type { Action, AnyRule } from '../rule.ts';

/** An instance of a rule that runs. */
export interface EffectiveInstance extends Omit<InstanceDocument, 'options'> {
  readonly rule: AnyRule;
  /** Where the document asks for it, or would if it is the preset's. */
  readonly path: DocumentProblem['path'];
  /** Of each message id. */
  readonly actions: ReadonlyMap<string, Action>;
  /** With every default filled in. */
  readonly options: unknown;
}

type Spec = PolicyDocument['spec'];

export interface EffectivePolicy extends Omit<Spec, 'enforcement' | 'match' | 'writers' | 'rules'> {
  readonly name: string;
  readonly enforcement: Action;
  readonly match: SelectorDocument;
  readonly writers: Omit<NonNullable<Spec['writers']>, 'controllers'> & { readonly controllers: readonly string[] };
  /** In the order of the rule registry, then of the document. */
  readonly instances: readonly EffectiveInstance[];
}

/** The same for policies that do the same, however they are written. */
export function digestText({ preset: _preset, instances, ...rest }: EffectivePolicy): string {
  const rules = instances.map(({ rule, path: _path, action: _action, actions, ...own }) => ({
    ...own,
    rule: rule.id,
    actions: Object.fromEntries(actions),
  }));
  return canonicalJson({ ...rest, rules });
}

/**
 * The policy as a document that says everything and loads again to the same digest. A rule that does not run is
 * switched off by name.
 */
export function effectiveDocument(policy: EffectivePolicy, rules: readonly AnyRule[]): object {
  const { name, preset, enforcement, undecided, writers, match, exclude, instances: _instances, ...rest } = policy;
  const entries = Object.fromEntries(rules.map((rule) => [rule.id, ruleEntry(policy, rule)]));
  const spec = { preset, enforcement, undecided, writers, match, exclude, ...rest, rules: entries };
  return {
    apiVersion: API_VERSION,
    kind: 'SlicePolicy',
    metadata: { name },
    spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)),
  };
}

/** The instances of one rule. */
export function instancesOf(policy: EffectivePolicy, rule: AnyRule): readonly EffectiveInstance[] {
  return policy.instances.filter((instance) => instance.rule === rule);
}

function ruleEntry(policy: EffectivePolicy, rule: AnyRule): unknown {
  const [first, ...others] = instancesOf(policy, rule).map(instanceEntry);
  if (first === undefined) return { action: 'off' };
  return others.length === 0 ? first : [first, ...others];
}

/**
 * Messages with different actions have them from the preset: a document cannot say more than one action for an
 * instance.
 */
function instanceEntry({
  rule: _rule,
  path: _path,
  actions,
  action: _action,
  options,
  ...scope
}: EffectiveInstance): object {
  const [first, ...others] = new Set(actions.values());
  return {
    ...(others.length === 0 ? { action: first } : {}),
    ...(canonicalJson(options) === '{}' ? {} : { options }),
    ...scope,
  };
}

/** Whether the actions are those that the rule has in the preset. */
export function isPresets(rule: AnyRule, actions: ReadonlyMap<string, Action>, preset: Preset): boolean {
  return [...presetActions(rule, preset)].every(([id, action]) => actions.get(id) === action);
}
