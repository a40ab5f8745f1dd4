// From a SlicePolicy document to what the engine runs, with every mistake found at once and its place in the document.
import { z } from 'zod';
import { parseRanges, type RangeSet } from '../../model/address/cidr.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { nearest } from '../../model/nearest.ts';
import { DEFAULT_CONTROLLERS } from '../../model/well-known-users.ts';
import { writersOpenToTenants } from './open-writers.ts';
import { instanceSchema, type InstanceDocument, type PolicyDocument } from './document.ts';
import { describeIssues, type DocumentProblem } from './document-problem.ts';
import { digestText, type EffectiveInstance, type EffectivePolicy } from './effective.ts';
import { whyIdle } from './never-applies.ts';
import type { Instance, Policy } from '../policy-set.ts';
import { strongest, weaker } from '../policy-set.ts';
import { effectiveMatch, presetActions } from './presets.ts';
import { OptionError, type Action, type AnyRule, type CompiledRule, type Setup } from '../rule.ts';
import { compileScope, kindsOf, tenantControlled } from './selector.ts';
import { refusedPaths, withoutRefused } from './repair.ts';
import { namespaceMatcher, type Trusted } from './writers.ts';

export interface CompileOptions {
  readonly rules: readonly AnyRule[];
  readonly sha256: (text: string) => string;
  /** Only these rules run, at the strongest action the policy gives them; one that is off warns. */
  readonly only?: readonly string[] | undefined;
  /** An enforcement over that of the policies. */
  readonly enforcement?: 'deny' | 'warn' | 'audit' | undefined;
  /** False at a door that knows no Namespaces: a policy that matches their labels is refused. Default true. */
  readonly hasView?: boolean | undefined;
  /** The networks could not be read: rules may refer to any. For finding further mistakes only. */
  readonly anyNetwork?: boolean | undefined;
}

export interface Compiled {
  readonly policy: Policy;
  readonly effective: EffectivePolicy;
  readonly instances: readonly Instance[];
  /** Exact names only: a glob cannot become a namespaceSelector. */
  readonly excludedNamespaces: readonly string[];
}

type Path = DocumentProblem['path'];

/** What to do about an exclude that any tenant can match. */
const NAME_WRITERS =
  'name users, groups, or the service accounts of one namespace (shop/operator, shop/*), or use match';

const NO_RANGES = parseRanges([]);

/** Has a network of every name: where the networks could not be read, no rule refers to a wrong one. */
class AnyNetwork extends Map<string, RangeSet> {
  override get(): RangeSet {
    return NO_RANGES;
  }
  override has(): boolean {
    return true;
  }
}

export function compilePolicy(
  document: PolicyDocument,
  options: CompileOptions,
  problems: DocumentProblem[],
): Compiled {
  return new Compilation(document, options, problems).run();
}

class Compilation {
  readonly #document: PolicyDocument;
  readonly #options: CompileOptions;
  readonly #problems: DocumentProblem[];
  readonly #effective: EffectiveInstance[] = [];

  constructor(document: PolicyDocument, options: CompileOptions, problems: DocumentProblem[]) {
    this.#document = document;
    this.#options = options;
    this.#problems = problems;
  }

