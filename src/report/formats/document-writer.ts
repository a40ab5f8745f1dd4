// The report as one document, written piece by piece: valid from the first finding to the last.
import type { Problem } from '../../model/problem.ts';
import { reportDecision, type ReportHead, type ReportTail } from '../document.ts';
import type { ReportDecision } from '../schema.ts';
import type { ClusterProblem, Judged, JudgedStored, ReportWriter } from '../writer.ts';
import { KeptProblems } from './kept-problems.ts';

/** Computed from a decision only if it is printed. */
export interface Shown {
  readonly digest: (decision: Judged['decision']) => string;
  readonly warnings: (decision: Judged['decision']) => readonly string[];
}

/** Reports of files and of clusters alike. */
export type AnyWriter = ReportWriter<Judged | JudgedStored, Problem | ClusterProblem>;

export interface Syntax {
  readonly head: (head: ReportHead) => string;
  /** `index` counts the decisions from 0. */
  readonly decision: (decision: ReportDecision, index: number) => string;
  /** `count` is how many decisions there were. */
  readonly tail: (tail: ReportTail, count: number) => string;
}

export function documentWriter(shown: Shown, syntax: Syntax): AnyWriter {
  const problems = new KeptProblems();
  let count = 0;
  return {
    begin: syntax.head,
    decision({ decision, source }) {
      const entry = reportDecision(decision, source, {
        digest: shown.digest(decision),
        warnings: shown.warnings(decision),
      });
      return syntax.decision(entry, count++);
    },
    problem(problem) {
      problems.add(problem);
      return '';
    },
    end: (summary) => syntax.tail({ findings: [], problems: problems.all, summary }, count),
  };
}
