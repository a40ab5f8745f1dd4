// Problems for formats that print them after the decisions. They are kept in memory, so their number is bounded; the
// summary counts all.
import { cut } from '../../model/plain.ts';
import type { Problem } from '../../model/problem.ts';
import { detach } from '../detach.ts';
import type { ReportProblem } from '../schema.ts';
import type { ClusterProblem } from '../writer.ts';

const MAX_PROBLEMS = 10_000;
const MAX_MESSAGE = 1000;

export class KeptProblems {
  readonly #kept: ReportProblem[] = [];

  add(problem: Problem | ClusterProblem): void {
    if (this.#kept.length < MAX_PROBLEMS) this.#kept.push(reportProblem(problem));
  }

  get all(): ReportProblem[] {
    return this.#kept;
  }
}

function reportProblem(problem: Problem | ClusterProblem): ReportProblem {
  const message = detach(cut(problem.message, MAX_MESSAGE));
  if ('file' in problem) return { file: problem.file, line: problem.line, column: problem.column, message };
  const { cluster, object } = problem;
  return {
    cluster,
    ...(object === undefined ? {} : { object: { namespace: object.namespace, name: object.name } }),
    message,
  };
}
