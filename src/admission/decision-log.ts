// The log line of a decision. Denials, warnings, records and refusals always have one; clean decisions are sampled.
import { cut } from '../model/plain.ts';
import type { Decision } from '../policy/subject.ts';
import type { Log } from './log.ts';
import { OnceAMinute } from './once-a-minute.ts';
import type { RequestFacts } from './review/ask.ts';
import type { Answer } from './review/judge.ts';
import type { Mutation } from './review/mutate.ts';

export interface LogSampling {
  /** The share of clean, allowed reviews that are logged, 0 to 1. */
  readonly share: number;
  /** From 0, below 1. */
  readonly random: () => number;
}

export interface DecisionLogOptions {
  readonly sampling: LogSampling;
  /** Milliseconds of a clock that never goes back. */
  readonly monotonic: () => number;
}

/** Kubernetes limits names and users; a caller that is not an API server does not. */
const MAX_TEXT = 300;

export class DecisionLog {
  readonly #log: Log;
  readonly #sampling: LogSampling;
  readonly #undecided: OnceAMinute;
  readonly #bugs: OnceAMinute;

  constructor(log: Log, { sampling, monotonic }: DecisionLogOptions) {
    this.#log = log;
    this.#sampling = sampling;
    this.#undecided = new OnceAMinute(monotonic);
    this.#bugs = new OnceAMinute(monotonic);
  }

  answered(answer: Answer, seconds: number): void {
    const { decision, uid, digest, refusal } = answer;
    if (decision !== undefined) this.#logUndecided(decision, uid);
    // Only what was found or denied has a digest: a rule that is always undecided would fill the log with every review.
    if (refusal === undefined && digest === undefined && !this.#isSampled()) return;
    const line = answerFields(answer, seconds);
    if (refusal === undefined) this.#log.info(line, 'review');
    else this.#log.warn(line, 'review refused');
  }

  /** What the mutating webhook fixed, or why it fixed nothing; reviews with nothing to fix are sampled. */
  mutated({ uid, facts, outcome, findings, refusal, isBug }: Mutation, seconds: number): void {
    if (outcome === 'none' && !this.#isSampled()) return;
    const line = {
      uid,
      ...requestFields(facts),
      mutation: outcome,
      ...(findings.length === 0
        ? {}
        : { rules: [...new Set(findings.map(({ rule }) => rule))], fixes: findings.length }),
      ...(refusal === undefined ? {} : { refusal }),
      durationMs: milliseconds(seconds),
    };
    if (isBug) this.#log.error(line, 'a fix failed: this is a bug of sliceward');
    else if (outcome === 'unjudged') this.#log.warn(line, 'mutation refused');
    else this.#log.info(line, 'mutation');
  }

  /** Each is counted in sliceward_undecided_total; a rule and what it needs have one line a minute. */
  #logUndecided({ undecided }: Decision, uid: string): void {
    for (const { rule, needs, error } of undecided) {
      if (needs === 'bug') {
        const count = this.#bugs.count(rule);
        if (count === undefined) continue;
        const suppressed = count === 1 ? {} : { suppressed: count - 1 };
        this.#log.error({ uid, rule, err: error, ...suppressed }, 'a rule failed: this is a bug of sliceward');
      } else {
        const reviews = this.#undecided.count(`${rule} ${needs}`);
        if (reviews !== undefined) this.#log.info({ rule, needs, reviews }, 'undecided');
      }
    }
  }

  #isSampled(): boolean {
    return this.#sampling.random() < this.#sampling.share;
  }
}

function answerFields({ decision, facts, uid, allowed, digest, refusal }: Answer, seconds: number): object {
  const kind = decision?.subject.slice.origin?.kind;
  return {
    uid,
    // Most reviews are about slices: those have no `kind`.
    ...(kind === undefined ? {} : { kind }),
    ...requestFields(facts),
    writer: decision?.writer.class ?? 'unknown',
    allowed,
    rules: [...new Set(decision?.findings.map(({ rule }) => rule))],
    counts: decision?.counts ?? { deny: 0, warn: 0, audit: 0 },
    ...(decision === undefined || decision.undecided.length === 0
      ? {}
      : { undecided: decision.undecided.map(({ rule, needs }) => `${rule} ${needs}`) }),
    ...(digest === undefined ? {} : { digest }),
    ...(refusal === undefined ? {} : { refusal }),
    durationMs: milliseconds(seconds),
  };
}

/** The fields of every line about a review. */
export function requestFields({ operation, namespace, name, user, dryRun }: RequestFacts): object {
  return { operation: short(operation), namespace: short(namespace), name: short(name), user: short(user), dryRun };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1e6) / 1e3;
}

function short(text: string): string {
  return cut(text, MAX_TEXT);
}
