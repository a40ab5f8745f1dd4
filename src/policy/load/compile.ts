// From a SlicePolicy document to what the engine runs, with every mistake found at once and its place in the document.
import { z } from 'zod';
import { parseRanges, type RangeSet } from '../../model/address/cidr.ts';
import { didYouMean } from '../../model/did-you-mean.ts';
import { anybodyIn } from './anybody.ts';
import { instanceSchema, type InstanceDocument, type PolicyDocument } from './document.ts';
import { describeIssues, type DocumentProblem } from './document-problem.ts';
import { digestText, type EffectiveInstance, type EffectivePolicy } from './effective.ts';
import { whyIdle } from './never-applies.ts';
import type { Instance, Policy } from '../policy-set.ts';
import { strongest, weaker } from '../policy-set.ts';
import { effectiveMatch, presetActions } from './presets.ts';
import { OptionError, type Action, type AnyRule, type Setup } from '../rule.ts';
import { compileScope, tenantControlled } from './selector.ts';
import { DEFAULT_CONTROLLERS, namespaceMatcher, type Trusted } from './writers.ts';

export interface CompileOptions {
  readonly rules: readonly AnyRule[];
  readonly sha256: (text: string) => string;
  /** Only these rules run, at the strongest action the policy gives them; one that is off warns. */
  readonly only?: readonly string[] | undefined;
  /** An enforcement over that of the policies. */
  readonly enforcement?: 'deny' | 'warn' | 'audit' | undefined;
}

export interface Compiled {
  readonly policy: Policy;
  readonly effective: EffectivePolicy;
  readonly instances: readonly Instance[];
  /** Exact names only: a glob cannot become a namespaceSelector. */
  readonly excludedNamespaces: readonly string[];
}

type Path = DocumentProblem['path'];

/** Rules that no trusted writer is let off: only Kubernetes' own controllers are (design: section 5, caps). */
const NEVER_TRUSTED: readonly string[] = ['denied-address', 'protected-service'];

/** What to do about an exclude for anybody. */
const NAME_WRITERS =
  'name users, groups, or the service accounts of one namespace (shop/operator, shop/*), or use match';

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
    const networks = new Map<string, RangeSet>();
    for (const [name, ranges] of Object.entries(this.#document.spec.networks ?? {})) {
      try {
        networks.set(name, parseRanges(ranges));
      } catch (error) {
        if (!(error instanceof Error)) throw error;
        this.#problems.push({ path: ['spec', 'networks', name], message: error.message });
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
      this.#problems.push({ path, message: 'an empty list switches nothing off: write {action: "off"}' });
    return items.flatMap(([item, at]) => this.#instance(rule, item, setup, at) ?? []);
  }

  #instance(rule: AnyRule, value: unknown, setup: Setup, path: Path): Omit<Instance, 'policy'> | undefined {
    const parsed = instanceSchema.safeParse(value, { reportInput: true });
    if (!parsed.success) {
      this.#problems.push(...describeIssues(parsed.error, path, instanceSchema));
      return undefined;
    }
    const instance = parsed.data;
    if (instance.fix === true && rule.fixes === undefined) {
      this.#problems.push({ path: [...path, 'fix'], onKey: true, message: `${rule.id} knows no fix: leave this out` });
    }
    const actions = this.#actions(rule, instance);
    if (instance.action === undefined && strongest(actions.values()) === 'off') {
      this.#problems.push({
        path,
        message: `${rule.id} is off in the preset: say which action it leads to (deny, warn, audit)`,
      });
      return undefined;
    }
    this.#refuseTenantExclusion(instance.exclude, strongest(actions.values()), [...path, 'exclude']);
    return this.#draft(rule, instance, this.#selected(rule, actions), setup, path);
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
    const options = instance.options ?? {};
    const check = this.#compileRule(rule, options, setup, [...path, 'options']);
    if (check === undefined) return undefined;
    const scoped = instance.match !== undefined || instance.exclude !== undefined;
    this.#effective.push({ ...instance, rule, path, actions, options: rule.options.parse(options) });
    return {
      rule,
      check,
      selector: scoped ? compileScope(instance.match, instance.exclude) : undefined,
      mayFix: instance.fix ?? false,
      actions,
    };
  }

  #compileRule(rule: AnyRule, options: unknown, setup: Setup, path: Path): Instance['check'] | undefined {
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

  #trusted(): readonly Trusted[] {
    return (this.#document.spec.writers?.trusted ?? []).map((entry, index) => {
      const path = ['spec', 'writers', 'trusted', index, 'rules'];
      this.#refuseUnknownRules(Object.keys(entry.rules), path);
      for (const id of NEVER_TRUSTED.filter((rule) => Object.hasOwn(entry.rules, rule))) {
        this.#problems.push({
          path: [...path, id],
          onKey: true,
          message: `${id} is eased for no trusted writer: only Kubernetes' own controllers are let off`,
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

  /** What a tenant writes himself must never exempt him alone (design: section 4), nor beside writers of whom he can make himself one. */
  #refuseTenantExclusion(exclude: InstanceDocument['exclude'], action: Action, path: Path): void {
    const [key] = exclude === undefined ? [] : tenantControlled(exclude);
    if (exclude === undefined || key === undefined || action !== 'deny') return;
    if (exclude.writers === undefined) {
      const message = `${key} are the tenant's own to write, so they exempt nobody from a rule that denies: name the writers as well (not all of them), or use match`;
      this.#problems.push({ path: [...path, key], onKey: true, message });
      return;
    }
    for (const { path: at, glob, who } of anybodyIn(exclude.writers)) {
      const message = `"${glob}" stands for ${who}, and ${key} are the tenant's own to write, so together they exempt anybody from a rule that denies: ${NAME_WRITERS}`;
      this.#problems.push({ path: [...path, 'writers', ...at], message });
    }
  }
}
