// What /metrics shows. Every label comes from a closed set; no object, namespace or user is a label.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PolicySet } from '../policy/policy-set.ts';
import type { Answer } from './judge.ts';
import type { Mutation } from './mutate.ts';
import { REQUEST_ERROR_REASONS, type RequestErrorReason } from './request-error.ts';

/** Reasons beside those of RequestError. */
const OTHER_REASONS = [
  'unjudgeable',
  'tls_handshake',
  'connection_limit',
  'certificate_reload',
  'policy_reload',
  'rule_bug',
  'fix_bug',
] as const;
export type OtherReason = (typeof OTHER_REASONS)[number];

const OPERATIONS: ReadonlySet<string> = new Set(['CREATE', 'UPDATE', 'DELETE']);
const DOOR = 'admission';
const FINDING_ACTIONS = ['deny', 'warn', 'audit'] as const;

export interface Metrics {
  readonly registry: Registry;
  /** Counts one answered review. `seconds` is the time of judging, without the wait for its turn. */
  readonly answered: (answer: Answer, seconds: number) => void;
  /** Counts one review of the mutating door. */
  readonly mutated: (mutation: Mutation) => void;
  readonly failed: (reason: RequestErrorReason | OtherReason) => void;
  readonly policies: (set: PolicySet) => void;
}

export interface MetricSources {
  /** Seconds until the serving certificate ends. */
  readonly certificateExpiry: () => number;
  /** Whether to report memory, CPU and event loop too; their observers live as long as the process. */
  readonly process: boolean;
}

export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  if (sources.process) collectDefaultMetrics({ register: registry });
  const reviews = new Counter({
    name: 'sliceward_reviews_total',
    help: 'Reviews answered, by operation, decision (allowed, denied, refused: could not be judged) and class of writer.',
    labelNames: ['operation', 'decision', 'writer_class'],
    registers,
  });
  const duration = new Histogram({
    name: 'sliceward_review_seconds',
    help: 'Time to judge a review once its turn has come.',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const findings = new Counter({
    name: 'sliceward_findings_total',
    help: 'Findings by rule, action and door; of one object at most 1000.',
    labelNames: ['rule', 'action', 'door'],
    registers,
  });
  const mutations = new Counter({
    name: 'sliceward_mutations_total',
    help: 'Reviews answered by the mutating door: patched, none (nothing to mend), refused (left as it is), unjudged (could not be read).',
    labelNames: ['outcome'],
    registers,
  });
  const fixes = new Counter({
    name: 'sliceward_fixes_total',
    help: 'Findings that the mutating door has mended, by rule.',
    labelNames: ['rule'],
    registers,
  });
  const undecided = new Counter({
    name: 'sliceward_undecided_total',
    help: 'Rules that lacked a fact they need, or failed.',
    labelNames: ['rule'],
    registers,
  });
  const errors = new Counter({
    name: 'sliceward_errors_total',
    help: 'What was answered with an error, and what went wrong beside requests.',
    labelNames: ['reason'],
    registers,
  });
  const policyInfo = new Gauge({
    name: 'sliceward_policy_info',
    help: '1 for each policy that runs.',
    labelNames: ['name', 'digest'],
    registers,
  });
  const expiry = new Gauge({
    name: 'sliceward_certificate_expiry_seconds',
    help: 'Seconds until the serving certificate ends.',
    registers,
    collect() {
      expiry.set(sources.certificateExpiry());
    },
  });
  for (const reason of [...REQUEST_ERROR_REASONS, ...OTHER_REASONS]) errors.inc({ reason }, 0);
  return {
    registry,
    answered(answer, seconds) {
      duration.observe(seconds);
      reviews.inc(reviewLabels(answer));
      if (answer.decision === undefined) errors.inc({ reason: 'unjudgeable' });
      for (const [rule, counts] of answer.decision?.countsByRule ?? []) {
        for (const action of FINDING_ACTIONS) if (counts[action] > 0) findings.inc({ rule, action, door: DOOR }, counts[action]);
      }
      for (const { rule, needs } of answer.decision?.undecided ?? []) {
        undecided.inc({ rule });
        if (needs === 'bug') errors.inc({ reason: 'rule_bug' });
      }
    },
    mutated({ outcome, findings: mended, isBug }) {
      mutations.inc({ outcome });
      for (const { rule } of mended) fixes.inc({ rule });
      if (isBug) errors.inc({ reason: 'fix_bug' });
    },
    failed: (reason) => errors.inc({ reason }),
    policies(set) {
      policyInfo.reset();
      for (const { name, digest } of set.policies) policyInfo.set({ name, digest }, 1);
    },
  };
}

function reviewLabels({ facts, allowed, decision }: Answer): Record<'operation' | 'decision' | 'writer_class', string> {
  return {
    // A caller may write anything as operation, but not make a series of it.
    operation: OPERATIONS.has(facts.operation) ? facts.operation : 'other',
    decision: decision === undefined ? 'refused' : allowed ? 'allowed' : 'denied',
    writer_class: decision?.writer.class ?? 'unknown',
  };
}
