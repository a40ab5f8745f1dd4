// The one pure function behind every door: a subject and the policies → a decision.
import type { Address } from '../../model/address/address.ts';
import { formatPath, type FieldPath } from '../../model/field-path.ts';
import { plain } from '../../model/plain.ts';
import type { Slice } from '../../model/slice.ts';
import { factKey } from '../../view/facts.ts';
import { toReport } from './address-report.ts';
import { Caps, type Capped } from './caps.ts';
import type { Instance, Policy, PolicySet } from '../policy-set.ts';
import {
  OldObjectError,
  type Action,
  type AddressReport,
  type Report,
  type RuleContext,
  type Writer,
} from '../rule.ts';
import { addressPlace, Rivals } from './rivals.ts';
import type { Selectable, Verdict } from '../load/selector.ts';
import { MAX_FINDINGS, type Decision, type Finding, type Part, type Subject, type Undecided } from '../subject.ts';
import { Tally } from './tally.ts';
import { classesOf, classify, type ClassOf } from '../load/writers.ts';

/**
 * A finding's texts are cut here; what was seen is cut shorter inside a message, so that the rest of the sentence
 * stays.
 */
const TEXT_LIMIT = 500;
const SEEN_IN_MESSAGE = 80;

/**
 * Judges one subject. Pure, and linear in the slice's size. The stored object is decoded only if a rule asks for it or
 * a finding would deny. A rule that throws is undecided, never a finding, and so is one that asks for a stored object
 * that cannot be read. Throws OldObjectError if a finding would deny and has to be compared with such an object.
 * `keep`: findings that are kept of it; all are counted.
 */
export function evaluate(set: PolicySet, subject: Subject, keep = MAX_FINDINGS): Decision {
  return new Evaluation(set, subject, keep).run();
}

type Describe<Said> = (said: Said, address: Address) => AddressReport;

/** What one instance reported, before messages are written. */
interface Raw {
  readonly instance: Instance;
  readonly slice: Slice;
  readonly id: string;
  readonly report: Report;
  readonly before: Action;
  readonly outcome: Capped;
}

/** Of all the slices that an object becomes, the first one speaks for what they share. */
const SHARED: ReadonlySet<unknown> = new Set(['metadata', 'apiVersion', 'kind']);

/** One of the slices that are judged. */
interface Judged {
  readonly slice: Slice;
  readonly isFirst: boolean;
  readonly caps: Caps;
  /** One for all rules of a policy: what they report belongs to the instance that is running. */
  readonly contextFor: (policy: Policy) => RuleContext;
}

class Evaluation {
  readonly #set: PolicySet;
  readonly #subject: Subject;
  readonly #writer: Writer;
  readonly #classOf: ClassOf;
  readonly #selectable: Selectable;
  readonly #whole: Judged;
  readonly #parts: readonly Judged[];
  readonly #keep: number;
  readonly #tally: Tally;
  readonly #undecided = new Map<string, Undecided>();
  readonly #undecidedPolicies = new Set<Policy>();
  /** The slice is not the one that was meant. */
  readonly #isMisread: boolean;
  #running: Instance | undefined;
  /** What the running instance has said: nothing of it counts if it throws halfway. */
  #said: Rivals<Raw> | Tally | undefined;

  constructor(set: PolicySet, subject: Subject, keep: number) {
    const { operation, slice, user } = subject;
    this.#set = set;
    this.#subject = subject;
    this.#keep = keep;
    this.#tally = new Tally(keep);
    this.#writer = classify(set.writers, user, slice.metadata).writer;
    this.#classOf = classesOf(user, slice.metadata);
    this.#selectable = { metadata: slice.metadata, operation, writer: this.#writer, view: subject.view };
    this.#isMisread = (subject.manifest?.problems.length ?? 0) > 0;
    this.#whole = this.#toJudged(subject, true);
    this.#parts = subject.parts?.map((part, index) => this.#toJudged(part, index === 0)) ?? [this.#whole];
  }

