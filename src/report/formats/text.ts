// The report in the style of a compiler: a line for each finding with its source below, and the summary at the end.
import { plain } from '../../model/plain.ts';
import type { Position, Problem } from '../../model/problem.ts';
import type { Decision, Finding } from '../../policy/subject.ts';
import type { ReportSummary } from '../schema.ts';
import { kindOf, NOT_JUDGED, objectTitle } from '../alike.ts';
import { excerpt } from './excerpt.ts';
import type { Palette } from '../palette.ts';
import { plural } from '../plural.ts';
import { reasonsToDeny, undecidedText, UndecidedTally } from '../undecided.ts';
import type { Judged, ReportWriter, SourceLines } from '../writer.ts';

/** Findings of one object that say the same: more than these are only counted. */
const MAX_ALIKE = 3;
const MAX_NAME = 300;

export function textWriter(palette: Palette): ReportWriter {
  const undecided = new UndecidedTally();
  return {
    begin: () => '',
    decision(judged) {
      undecided.add(judged.decision);
      return isSilent(judged.decision) ? '' : `${object(judged, palette)}${findings(judged, palette)}\n`;
    },
    problem: (problem, lines) => problemLines(problem, lines, palette),
    end: (summary) => `${undecided.lines()}${summaryLine(summary)}\n`,
  };
}

/** A policy may deny what it cannot decide, without any finding. */
function isSilent(decision: Decision): boolean {
  return decision.findings.length === 0 && decision.allowed && !decision.unmatched;
}

/** `EndpointSlice default/web-1 (CREATE): denied`. */
function object({ decision }: Judged, palette: Palette): string {
  const verdict = decision.allowed ? 'allowed' : palette.deny('denied');
  const judged = decision.unmatched ? `${decision.allowed ? '' : `${verdict}, but `}${NOT_JUDGED}` : verdict;
  return `${palette.strong(plain(objectTitle(decision), MAX_NAME))} (${decision.subject.operation}): ${judged}\n`;
}

function findings({ decision, source, lines }: Judged, palette: Palette): string {
  const seen = new Map<string, number>();
  let printed = '';
  for (const finding of decision.findings) {
    const kind = kindOf(finding);
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    if (count <= MAX_ALIKE) printed += findingLines(finding, source.file, source.locate(finding.path), lines, palette);
  }
  for (const [kind, count] of seen)
    if (count > MAX_ALIKE) printed += `… and ${count - MAX_ALIKE} more: ${kind} (all of them: -o json)\n`;
  for (const reason of reasonsToDeny(decision))
    printed += `${place(source.file, source.start)} ${palette.deny('deny undecided')}: ${undecidedText(reason)}\n`;
  const { deny, warn, audit } = decision.counts;
  const left = deny + warn + audit - decision.findings.length;
  return left === 0 ? printed : `${printed}… and ${left} findings more than are kept for one object\n`;
}

function findingLines(finding: Finding, file: string, at: Position, lines: SourceLines, palette: Palette): string {
  const field = finding.field === '' ? '' : ` ${palette.strong(finding.field)}`;
  const colour = finding.action === 'off' ? palette.audit : palette[finding.action];
  return `${place(file, at)} ${colour(kindOf(finding))}${field}: ${finding.message}\n${excerpt(lines, at, palette)}`;
}

export function problemLines(problem: Problem, lines: SourceLines | undefined, palette: Palette): string {
  return (
    `${place(problem.file, problem)} ${palette.deny('problem')}: ` +
    `${plain(problem.message, 500)}\n${excerpt(lines, problem, palette)}\n`
  );
}

function place(file: string, { line, column }: Position): string {
  return `${plain(file, MAX_NAME)}:${line}:${column}:`;
}

/** `3 slices: 1 not judged, 1 denied, 2 findings to deny, 1 to warn, 1 problem`. */
export function summaryLine({ slices, notJudged, denied, deny, warn, audit, problems }: ReportSummary): string {
  const numbers: [number, string][] = [
    [deny, 'to deny'],
    [warn, 'to warn'],
    [audit, 'to audit'],
  ];
  const [first, ...others] = numbers.filter(([count]) => count > 0);
  const parts = [
    ...(notJudged === 0 ? [] : [`${notJudged} not judged`]),
    `${denied} denied`,
    ...(first === undefined ? ['no findings'] : [`${plural(first[0], 'finding')} ${first[1]}`]),
    ...others.map(([count, what]) => `${count} ${what}`),
    ...(problems === 0 ? [] : [plural(problems, 'problem')]),
  ];
  return `${plural(slices, 'slice')}: ${parts.join(', ')}`;
}
