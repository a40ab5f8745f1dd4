// Decisions as entries of the report, and its summary.
import { SLICE_API_VERSION, SLICE_KIND } from '../model/decode/decode-object.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { KubernetesVersion } from '../model/kubernetes-version.ts';
import type { Position } from '../model/problem.ts';
import { API_VERSION } from '../policy/load/document.ts';
import type { Decision, Finding } from '../policy/subject.ts';
import type { Report, ReportDecision, ReportFinding, ReportSummary } from './schema.ts';

export type ReportHead = Pick<Report, 'apiVersion' | 'kind' | 'tool' | 'policies' | 'kubernetes'>;
export type ReportTail = Pick<Report, 'findings' | 'problems' | 'summary'>;

interface HeadFacts {
  /** The version of sliceward. */
  readonly version: string;
  readonly policies: readonly { readonly name: string; readonly digest: string }[];
  /** The version of the API server. */
  readonly kubernetes: KubernetesVersion;
}

/** The fields before the decisions. */
export function reportHead({ version, policies, kubernetes }: HeadFacts): ReportHead {
  return {
    apiVersion: API_VERSION,
    kind: 'Report',
    tool: { version },
    policies: policies.map(({ name, digest }) => ({ name, digest })),
    kubernetes,
  };
}

/** The file of a judged object, and where its fields are in it. */
export interface FileSource {
  readonly file: string;
  readonly document: number;
  readonly start: Position;
  readonly locate: (path: FieldPath) => Position;
}

/** An object of a cluster. */
export interface ClusterSource {
  readonly cluster: string;
  readonly resourceVersion: string;
}

export function reportDecision(
  decision: Decision,
  source: FileSource | ClusterSource,
  shown: { readonly digest: string; readonly warnings: readonly string[] },
): ReportDecision {
  const { subject, writer, allowed, findings, undecided } = decision;
  const { origin, metadata } = subject.slice;
  const { namespace, name } = metadata;
  return {
    source: reportSource(source),
    object: { apiVersion: origin?.apiVersion ?? SLICE_API_VERSION, kind: origin?.kind ?? SLICE_KIND, namespace, name },
    operation: subject.operation,
    dryRun: false,
    writer: { class: writer.class, user: writer.user },
    judged: !decision.unmatched,
    allowed,
    digest: shown.digest,
    findings: findings.map((finding) =>
      reportFinding(finding, 'file' in source ? source.locate(finding.path) : undefined),
    ),
    undecided: undecided.map(({ rule, needs }) => ({ rule, needs })),
    warnings: [...shown.warnings],
  };
}

function reportSource(source: FileSource | ClusterSource): ReportDecision['source'] {
  if ('file' in source) return { file: source.file, document: source.document, ...source.start };
  return { cluster: source.cluster, resourceVersion: source.resourceVersion };
}

function reportFinding(finding: Finding, at: Position | undefined): ReportFinding {
  const { rule, id, field, reason, message, seen, expected, capped } = finding;
  return {
    rule,
    id,
    field,
    reason,
    message,
    seen,
    expected,
    action: printed(finding.action),
    actionBefore: printed(finding.actionBefore),
    capped,
    exception: null,
    ...(at === undefined ? {} : { location: { line: at.line, column: at.column } }),
    fix: [...finding.fix],
  };
}

/** A finding whose action is `off` is not reported at all. */
function printed(action: Finding['action']): ReportFinding['action'] {
  return action === 'off' ? 'audit' : action;
}

export type Summary = { -readonly [Key in keyof ReportSummary]: ReportSummary[Key] };

export function emptySummary(): Summary {
  return { documents: 0, slices: 0, notJudged: 0, denied: 0, deny: 0, warn: 0, audit: 0, undecided: 0, problems: 0 };
}

/** Adds one decision, with its exact numbers. */
export function addDecision(summary: Summary, { allowed, counts, undecided, unmatched }: Decision): void {
  summary.slices++;
  if (unmatched) summary.notJudged++;
  if (!allowed) summary.denied++;
  summary.deny += counts.deny;
  summary.warn += counts.warn;
  summary.audit += counts.audit;
  summary.undecided += undecided.length;
}
