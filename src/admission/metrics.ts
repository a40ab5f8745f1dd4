// What /metrics shows. Every label comes from a closed set; no object, namespace or user is a label.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { PolicySet } from '../policy/policy-set.ts';
import { ACTIONS, WRITER_CLASSES, type Operation, type WriterClass } from '../policy/rule.ts';
import { ERROR_REASONS, type ErrorReason } from './http/error-reasons.ts';
import type { Answer } from './review/judge.ts';
import { MUTATION_OUTCOMES, type Mutation } from './review/mutate.ts';

const OPERATIONS: readonly string[] = ['CREATE', 'UPDATE', 'DELETE'] satisfies readonly Operation[];
const DECISIONS = ['allowed', 'denied', 'refused', 'not_judged'] as const;
const DOOR = 'admission';
const FINDING_ACTIONS = ACTIONS.filter((action) => action !== 'off');

/** What each label may say: its values, or in words what they are. */
export const LABELS = {
  operation: [...OPERATIONS, 'other'],
  decision: DECISIONS,
  writer_class: WRITER_CLASSES,
  rule: 'id of a rule',
  action: FINDING_ACTIONS,
  door: [DOOR],
  outcome: MUTATION_OUTCOMES,
  reason: Object.keys(ERROR_REASONS),
  name: 'name of a policy that runs',
  digest: 'its digest',
} as const satisfies Readonly<Record<string, string | readonly string[]>>;

export interface MetricSpec {
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly (keyof typeof LABELS)[];
}

/** Every metric of our own. Names and labels are a public contract; docs/reference/metrics.md is made of this. */
export const METRICS = {
  reviews: {
    type: 'counter',
    name: 'sliceward_reviews_total',
    help:
      'Reviews answered by the validating webhook, by operation, decision (allowed, denied, refused: could ' +
      'not be judged, not_judged: another kind of object) and class of writer.',
    labelNames: ['operation', 'decision', 'writer_class'],
  },
  duration: {
    type: 'histogram',
    name: 'sliceward_review_seconds',
    help: 'Time to judge a validating review, without the time in the queue.',
    labelNames: [],
  },
  findings: {
    type: 'counter',
    name: 'sliceward_findings_total',
    help: 'Findings by rule, action and door; including those that do not fit into the answer.',
    labelNames: ['rule', 'action', 'door'],
  },
  mutations: {
    type: 'counter',
    name: 'sliceward_mutations_total',
    help:
      'Reviews answered by the mutating webhook: patched, none (nothing to fix), refused (left unchanged), ' +
      'unjudged (could not be read), not_judged (another kind of object).',
    labelNames: ['outcome'],
  },
  fixes: {
    type: 'counter',
    name: 'sliceward_fixes_total',
    help: 'Findings that the mutating webhook has fixed, by rule.',
    labelNames: ['rule'],
  },
  undecided: {
    type: 'counter',
    name: 'sliceward_undecided_total',
    help: 'Rules that could not be evaluated because a fact was missing or the rule failed, by rule.',
    labelNames: ['rule'],
  },
  errors: {
    type: 'counter',
    name: 'sliceward_errors_total',
    help: 'Requests answered with an error and other problems, by reason.',
    labelNames: ['reason'],
  },
  policyInfo: {
    type: 'gauge',
    name: 'sliceward_policy_info',
    help: '1 for each policy in use.',
    labelNames: ['name', 'digest'],
  },
  expiry: {
    type: 'gauge',
    name: 'sliceward_certificate_expiry_seconds',
    help: 'Seconds until the serving certificate expires.',
    labelNames: [],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export interface Metrics {
  readonly registry: Registry;
  /** Counts one answered review. `seconds` is the time of judging, without the wait for its turn. */
  readonly answered: (answer: Answer, seconds: number) => void;
  /** Counts one review of the mutating door. */
  readonly mutated: (mutation: Mutation) => void;
  readonly failed: (reason: ErrorReason) => void;
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
  const reviews = new Counter({ ...METRICS.reviews, registers });
  const duration = new Histogram({
    ...METRICS.duration,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers,
  });
  const findings = new Counter({ ...METRICS.findings, registers });
  const mutations = new Counter({ ...METRICS.mutations, registers });
  const fixes = new Counter({ ...METRICS.fixes, registers });
  const undecided = new Counter({ ...METRICS.undecided, registers });
  const errors = new Counter({ ...METRICS.errors, registers });
  const policyInfo = new Gauge({ ...METRICS.policyInfo, registers });
  const expiry = new Gauge({
    ...METRICS.expiry,
    registers,
    collect() {
      expiry.set(sources.certificateExpiry());
    },
  });
  for (const reason of LABELS.reason) errors.inc({ reason }, 0);
  return {
    registry,
    answered(answer, seconds) {
      reviews.inc(reviewLabels(answer));
      if (!answer.isOurs) {
        errors.inc({ reason: 'not_judged' });
        return;
      }
      duration.observe(seconds);
      if (answer.decision === undefined) errors.inc({ reason: 'unjudgeable' });
      for (const [rule, counts] of answer.decision?.countsByRule ?? []) {
        for (const action of FINDING_ACTIONS)
          if (counts[action] > 0) findings.inc({ rule, action, door: DOOR }, counts[action]);
      }
      for (const { rule, needs } of answer.decision?.undecided ?? []) {
        undecided.inc({ rule });
        if (needs === 'bug') errors.inc({ reason: 'rule_bug' });
      }
    },
    mutated({ outcome, findings: fixed, isBug }) {
      mutations.inc({ outcome });
      for (const { rule } of fixed) fixes.inc({ rule });
      if (isBug) errors.inc({ reason: 'fix_bug' });
      if (outcome === 'not_judged') errors.inc({ reason: 'not_judged' });
    },
    failed: (reason) => errors.inc({ reason }),
    policies(set) {
      policyInfo.reset();
      for (const { name, digest } of set.policies) policyInfo.set({ name, digest }, 1);
    },
  };
}

interface ReviewLabels {
  readonly operation: string;
  readonly decision: (typeof DECISIONS)[number];
  readonly writer_class: WriterClass;
}

function reviewLabels({ facts, allowed, isOurs, decision }: Answer): ReviewLabels {
  const judged = allowed ? 'allowed' : 'denied';
  return {
    // A caller may write anything as operation, but not make a series of it.
    operation: OPERATIONS.includes(facts.operation) ? facts.operation : 'other',
    decision: !isOurs ? 'not_judged' : decision === undefined ? 'refused' : judged,
    writer_class: decision?.writer.class ?? 'unknown',
  };
}
