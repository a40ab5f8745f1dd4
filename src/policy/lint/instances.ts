// Instances of rules that never fire, add nothing, or do not relax what they seem to relax.
import { canonicalJson } from '../load/canonical-json.ts';
import { instanceSchema, type InstanceDocument } from '../load/document.ts';
import { instancesOf, isPresets, type EffectiveInstance } from '../load/effective.ts';
import type { Linted, Path } from './note.ts';
import { scopeCovers, writersOf } from './scope.ts';
import { neverFires } from '../load/never-applies.ts';
import { isStronger, strongest } from '../policy-set.ts';
import { presetActions } from '../load/presets.ts';
import type { Action, AnyRule } from '../rule.ts';

export function lintInstances(linted: Linted): void {
  if (linted.compiled.instances.length === 0) {
    linted.say(
      'no-rules',
      ['spec'],
      'no rule runs; start from a preset (preset: recommended), or set actions for the rules',
    );
  }
  for (const [id, value] of Object.entries(linted.written.spec.rules ?? {})) {
    const rule = linted.rules.find((candidate) => candidate.id === id);
    if (rule !== undefined) lintRule(linted, rule, value);
  }
}

function lintRule(linted: Linted, rule: AnyRule, value: unknown): void {
  const path = ['spec', 'rules', rule.id];
  const isList = Array.isArray(value);
  const written = isList ? value.map((item: unknown) => instanceSchema.parse(item)) : [instanceSchema.parse(value)];
  for (const [index, instance] of written.entries()) {
    if (instance.action === 'off')
      lintOff(linted, rule, instance, { path: isList ? [...path, index] : path, alone: written.length === 1 });
  }
  const instances = instancesOf(linted.compiled.effective, rule);
  for (const instance of instances) {
    lintScope(linted, instance);
    lintFix(linted, instance);
  }
  for (const instance of instances) lintShadow(linted, instance, instances);
  const [only] = instances;
  if (only !== undefined && written.length === 1) lintRedundant(linted, only);
}

/** `off` switches an instance off, not the findings in its scope. */
function lintOff(
  linted: Linted,
  rule: AnyRule,
  { match, exclude }: InstanceDocument,
  { path, alone }: { path: Path; alone: boolean },
): void {
  const { preset } = linted.written.spec;
  if (!alone) {
    linted.say(
      'off-in-part',
      path,
      `off has no effect on the other instances of ${rule.id}; add an exclude to them instead`,
    );
  } else if (match !== undefined || exclude !== undefined) {
    linted.say(
      'off-in-part',
      path,
      `${rule.id} is off everywhere, because off ignores match and exclude; remove the action and use exclude`,
    );
  } else if (preset === undefined || strongest(presetActions(rule, preset).values()) === 'off') {
    linted.say(
      'same-as-preset',
      path,
      `${rule.id} is off ${preset === undefined ? 'without a preset' : `in the preset ${preset}`} already`,
    );
  }
}

function lintScope(linted: Linted, instance: EffectiveInstance): void {
  for (const { path, why } of neverFires(instance, linted.compiled.effective)) {
    linted.say('never-applies', [...instance.path, ...path], `${instance.rule.id} never fires here: ${why}`);
  }
  lintControllers(linted, instance);
}

function lintControllers(
  { compiled: { effective }, say }: Linted,
  { rule, path, match, actions }: EffectiveInstance,
): void {
  if (match?.writers === undefined || (match.writers.groups ?? []).length > 0) return;
  const users = writersOf(match);
  if (
    users.length === 0 ||
    !users.every((user) => effective.writers.controllers.includes(user)) ||
    !isStronger(strongest(actions.values()), 'audit')
  )
    return;
  say(
    'controllers-only',
    [...path, 'match', 'writers'],
    `${rule.id} is recorded at most (audit) for these writers: they are Kubernetes' controllers`,
  );
}

/** `fix: true` is for the mutating webhook, where some rules need an option to know the missing value. */
function lintFix({ say }: Linted, { rule, path, fix, options }: EffectiveInstance): void {
  const { fixes = true } = rule;
  if (fix !== true || fixes === true || fixes.some((name) => isSet(rule, options, name))) return;
  say(
    'fixes-nothing',
    [...path, 'fix'],
    `${rule.id} fixes nothing in the mutating webhook without the option ${fixes.join(' or ')}`,
  );
}

/** Whether the option differs from its default. */
function isSet(rule: AnyRule, options: unknown, name: string): boolean {
  const others = Object.fromEntries(Object.entries(options ?? {}).filter(([other]) => other !== name));
  const unset = rule.options.safeParse(others);
  return !unset.success || canonicalJson(unset.data) !== canonicalJson(options);
}

/**
 * Of several instances that say the same of one field the strongest counts: one inside another's scope that is no
 * stronger never does.
 */
function lintShadow(linted: Linted, instance: EffectiveInstance, all: readonly EffectiveInstance[]): void {
  const index = all.indexOf(instance);
  const cover = all.find(
    (other, at) => other !== instance && shadows(other, instance) && (at < index || !shadows(instance, other)),
  );
  if (cover === undefined) return;
  const where = cover.path.join('.');
  const isRelaxed = isStronger(strongest(cover.actions.values()), strongest(instance.actions.values()));
  const fix = isRelaxed ? `; to relax it here, exclude this scope there` : '';
  linted.say(
    'shadowed',
    instance.path,
    `never counts: ${where} finds the same wherever this one applies, and is no weaker${fix}`,
  );
}

function shadows(cover: EffectiveInstance, instance: EffectiveInstance): boolean {
  return (
    scopeCovers(cover, instance) &&
    ownText(cover) === ownText(instance) &&
    [...instance.actions].every(([id, action]) => !isStronger(action, cover.actions.get(id) ?? 'off'))
  );
}

/** What is neither scope nor action. */
function ownText({
  rule: _rule,
  path: _path,
  action: _action,
  actions: _actions,
  match: _match,
  exclude: _exclude,
  ...own
}: EffectiveInstance): string {
  return canonicalJson(own);
}

function lintRedundant(linted: Linted, instance: EffectiveInstance): void {
  const { rule, path, match, exclude, actions } = instance;
  const { preset } = linted.written.spec;
  if (preset === undefined || match !== undefined || exclude !== undefined || !isPresets(rule, actions, preset)) return;
  if (ownText(instance) !== canonicalJson({ options: defaults(rule) })) return;
  linted.say(
    'same-as-preset',
    path,
    `${rule.id} is the same in the preset ${preset} (${listed(actions)}); remove this entry`,
  );
}

function defaults(rule: AnyRule): unknown {
  const parsed = rule.options.safeParse({});
  return parsed.success ? parsed.data : undefined;
}

function listed(actions: ReadonlyMap<string, Action>): string {
  return [...new Set(actions.values())].join(', ');
}
