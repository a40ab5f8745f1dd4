// The report of --diff: standard output has the diff, so only problems are printed, on standard error.
import { formatProblem } from '../../model/problem.ts';
import type { ReportWriter } from '../../report/writer.ts';
import type { Io } from '../io.ts';

export function diffWriter(io: Io): ReportWriter {
  return {
    begin: () => '',
    decision: () => '',
    problem(problem) {
      io.stderr(`${formatProblem(problem)}\n`);
      return '';
    },
    end: () => '',
  };
}
