// The one pure function behind every door: a subject and the policies → a decision.
import { formatPath } from '../model/field-path.ts';
import { plain } from '../model/plain.ts';
import { Caps, type Capped } from './caps.ts';
import { isStronger, type Instance, type Policy, type PolicySet } from './policy-set.ts';
import { PastError, type Action, type Report, type RuleContext, type Writer } from './rule.ts';
import type { Selectable, Verdict } from './selector.ts';
import type { Decision, Finding, Subject, Undecided } from './subject.ts';
import { Tally } from './tally.ts';
import { classify } from './writers.ts';

/** A finding's texts are cut here; what was seen is cut shorter inside a message, so that the rest of the sentence stays. */
const TEXT_LIMIT = 500;
const SEEN_IN_MESSAGE = 80;

/**
 * Judges one subject. Pure, and linear in the slice's size. The stored object is decoded only if a rule asks for it or a finding would deny.
 * A rule that throws is undecided, never a finding. Throws PastError if the stored object is needed and cannot be read.
 */
export function evaluate(set: PolicySet, subject: Subject): Decision {
  return new Evaluation(set, subject).run();
}

/** What one instance reported, before messages are written. */
interface Raw {
  readonly instance: Instance;
  readonly id: string;
  readonly report: Report;
  readonly before: Action;
  readonly outcome: Capped;
}

class Evaluation {
  readonly #set: PolicySet;
  readonly #subject: Subject;
  readonly #writer: Writer;
  readonly #caps: Caps;
  readonly #selectable: Selectable;
  /** One for all rules: what they report belongs to the instance that is running. */
  readonly #context: RuleContext;
  readonly #tally = new Tally();
  readonly #undecided = new Map<string, Undecided>();
  readonly #undecidedPolicies = new Set<Policy>();
  /** The slice is not the one that was meant. */
  readonly #isMisread: boolean;
  #running: Instance | undefined;
  /** What the running instance has said: nothing of it counts if it throws halfway. */
  #said: Raw[] | Tally | undefined;

  constructor(set: PolicySet, subject: Subject) {
    const classified = classify(set.writers, subject.user, subject.slice.metadata);
    const { operation, slice } = subject;
    this.#set = set;
    this.#subject = subject;
    this.#writer = classified.writer;
    this.#caps = new Caps(subject, classified);
    this.#selectable = { metadata: slice.metadata, operation, writer: this.#writer };
    this.#isMisread = (subject.manifest?.problems.length ?? 0) > 0;
    this.#context = {
      slice,
      operation,
      writer: this.#writer,
      past: operation === 'UPDATE' ? subject.past : undefined,
      manifest: subject.manifest,
      report: (id, report) => this.#report(id, report),
      undecided: (needs) => this.#addUndecided(needs),
    };
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
    const rivals = group.length > 1 ? new Map<string, Raw>() : undefined;
    for (const instance of group) {
      this.#running = instance;
      if (this.#applies(instance, verdicts.get(instance.policy) ?? false)) this.#runInstance(instance, rivals);
    }
    for (const raw of rivals?.values() ?? []) count(this.#tally, raw);
  }

  /** A selector that rests on an unknown writer leaves the rule undecided. */
  #applies({ selector, rule }: Instance, ofPolicy: Verdict): boolean {
    if (ofPolicy === false || (this.#isMisread && rule.judges !== 'manifest')) return false;
    const verdict = selector?.(this.#selectable) ?? true;
    if (verdict === true && ofPolicy === true) return true;
    if (verdict !== false) this.#addUndecided('user');
    return false;
  }

  /** Of what several instances of one rule say about one field the strongest finding stays, so their findings wait in `rivals`. */
  #runInstance(instance: Instance, rivals: Map<string, Raw> | undefined): void {
    this.#said = rivals === undefined ? undefined : [];
    try {
      instance.check(this.#context);
    } catch (error) {
      if (error instanceof PastError) throw error;
      this.#addUndecided('bug', error);
      return;
    }
    if (this.#said instanceof Tally) this.#tally.merge(this.#said);
    else if (rivals !== undefined) keepStrongest(rivals, this.#said ?? []);
  }

  #report(id: string, report: Report): void {
    const instance = this.#running;
    const before = instance?.actions.get(id) ?? 'off';
    if (instance === undefined || before === 'off') return;
    const raw = { instance, id, report, before, outcome: this.#caps.apply(instance, id, report, before) };
    if (Array.isArray(this.#said)) {
      this.#said.push(raw);
      return;
    }
    this.#said ??= new Tally();
    count(this.#said, raw);
  }

  #addUndecided(needs: Undecided['needs'], error?: unknown): void {
    if (this.#running === undefined) return;
    const rule = this.#running.rule.id;
    this.#undecided.set(`${rule} ${needs}`, error === undefined ? { rule, needs } : { rule, needs, error });
    this.#undecidedPolicies.add(this.#running.policy);
  }
}

function count(tally: Tally, raw: Raw): void {
  const { action } = raw.outcome;
  if (action !== 'off') tally.add(raw.instance.rule.id, action, () => toFinding(raw, action));
}

function keepStrongest(strongest: Map<string, Raw>, found: readonly Raw[]): void {
  for (const raw of found) {
    const key = `${raw.id} ${formatPath(raw.report.at)}`;
    const known = strongest.get(key);
    if (known === undefined || isStronger(raw.outcome.action, known.outcome.action)) strongest.set(key, raw);
  }
}

function toFinding({ instance, id, report, before, outcome }: Raw, action: Action): Finding {
  const message = instance.rule.messages[id];
  return {
    rule: instance.rule.id,
    id,
    path: report.at,
    field: plain(formatPath(report.at), TEXT_LIMIT),
    reason: message?.reason ?? 'FieldValueInvalid',
    message: plain(fill(message?.text ?? id, report), TEXT_LIMIT),
    seen: plain(report.seen, TEXT_LIMIT),
    expected: plain(report.expected ?? '', TEXT_LIMIT),
    action,
    actionBefore: before,
    capped: outcome.capped,
    policy: instance.policy.name,
  };
}

/** Fills in `{seen}`, `{expected}` and the report's own placeholders. */
function fill(text: string, report: Report): string {
  const values: Readonly<Record<string, string | number>> = { ...report.data, seen: report.seen, expected: report.expected ?? '' };
  return text.replace(/\{(\w+)\}/g, (placeholder, key: string) =>
    Object.hasOwn(values, key) ? plain(String(values[key]), SEEN_IN_MESSAGE) : placeholder,
  );
}
