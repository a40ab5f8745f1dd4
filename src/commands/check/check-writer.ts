// Which writer prints the report of `check`.
import { decisionDigest } from '../../policy/evaluate/digest.ts';
import { warnings } from '../../policy/evaluate/messages.ts';
import type { PolicySet } from '../../policy/policy-set.ts';
import type { Decision } from '../../policy/subject.ts';
import { githubWriter } from '../../report/formats/github.ts';
import { jsonWriter, yamlWriter } from '../../report/formats/json.ts';
import { junitWriter } from '../../report/formats/junit.ts';
import { markdownWriter } from '../../report/formats/markdown.ts';
import { ANSI, PLAIN } from '../../report/palette.ts';
import { quietWriter } from '../../report/formats/quiet.ts';
import { sarifWriter } from '../../report/formats/sarif.ts';
import { summaryWriter } from '../../report/formats/summary-text.ts';
import { textWriter } from '../../report/formats/text.ts';
import type { ReportWriter } from '../../report/writer.ts';
import { RULES } from '../../rules/index.ts';
import type { CheckFormat } from './check-formats.ts';
import type { Io } from '../io.ts';
import { hasColours, type Color, type FailOn } from '../outcome.ts';
import { sha256 } from '../sha256.ts';

export interface WriterOptions {
  readonly output: CheckFormat;
  readonly quiet?: boolean;
  readonly summary?: boolean;
  readonly color: Color;
  readonly failOn: FailOn;
}

/** What people read is shortened by `--quiet`; what programs read stays whole. */
export function checkWriter(options: WriterOptions, policies: PolicySet, io: Io): ReportWriter {
  const { output, quiet = false, summary = false, color, failOn } = options;
  const shown = { digest: (decision: Decision) => decisionDigest(policies, decision, sha256), warnings };
  const palette = hasColours(io, color) ? ANSI : PLAIN;
  const hush = (writer: ReportWriter): ReportWriter =>
    quiet ? quietWriter(writer, failOn === 'never' ? 'deny' : failOn) : writer;
  const hushAll = (writer: ReportWriter): ReportWriter => (quiet ? { ...hush(writer), end: () => '' } : writer);
  const writers: Readonly<Record<CheckFormat, () => ReportWriter>> = {
    text: () => (summary ? summaryWriter(palette) : hushAll(textWriter(palette))),
    json: () => jsonWriter(shown),
    yaml: () => yamlWriter(shown),
    sarif: () => sarifWriter({ rules: RULES, hash: sha256 }),
    junit: junitWriter,
    github: () => hushAll(githubWriter()),
    markdown: () => hush(markdownWriter()),
  };
  return writers[output]();
}
