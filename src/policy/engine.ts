// The one pure function behind every door: a subject and the policies → a decision.
import { formatPath } from '../model/field-path.ts';
import { plain } from '../model/plain.ts';
import { Caps, type Capped } from './caps.ts';
import { isStronger, type Instance, type Policy, type PolicySet } from './policy-set.ts';
import type { Action, Report, RuleContext, Writer } from './rule.ts';
import type { Selectable, Verdict } from './selector.ts';
import type { Decision, Finding, Subject, Undecided } from './subject.ts';
import { Tally } from './tally.ts';
import { classify } from './writers.ts';

/** A finding's texts are cut here; what was seen is cut shorter inside a message, so that the rest of the sentence stays. */
const TEXT_LIMIT = 500;
const SEEN_IN_MESSAGE = 80;

/**
 * Judges one subject. Pure, and linear in the slice's size. The stored object is decoded only if a rule asks for it or a finding would deny.
 * A rule that throws is undecided, never a finding; what `past` throws when the stored object cannot be decoded comes out as it is, unless a rule met it first.
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
  readonly #verdicts: ReadonlyMap<Policy, Verdict>;
  readonly #tally = new Tally();
  readonly #undecided = new Map<string, Undecided>();
  readonly #undecidedPolicies = new Set<Policy>();

  constructor(set: PolicySet, subject: Subject) {
    const classified = classify(set.writers, subject.user, subject.slice.metadata);
    this.#set = set;
    this.#subject = subject;
    this.#writer = classified.writer;
    this.#caps = new Caps(subject, classified);
    this.#selectable = { metadata: subject.slice.metadata, operation: subject.operation, writer: this.#writer };
    this.#verdicts = new Map(set.policies.map((policy) => [policy, policy.selector(this.#selectable)]));
  }

  run(): Decision {
    // A DELETE is never denied, and no rule of today speaks of one.
    const judged = this.#subject.operation !== 'DELETE';
    if (judged) for (const group of this.#set.groups) this.#evaluateRule(group.filter((instance) => this.#applies(instance)));
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
      unmatched: [...this.#verdicts.values()].every((verdict) => verdict === false),
    };
  }

  /** A selector that rests on an unknown writer leaves the rule undecided. */
  #applies(instance: Instance): boolean {
    const ofPolicy = this.#verdicts.get(instance.policy) ?? false;
    if (ofPolicy === false) return false;
    const verdict = instance.selector?.(this.#selectable) ?? true;
    if (verdict === true && ofPolicy === true) return true;
    if (verdict !== false) this.#addUndecided(instance, { rule: instance.rule.id, needs: 'user' });
    return false;
  }

  #evaluateRule(instances: readonly Instance[]): void {
    const [only, ...others] = instances;
    if (only === undefined) return;
    if (others.length === 0) this.#evaluateAlone(only);
    else this.#evaluateRivals(instances);
  }

  #evaluateAlone(instance: Instance): void {
    // Its own tally, so that a rule that throws halfway leaves nothing behind.
    const tally = new Tally();
    if (this.#run(instance, (raw) => this.#count(tally, raw))) this.#tally.merge(tally);
  }

  /** Several instances of one rule: of what they say about one field the strongest finding stays. */
  #evaluateRivals(instances: readonly Instance[]): void {
    const strongest = new Map<string, Raw>();
    for (const instance of instances) {
      const found: Raw[] = [];
      if (this.#run(instance, (raw) => found.push(raw))) keepStrongest(strongest, found);
    }
    for (const raw of strongest.values()) this.#count(this.#tally, raw);
  }

  /** False if the rule threw. */
  #run(instance: Instance, found: (raw: Raw) => void): boolean {
    const context: RuleContext<undefined> = {
      slice: this.#subject.slice,
      operation: this.#subject.operation,
      writer: this.#writer,
      past: this.#subject.operation === 'UPDATE' ? this.#subject.past : undefined,
      prepared: undefined,
      report: (id, report) => {
        const before = instance.actions.get(id) ?? 'off';
        if (before !== 'off') found({ instance, id, report, before, outcome: this.#caps.apply(instance, id, report, before) });
      },
      undecided: (needs) => this.#addUndecided(instance, { rule: instance.rule.id, needs }),
    };
    try {
      instance.check(context);
      return true;
    } catch (error) {
      this.#addUndecided(instance, { rule: instance.rule.id, needs: 'bug', error });
      return false;
    }
  }

  #addUndecided(instance: Instance, undecided: Undecided): void {
    this.#undecided.set(`${undecided.rule} ${undecided.needs}`, undecided);
    this.#undecidedPolicies.add(instance.policy);
  }

  #count(tally: Tally, raw: Raw): void {
    const { action } = raw.outcome;
    if (action !== 'off') tally.add(raw.instance.rule.id, action, () => toFinding(raw, action));
  }
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
