// The writer of a report: what `-o`, `--quiet`, `--summary` and `--color` ask for.
import { sep } from 'node:path';
import { decisionDigest } from '../policy/evaluate/digest.ts';
import { warnings } from '../policy/evaluate/messages.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { findFormat, type FormatContext, type FormatName } from '../report/formats/index.ts';
import { quietWriter } from '../report/formats/quiet.ts';
import { ANSI, PLAIN } from '../report/palette.ts';
import type { ClusterProblem, JudgedStored, ReportWriter } from '../report/writer.ts';
import type { Io } from './io.ts';
import { hasColours, type Color, type FailOn } from './outcome.ts';
import { sha256 } from './sha256.ts';

export interface WriterOptions {
  readonly output: FormatName;
  readonly quiet?: boolean;
  readonly summary?: boolean;
  readonly color?: Color;
  readonly failOn: FailOn;
}

export async function checkWriter(options: WriterOptions, policies: PolicySet, io: Io): Promise<ReportWriter> {
  const { check, quiet } = findFormat(options.output, 'check');
  const writer = await check(context(options, policies, io));
  if (options.quiet !== true || quiet === 'all') return writer;
  const strong = quietWriter(writer, options.failOn === 'never' ? 'deny' : options.failOn);
  return quiet === 'strong findings' ? { ...strong, end: () => '' } : strong;
}

export async function auditWriter(
  options: WriterOptions,
  policies: PolicySet,
  io: Io,
): Promise<ReportWriter<JudgedStored, ClusterProblem>> {
  return findFormat(options.output, 'audit').audit(context(options, policies, io));
}

function context({ summary = false, color }: WriterOptions, policies: PolicySet, io: Io): FormatContext {
  return {
    palette: hasColours(io, color) ? ANSI : PLAIN,
    isSummary: summary,
    rules: policies.groups.flatMap(([first]) => first?.rule ?? []),
    digest: (decision) => decisionDigest(policies, decision, sha256),
    warnings,
    isWindows: sep === '\\',
    hash: sha256,
  };
}
