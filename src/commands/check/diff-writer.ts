// The report beside a diff: standard output is the diff's, so only the problems are told, on standard error.
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
