// A report with one decision and one problem, for the formats that programs read.
import { addDecision, emptySummary, reportHead } from '../../../src/report/document.ts';
import type { Shown } from '../../../src/report/formats/document-writer.ts';
import type { Judged, ReportWriter } from '../../../src/report/writer.ts';
import { finding, judged } from '../fixtures.ts';

export const SHOWN: Shown = { digest: () => 'sha256:0', warnings: () => ['careful: "quoted"'] };
export const PROBLEM = { file: 'x.yaml', line: 1, column: 1, message: 'y: "no"' };

export function print(writer: ReportWriter, ...all: readonly Judged[]): string {
  const summary = { ...emptySummary(), documents: all.length, problems: 1 };
  let text = writer.begin(
    reportHead({ version: '1.2.3', policies: [{ name: 'production', digest: 'sha256:1' }], kubernetes: '1.37' }),
  );
  for (const one of all) {
    addDecision(summary, one.decision);
    text += writer.decision(one);
  }
  return text + writer.problem(PROBLEM, undefined) + writer.end(summary);
}

export const ONE = judged([finding(['endpoints', 0, 'addresses', 0])], {
  undecided: [{ rule: 'managed-by', needs: 'user' }],
});
