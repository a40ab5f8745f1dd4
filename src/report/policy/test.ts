// The outcome of policy tests: a difference a person can read, and JSON.
import { plain } from '../../model/plain.ts';
import { formatPlace, type Position, type Problem } from '../../model/problem.ts';
import { API_VERSION } from '../../policy/load/document.ts';
import type { Finding } from '../../policy/subject.ts';
import type { Comparison } from '../../policy/test/compare.ts';
import type { ExpectedFinding } from '../../policy/test/document.ts';
import { withoutLogCommands } from '../log-commands.ts';
import type { Palette } from '../palette.ts';
import { kindOf } from '../alike.ts';
import { plural } from '../plural.ts';

export interface CaseResult extends Position {
  readonly file: string;
  readonly name: string;
  /** Why the case could not be judged. */
  readonly problems: readonly Problem[];
  /** Undefined if there are problems. */
  readonly comparison: Comparison | undefined;
}

export interface TestSummary {
  readonly cases: number;
  readonly passed: number;
  readonly failed: number;
  readonly problems: number;
}

const MAX_TEXT = 500;
/** Printed findings of a failed case. */
const MAX_FINDINGS = 50;

/** Nothing for a case that passed; else where it is, its name, and the difference: `-` was expected, `+` was found. */
export function caseText({ file, line, column, name, problems, comparison }: CaseResult, palette: Palette): string {
  const lines = problems.map(
    ({ message, ...place }) => `${formatPlace(place)} ${palette.deny('problem')}: ${plain(message, MAX_TEXT)}`,
  );
  if (comparison !== undefined && !comparison.passed) {
    lines.push(
      `${formatPlace({ file, line, column })} ${palette.deny('failed')}: ${palette.strong(plain(name, MAX_TEXT))}`,
    );
    lines.push(...difference(comparison, palette));
  }
  return withoutLogCommands(lines.map((text) => `${text}\n`).join(''));
}

/** `5 cases: 4 passed, 1 failed`. */
export function testSummaryLine({ cases, passed, failed, problems }: TestSummary): string {
  return (
    `${plural(cases, 'case')}: ${passed} passed, ${failed} ` +
    `failed${problems === 0 ? '' : `, ${plural(problems, 'problem')}`}`
  );
}

export function testDocument(
  results: readonly CaseResult[],
  problems: readonly Problem[],
  summary: TestSummary,
): object {
  return { apiVersion: API_VERSION, kind: 'PolicyTestReport', cases: results.map(caseDocument), problems, summary };
}

function* difference(comparison: Comparison, palette: Palette): Generator<string> {
  const { expected, allowed, findings, missing, unexpected, undecided } = comparison;
  const expectedLine = (text: string): string => `  ${palette.deny(`- ${text}`)}`;
  const foundLine = (text: string): string => `  ${palette.warn(`+ ${text}`)}`;
  if (allowed !== expected.allowed) {
    yield expectedLine(verdict(expected.allowed));
    yield foundLine(verdict(allowed));
  } else {
    yield `    ${verdict(allowed)}`;
  }
  for (const index of missing) yield expectedLine(expectedText(expected.findings?.[index]));
  for (const finding of findings.slice(0, MAX_FINDINGS)) {
    const text = `${kindOf(finding)} ${finding.field}: ${finding.message}`;
    yield unexpected.includes(finding) ? foundLine(text) : `    ${text}`;
  }
  if (findings.length > MAX_FINDINGS) yield `    … and ${findings.length - MAX_FINDINGS} more`;
  const wanted = [...new Set(expected.undecided)].toSorted().join(', ');
  if (expected.undecided === undefined || wanted === undecided.join(', ')) return;
  yield expectedLine(`undecided: ${wanted || 'none'}`);
  yield foundLine(`undecided: ${undecided.join(', ') || 'none'}`);
}

function verdict(allowed: boolean): string {
  return allowed ? 'allowed' : 'denied';
}

function expectedText(wanted: ExpectedFinding | undefined): string {
  if (wanted === undefined) return '';
  const { rule, id, field, action, capped } = wanted;
  const cap = capped === undefined ? '' : ` (${capped === null ? 'not capped' : `capped: ${capped}`})`;
  return plain(
    `${action === undefined ? '' : `${action} `}${rule}${id === undefined ? '' : `/${id}`}${cap}${field === undefined ? '' : ` ${field}`}`,
    MAX_TEXT,
  );
}

function caseDocument({ file, line, column, name, problems, comparison }: CaseResult): object {
  const place = { file, line, column, name };
  if (comparison === undefined) return { ...place, passed: false, problems };
  const { passed, expected, allowed, findings, missing, unexpected, undecided } = comparison;
  return {
    ...place,
    passed,
    problems,
    allowed,
    expectedAllowed: expected.allowed,
    findings: findings.map(findingDocument),
    missing: missing.map((index) => expected.findings?.[index]),
    unexpected: unexpected.map(findingDocument),
    undecided,
    expectedUndecided: expected.undecided ?? null,
  };
}

function findingDocument({ rule, id, field, action, actionBefore, capped, message }: Finding): object {
  return { rule, id, field, action, actionBefore, capped, message };
}
