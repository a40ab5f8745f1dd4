// The one line a decision gets. Denials, warnings, records and refusals always; clean ones by sample.
import { cut } from '../model/plain.ts';
import type { Answer } from './review/judge.ts';
import type { Log } from './log.ts';
import type { Mutation } from './review/mutate.ts';
import type { RequestFacts } from './review/ask.ts';

export interface LogSampling {
  /** The share of clean, allowed reviews that are logged, 0 to 1. */
  readonly share: number;
  /** From 0, below 1. */
  readonly random: () => number;
}

/** Names and users are bounded by Kubernetes; a caller who is no API server is not. */
const MAX_TEXT = 300;

export function logAnswer(log: Log, sampling: LogSampling, answer: Answer, seconds: number): void {
  const { decision, facts, uid, allowed, digest, refusal } = answer;
  const clean = refusal === undefined && digest === undefined;
  if (clean && sampling.random() >= sampling.share) return;
  const kind = decision?.subject.slice.origin?.kind;
  const line = {
    uid,
    // Most reviews are about slices; where nothing is said the object is one.
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
    durationMs: Math.round(seconds * 1e6) / 1e3,
  };
  if (refusal === undefined) log.info(line, 'review');
  else log.warn(line, 'review refused');
  for (const { rule, needs, error } of decision?.undecided ?? []) {
    if (needs === 'bug') log.error({ uid, rule, err: error }, 'a rule failed: this is a bug of sliceward');
  }
}

/** What the mutating door has mended, or why it has not; reviews with nothing to mend by sample. */
export function logMutation(log: Log, sampling: LogSampling, mutation: Mutation, seconds: number): void {
  const { uid, facts, outcome, findings, refusal, isBug } = mutation;
  if (outcome === 'none' && sampling.random() >= sampling.share) return;
  const line = {
    uid,
    ...requestFields(facts),
    mutation: outcome,
    ...(findings.length === 0 ? {} : { rules: [...new Set(findings.map(({ rule }) => rule))], fixes: findings.length }),
    ...(refusal === undefined ? {} : { refusal }),
    durationMs: Math.round(seconds * 1e6) / 1e3,
  };
  if (isBug) log.error(line, 'a fix failed: this is a bug of sliceward');
  else if (outcome === 'unjudged') log.warn(line, 'mutation refused');
  else log.info(line, 'mutation');
}

/** What every line about a review has. */
export function requestFields({ operation, namespace, name, user, dryRun }: RequestFacts): object {
  return { operation: short(operation), namespace: short(namespace), name: short(name), user: short(user), dryRun };
}

function short(text: string): string {
  return cut(text, MAX_TEXT);
}
