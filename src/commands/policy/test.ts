// What `sliceward policy test` does: cases in, one comparison each, an exit code.
import { ExternalError, type Problem } from '../../model/problem.ts';
import { loadPolicies } from '../../policy/load/load.ts';
import { ANSI, PLAIN } from '../../report/palette.ts';
import { caseText, testDocument, testSummaryLine, type CaseResult } from '../../report/policy/test.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';
import type { KubernetesAsked } from '../kubernetes-option.ts';
import { hasColours } from '../outcome.ts';
import { readPolicySources } from './files.ts';
import { Cases } from './test-case.ts';
import { readTests } from './test-read.ts';
import { sha256 } from '../sha256.ts';

export interface TestOptions {
  readonly policy?: readonly string[];
  readonly output: 'text' | 'json';
  readonly kubernetesVersion: KubernetesAsked;
}

/** Sets the exit code. Throws UserError when the policies of `--policy` do not load. */
export async function runPolicyTest(
  paths: readonly string[],
  { policy = [], output, kubernetesVersion }: TestOptions,
  io: Io,
): Promise<void> {
  const fallback = loadPolicies(await readPolicySources(policy, io), { rules: RULES, sha256 });
  const cases = new Cases(fallback, kubernetesVersion.version);
  const results: CaseResult[] = [];
  const problems: Problem[] = [];
  for await (const read of readTests(paths, io)) {
    if (read.kind === 'problem') problems.push(read.problem);
    else
      for (const [index, testCase] of read.test.cases.entries()) results.push(await cases.judge(read, index, testCase));
  }
  if (results.length === 0 && problems.length === 0)
    throw new ExternalError('no PolicyTest found: give files, or folders that hold some');
  const summary = {
    cases: results.length,
    passed: results.filter(({ comparison }) => comparison?.passed === true).length,
    failed: results.filter(({ comparison }) => comparison?.passed === false).length,
    problems: problems.length + results.reduce((sum, result) => sum + result.problems.length, 0),
  };
  const palette = hasColours(io) ? ANSI : PLAIN;
  if (output === 'json') io.stdout(`${JSON.stringify(testDocument(results, problems, summary), null, 2)}\n`);
  else {
    const unread = problems.map((problem) =>
      caseText({ ...problem, name: '', problems: [problem], comparison: undefined }, palette),
    );
    io.stdout(
      `${[...unread, ...results.map((result) => caseText(result, palette))].join('')}${testSummaryLine(summary)}\n`,
    );
  }
  if (summary.problems > 0) io.setExitCode(2);
  else io.setExitCode(summary.failed > 0 ? 1 : 0);
}