  #toJudged(part: Part, isFirst: boolean): Judged {
    const { operation, manifest, view } = this.#subject;
    const { slice } = part;
    let last: { readonly policy: Policy; readonly context: RuleContext } | undefined;
    const contextOf = (policy: Policy): RuleContext => ({
      slice,
      operation,
      writer: this.#classOf(policy).writer,
      oldObject: operation === 'UPDATE' ? part.oldObject : undefined,
      manifest,
      view,
      report: (id, report) => this.#report(judged, id, report),
      reportAddress: (id, address, describe, said) => this.#reportAddress(judged, id, address, describe, said),
      undecided: (needs) => this.#addUndecided(needs),
    });
    const judged: Judged = {
      slice,
      isFirst,
      caps: new Caps(part, this.#classOf, { isStored: manifest?.isStored === true, view }),
      contextFor(policy) {
        if (last?.policy !== policy) last = { policy, context: contextOf(policy) };
        return last.context;
      },
    };
    return judged;
  }

  run(): Decision {
    const verdicts = new Map(this.#set.policies.map((policy) => [policy, policy.selector(this.#selectable)]));
    // A DELETE is never denied, and no rule of today speaks of one.
    if (this.#subject.operation !== 'DELETE') for (const group of this.#set.groups) this.#evaluateRule(group, verdicts);
    const counts = this.#tally.counts;
    const consequences = new Set([...this.#undecidedPolicies].map((policy) => policy.undecided));
    return {
      subject: this.#subject,
      writer: this.#writer,
      allowed: counts.deny === 0 && !consequences.has('deny'),
      retry: consequences.has('retry'),
      findings: this.#tally.findings,
      counts,
      countsByRule: this.#tally.countsByRule,
      undecided: [...this.#undecided.values()],
      unmatched: [...verdicts.values()].every((verdict) => verdict === false),
    };
  }

  #evaluateRule(group: readonly Instance[], verdicts: ReadonlyMap<Policy, Verdict>): void {
    // An object is written once, whatever it becomes.
    const all = group[0]?.rule.input === 'manifest' ? [this.#whole] : this.#parts;
    for (const judged of all) {
      const rivals = group.length > 1 ? new Rivals<Raw>(this.#keep) : undefined;
      for (const instance of group) {
        this.#running = instance;
        if (this.#applies(instance, this.#verdictFor(instance, verdicts))) this.#runInstance(instance, judged, rivals);
      }
      const [rule = ''] = group.map((instance) => instance.rule.id);
      for (const { action, detail } of rivals?.winners() ?? []) {
        if (this.#tally.count(rule, action) && detail !== undefined) this.#tally.keep(toFinding(detail), action);
      }
    }
  }

  /** The API server refuses a manifest wherever the object lives and no matter who writes it. */
  #verdictFor({ rule, policy }: Instance, verdicts: ReadonlyMap<Policy, Verdict>): Verdict {
    const { manifest } = this.#subject;
    if (rule.input === 'manifest' && manifest !== undefined && manifest.isStored !== true) return true;
    return verdicts.get(policy) ?? false;
  }

  /** A selector that lacks a fact leaves the rule undecided. */
  #applies({ selector, rule }: Instance, ofPolicy: Verdict): boolean {
    if (
      ofPolicy === false ||
      (this.#isMisread && rule.input !== 'manifest') ||
      (this.#subject.parts !== undefined && rule.appliesToEndpoints === false)
    )
      return false;
    const verdict = selector?.(this.#selectable) ?? true;
    if (verdict === true && ofPolicy === true) return true;
    const missing = verdict === true ? ofPolicy : verdict;
    if (verdict !== false && typeof missing === 'string' && missing !== 'unread') this.#addUndecided(missing);
    return false;
  }

  /**
   * Of what several instances of one rule say about one field the strongest finding stays, so their findings wait in
   * `rivals`.
   */
  #runInstance(instance: Instance, { contextFor, caps }: Judged, rivals: Rivals<Raw> | undefined): void {
    rivals?.nextInstance();
    this.#said = rivals;
    try {
      instance.check(contextFor(instance.policy));
    } catch (error) {
      if (caps.incomparable !== undefined) throw caps.incomparable;
      rivals?.drop();
      if (error instanceof OldObjectError) this.#addUnread(instance, caps.mayDeny(instance));
      else this.#addUndecided('bug', error);
      return;
    }
    if (this.#said instanceof Tally) this.#tally.merge(this.#said);
  }

  #report({ slice, isFirst, caps }: Judged, id: string, report: Report): void {
    const instance = this.#running;
    const before = instance?.actions.get(id) ?? 'off';
    if (instance === undefined || before === 'off' || (!isFirst && SHARED.has(report.at[0]))) return;
    const outcome = caps.apply(instance, id, report, before);
    this.#count(instance, id, report.at, outcome)?.({ instance, slice, id, report, before, outcome });
  }

  /** Makes a report only for what is kept. */
  #reportAddress<Said>(judged: Judged, id: string, address: Address, describe: Describe<Said>, said: Said): void {
    const instance = this.#running;
    const before = instance?.actions.get(id) ?? 'off';
    if (instance === undefined || before === 'off') return;
    const outcome = judged.caps.applyToAddress(instance, address.endpoint, before);
    if (outcome === undefined) return this.#report(judged, id, toReport(address, describe(said, address)));
    const keep = this.#count(instance, id, addressPlace(address.endpoint, address.index), outcome);
    keep?.({ instance, slice: judged.slice, id, report: toReport(address, describe(said, address)), before, outcome });
  }

  /** What it returns keeps the finding; nothing if there is no room for it. */
  #count({ rule }: Instance, id: string, at: FieldPath | number, { action }: Capped): ((raw: Raw) => void) | undefined {
    if (action === 'off') return undefined;
    const said = (this.#said ??= new Tally(this.#keep));
    if (said instanceof Rivals) {
      const winner = said.say(id, at, action);
      return winner && ((raw) => (winner.detail = raw));
    }
    return said.count(rule.id, action) ? (raw) => said.keep(toFinding(raw), action) : undefined;
  }

  /**
   * A rule that could not have denied does not fail a review because the stored object cannot be read, whatever the
   * policy says of undecided rules.
   */
  #addUnread({ rule: { id: rule } }: Instance, mayDeny: boolean): void {
    const key = `${rule} oldObject`;
    if (mayDeny) this.#addUndecided('oldObject');
    else if (!this.#undecided.has(key)) this.#undecided.set(key, { rule, needs: 'oldObject' });
  }

  #addUndecided(needs: Undecided['needs'], error?: unknown): void {
    if (this.#running === undefined) return;
    const { rule, policy } = this.#running;
    const key = `${rule.id} ${needs}`;
    const denies = policy.undecided === 'deny' || this.#undecided.get(key)?.denies === true;
    this.#undecided.set(key, {
      rule: rule.id,
      needs,
      ...(error === undefined ? {} : { error }),
      ...(denies ? { denies } : {}),
    });
    this.#undecidedPolicies.add(policy);
  }
}

function toFinding({ instance, slice, id, report, before, outcome }: Raw): Finding {
  const message = instance.rule.messages[id];
  const origin = instance.rule.input === 'manifest' ? undefined : slice.origin;
  const place = (at: FieldPath): FieldPath => origin?.path(at) ?? at;
  const path = place(report.at);
  return {
    rule: instance.rule.id,
    id,
    path,
    field: plain(formatPath(path), TEXT_LIMIT),
    reason: message?.reason ?? 'FieldValueInvalid',
    message: plain(fill(message?.text ?? id, report, place), TEXT_LIMIT),
    seen: plain(report.seen, TEXT_LIMIT),
    expected: plain(report.expected ?? '', TEXT_LIMIT),
    action: outcome.action,
    actionBefore: before,
    capped: outcome.capped,
    rests: (report.rests ?? []).map(factKey).toSorted(),
    // Fixes are written for a slice, and this would be done to another kind of object.
    fix: slice.origin === undefined ? (report.fix ?? []) : [],
    mayFix: instance.mayFix,
    policy: instance.policy.name,
  };
}

/** Fills in `{seen}`, `{expected}` and the report's own placeholders. */
function fill(text: string, report: Report, place: (at: FieldPath) => FieldPath): string {
  const values: NonNullable<Report['data']> = { ...report.data, seen: report.seen, expected: report.expected ?? '' };
  return text.replace(/\{(\w+)\}/g, (placeholder, key: string) => {
    const value = Object.hasOwn(values, key) ? values[key] : undefined;
    if (value === undefined) return placeholder;
    return plain(typeof value === 'object' ? formatPath(place(value)) : String(value), SEEN_IN_MESSAGE);
  });
}
