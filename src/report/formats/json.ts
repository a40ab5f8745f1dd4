// The report as JSON and as YAML, written piece by piece: exactly one document, valid from the first finding to the last.
import { dump } from 'js-yaml';
import type { Problem } from '../../model/problem.ts';
import { reportDecision, type ReportHead, type ReportTail } from '../document.ts';
import { indented } from './indented.ts';
import { KeptProblems } from './kept-problems.ts';
import type { ReportDecision } from '../schema.ts';
import type { ClusterProblem, Judged, JudgedStored, ReportWriter } from '../writer.ts';

/** What a decision says beyond itself, computed only where it is shown. */
export interface Shown {
  readonly digest: (decision: Judged['decision']) => string;
  readonly warnings: (decision: Judged['decision']) => readonly string[];
}

/** Writes of files and of clusters alike. */
type AnyWriter = ReportWriter<Judged | JudgedStored, Problem | ClusterProblem>;

interface Syntax {
  readonly head: (head: ReportHead) => string;
  /** `index` counts the decisions from 0. */
  readonly decision: (decision: ReportDecision, index: number) => string;
  /** `count` is how many decisions there were. */
  readonly tail: (tail: ReportTail, count: number) => string;
}

export function jsonWriter(shown: Shown): AnyWriter {
  return documentWriter(shown, {
    // The closing brace of the head comes after the tail.
    head: (head) => `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "decisions": [`,
    decision: (decision, index) => `${index === 0 ? '' : ','}\n${indented(decision, 4)}`,
    tail: (tail, count) => `${count === 0 ? '' : '\n  '}],\n${JSON.stringify(tail, null, 2).slice(2)}\n`,
  });
}

export function yamlWriter(shown: Shown): AnyWriter {
  return documentWriter(shown, {
    head: (head) => `${dump(head, YAML)}decisions:`,
    decision: (decision, index) => `${index === 0 ? '\n' : ''}${dump([decision], YAML)}`,
    tail: (tail, count) => `${count === 0 ? ' []\n' : ''}${dump(tail, YAML)}`,
  });
}

const YAML = { noRefs: true, lineWidth: -1 };

function documentWriter(shown: Shown, syntax: Syntax): AnyWriter {
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
