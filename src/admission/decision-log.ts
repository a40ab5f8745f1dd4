// The one line a decision gets. Denials, warnings, records and refusals always; clean ones by sample.
import { cut } from '../model/plain.ts';
import type { Answer } from './judge.ts';
import type { Log } from './log.ts';

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
  const line = {
    uid,
    operation: cut(facts.operation, MAX_TEXT),
    namespace: cut(facts.namespace, MAX_TEXT),
    name: cut(facts.name, MAX_TEXT),
    user: cut(facts.user, MAX_TEXT),
    writer: decision?.writer.class ?? 'unknown',
    dryRun: facts.dryRun,
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
