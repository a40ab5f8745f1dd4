// What a case expects against what was decided.
import type { Decision, Finding } from '../subject.ts';
import type { Expectation, ExpectedFinding } from './document.ts';

export interface Comparison {
  readonly passed: boolean;
  readonly expected: Expectation;
  /** Whether every slice was let in. */
  readonly allowed: boolean;
  /** Of all slices, in their order. */
  readonly findings: readonly Finding[];
  /** Indexes into the expected findings. */
  readonly missing: readonly number[];
  /** Only where the case is exact. */
  readonly unexpected: readonly Finding[];
  /** Rules, sorted. */
  readonly undecided: readonly string[];
}

/** Compares with the decisions about all slices of a case taken together. */
export function compare(expected: Expectation, decisions: readonly Decision[]): Comparison {
  const allowed = decisions.every((decision) => decision.allowed);
  const findings = decisions.flatMap((decision) => decision.findings);
  const wanted = expected.findings ?? [];
  const missing = [...wanted.keys()].filter((index) => !findings.some((finding) => fits(finding, wanted[index])));
  const unexpected = expected.exact ? findings.filter((finding) => !wanted.some((one) => fits(finding, one))) : [];
  const undecided = [
    ...new Set(decisions.flatMap((decision) => decision.undecided.map(({ rule }) => rule))),
  ].toSorted();
  const agree =
    expected.undecided === undefined || [...new Set(expected.undecided)].toSorted().join() === undecided.join();
  const passed = allowed === expected.allowed && missing.length === 0 && unexpected.length === 0 && agree;
  return { passed, expected, allowed, findings, missing, unexpected, undecided };
}

function fits(finding: Finding, wanted: ExpectedFinding | undefined): boolean {
  if (wanted === undefined) return false;
  const { rule, id = finding.id, field = finding.field, action = finding.action, capped = finding.capped } = wanted;
  return (
    finding.rule === rule &&
    finding.id === id &&
    finding.field === field &&
    finding.action === action &&
    finding.capped === capped
  );
}