  run(): Compiled {
    const { metadata, spec } = this.#document;
    const match = effectiveMatch(spec.match);
    const setup = { networks: this.#networks() };
    this.#refuseUnknownRules(Object.keys(spec.rules ?? {}), ['spec', 'rules']);
    this.#refuseNamespaceLabels(spec, ['spec']);
    const drafts = this.#options.rules.flatMap((rule) => this.#drafts(rule, setup));
    this.#refuseTenantExclusion(spec.exclude, strongest(drafts.flatMap((draft) => [...draft.actions.values()])), [
      'spec',
      'exclude',
    ]);
    const enforcement = weaker(spec.enforcement, this.#options.enforcement ?? 'deny');
    const { rules: _rules, ...rest } = spec;
    const { controllers = DEFAULT_CONTROLLERS, ...writers } = spec.writers ?? {};
    const effective = {
      ...rest,
      name: metadata.name,
      enforcement,
      match,
      writers: { controllers, ...writers },
      instances: this.#effective,
    };
    const policy: Policy = {
      name: metadata.name,
      digest: this.#options.sha256(digestText(effective)),
      enforcement,
      undecided: spec.undecided,
      quiet: spec.quiet ?? false,
      idle: whyIdle(effective),
      selector: compileScope(match, spec.exclude),
      kinds: [...kindsOf(match), ...kindsOf(spec.exclude)],
      writers: { controllers: new Set(controllers), trusted: this.#trusted() },
    };
    return {
      policy,
      effective,
      instances: drafts.map((draft) => ({ ...draft, policy })),
      excludedNamespaces: (match.namespaces?.exclude ?? []).filter((name) => !name.includes('*')),
    };
  }

  #networks(): ReadonlyMap<string, RangeSet> {
    const networks = this.#options.anyNetwork === true ? new AnyNetwork() : new Map<string, RangeSet>();
    for (const [name, ranges] of Object.entries(this.#document.spec.networks ?? {})) {
      try {
        networks.set(name, parseRanges(ranges));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.#problems.push({ path: ['spec', 'networks', name], message: error.message });
        // A rule that refers to it is right to do so.
        networks.set(name, NO_RANGES);
      }
    }
    return networks;
  }

  /** The instances of one rule: the document's own, or the preset's. */
  #drafts(rule: AnyRule, setup: Setup): Omit<Instance, 'policy'>[] {
    const { only } = this.#options;
    if (only !== undefined && !only.includes(rule.id)) return [];
    const { rules = {}, preset } = this.#document.spec;
    const path = ['spec', 'rules', rule.id];
    if (!Object.hasOwn(rules, rule.id)) {
      const actions = preset === undefined ? new Map<string, Action>() : presetActions(rule, preset);
      const draft = this.#draft(rule, {}, this.#selected(rule, actions), setup, path);
      return draft === undefined ? [] : [draft];
    }
    const value = rules[rule.id];
    const items = Array.isArray(value)
      ? value.map((item: unknown, index) => [item, [...path, index]] as const)
      : [[value, path] as const];
    if (items.length === 0)
      this.#problems.push({ path, message: 'an empty list does not switch the rule off; write {action: "off"}' });
    return items.flatMap(([item, at]) => this.#instance(rule, item, setup, at) ?? []);
  }

  #instance(rule: AnyRule, value: unknown, setup: Setup, path: Path): Omit<Instance, 'policy'> | undefined {
    const parsed = instanceSchema.safeParse(value, { reportInput: true });
    if (!parsed.success) {
      this.#problems.push(...describeIssues(parsed.error, path, instanceSchema));
      this.#repairedInstance(rule, value, parsed.error, setup, path);
      return undefined;
    }
    const instance = parsed.data;
    this.#refuseFix(rule, instance, path);
    this.#refuseNamespaceLabels(instance, path);
    const actions = this.#actions(rule, instance);
    if (instance.action === undefined && strongest(actions.values()) === 'off') {
      this.#problems.push({
        path,
        message: `${rule.id} is off in the preset; set its action (deny, warn, audit)`,
      });
      return undefined;
    }
    this.#refuseTenantExclusion(instance.exclude, strongest(actions.values()), [...path, 'exclude']);
    return this.#draft(rule, instance, this.#selected(rule, actions), setup, path);
  }

  /** What else is wrong with an instance that its schema refused. */
  #repairedInstance(rule: AnyRule, value: unknown, { issues }: z.ZodError, setup: Setup, path: Path): void {
    const refused = refusedPaths(issues);
    const repaired = instanceSchema.safeParse(withoutRefused(value, refused));
    if (!repaired.success) return;
    const instance = repaired.data;
    this.#refuseFix(rule, instance, path);
    this.#refuseNamespaceLabels(instance, path);
    const actions = this.#actions(rule, instance);
    this.#refuseTenantExclusion(instance.exclude, strongest(actions.values()), [...path, 'exclude']);
    // Options that were refused or misspelled would be missing here, and are not.
    const lacksOptions = refused.some(([key, ...below]) => key === 'options' || isNear(key, below, 'options'));
    const isOff = strongest(actions.values()) === 'off' && instance.action === 'off';
    if (!lacksOptions && !isOff) this.#compileRule(rule, instance.options ?? {}, setup, [...path, 'options']);
  }

  #refuseFix(rule: AnyRule, { fix }: InstanceDocument, path: Path): void {
    if (fix !== true || rule.fixes !== undefined) return;
    this.#problems.push({
      path: [...path, 'fix'],
      onKey: true,
      message: `${rule.id} has no automatic fix; remove "fix"`,
    });
  }

  #actions(rule: AnyRule, { action }: InstanceDocument): ReadonlyMap<string, Action> {
    if (action === undefined) return presetActions(rule, this.#document.spec.preset ?? 'recommended');
    return new Map(Object.keys(rule.messages).map((id) => [id, action]));
  }

  /** Under `--rules` a rule that is off warns. */
  #selected(rule: AnyRule, actions: ReadonlyMap<string, Action>): ReadonlyMap<string, Action> {
    if (this.#options.only === undefined || strongest(actions.values()) !== 'off') return actions;
    return new Map(Object.keys(rule.messages).map((id) => [id, 'warn']));
  }

  #draft(
    rule: AnyRule,
    instance: InstanceDocument,
    actions: ReadonlyMap<string, Action>,
    setup: Setup,
    path: Path,
  ): Omit<Instance, 'policy'> | undefined {
    if (strongest(actions.values()) === 'off') return undefined;
    const compiled = this.#compileRule(rule, instance.options ?? {}, setup, [...path, 'options']);
    if (compiled === undefined) return undefined;
    const scoped = instance.match !== undefined || instance.exclude !== undefined;
    this.#effective.push({ ...instance, rule, path, actions, options: compiled.options });
    return {
      rule,
      check: compiled.check,
      kinds: [...compiled.kinds, ...kindsOf(instance.match), ...kindsOf(instance.exclude)],
      selector: scoped ? compileScope(instance.match, instance.exclude) : undefined,
      mayFix: instance.fix ?? false,
      actions,
    };
  }

  #compileRule(rule: AnyRule, options: unknown, setup: Setup, path: Path): CompiledRule | undefined {
    try {
      return rule.compile(options, setup);
    } catch (error) {
      if (error instanceof z.ZodError) this.#problems.push(...describeIssues(error, path, rule.options));
      else if (error instanceof OptionError)
        this.#problems.push({ path: [...path, ...error.path], message: error.message });
      else throw error;
      return undefined;
    }
  }

  /** A review has no labels of its namespace. */
  #refuseNamespaceLabels(scopes: Pick<InstanceDocument, 'match' | 'exclude'>, path: Path): void {
    if (this.#options.hasView !== false) return;
    for (const key of ['match', 'exclude'] as const) {
      if (scopes[key]?.namespaces?.labels === undefined) continue;
      this.#problems.push({
        path: [...path, key, 'namespaces', 'labels'],
        onKey: true,
        message: 'serve does not know the labels of namespaces; match the names of namespaces instead',
      });
    }
  }

  #trusted(): readonly Trusted[] {
    const fixed = new Set(this.#options.rules.flatMap(({ id, relaxable }) => (relaxable === false ? [id] : [])));
    return (this.#document.spec.writers?.trusted ?? []).map((entry, index) => {
      const path = ['spec', 'writers', 'trusted', index, 'rules'];
      this.#refuseUnknownRules(Object.keys(entry.rules), path);
      for (const { id } of this.#options.rules) {
        if (!fixed.has(id) || !Object.hasOwn(entry.rules, id)) continue;
        this.#problems.push({
          path: [...path, id],
          onKey: true,
          message: `${id} cannot be relaxed for trusted writers`,
        });
      }
      return {
        user: entry.user,
        managedBy: entry.managedBy,
        namespaces: namespaceMatcher(entry.namespaces),
        rules: new Map(Object.entries(entry.rules)),
      };
    });
  }

  #refuseUnknownRules(ids: readonly string[], path: Path): void {
    const known = this.#options.rules.map((rule) => rule.id);
    for (const id of ids.filter((name) => !known.includes(name))) {
      const hint = didYouMean(id, known, 'run "sliceward rules" for the list');
      this.#problems.push({ path: [...path, id], onKey: true, message: `unknown rule "${id}"; ${hint}` });
    }
  }

  /** What tenants write themselves must not exempt them, nor in combination with writers that they can become. */
  #refuseTenantExclusion(exclude: InstanceDocument['exclude'], action: Action, path: Path): void {
    const [key] = exclude === undefined ? [] : tenantControlled(exclude);
    if (exclude === undefined || key === undefined || action !== 'deny') return;
    if (exclude.writers === undefined) {
      const message =
        `exclude by ${key} alone cannot exempt objects from a deny rule, because tenants set their own ${key}; ` +
        'add exclude.writers or use match';
      this.#problems.push({ path: [...path, key], onKey: true, message });
      return;
    }
    for (const { path: at, glob, who } of writersOpenToTenants(exclude.writers)) {
      const message =
        `"${glob}" matches ${who}, and tenants set their own ${key}, ` +
        `so this exempts any tenant from a deny rule; ${NAME_WRITERS}`;
      this.#problems.push({ path: [...path, 'writers', ...at], message });
    }
  }
}

/** Whether a refused field was probably meant to be this one. */
function isNear(key: PropertyKey | undefined, below: readonly PropertyKey[], name: string): boolean {
  return below.length === 0 && nearest(String(key), [name]) !== undefined;
}
