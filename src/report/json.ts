// The report as JSON and as YAML, written piece by piece: exactly one document, valid from the first finding to the last.
import { dump } from 'js-yaml';
import type { Problem } from '../model/problem.ts';
import { cut } from '../model/plain.ts';
import { reportDecision, type ReportHead, type ReportTail } from './document.ts';
import type { ReportDecision, ReportProblem } from './schema.ts';
import type { ClusterProblem, Judged, JudgedStored, ReportWriter } from './writer.ts';

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
    decision: (decision, index) => `${index === 0 ? '' : ','}\n${indent(decision, '    ')}`,
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

/** Problems stand behind the decisions, so they wait in memory; the summary counts them all. */
const MAX_PROBLEMS = 10_000;
const MAX_MESSAGE = 1000;

const YAML = { noRefs: true, lineWidth: -1 };

function documentWriter(shown: Shown, syntax: Syntax): AnyWriter {
  const problems: ReportProblem[] = [];
  let count = 0;
  return {
    begin: syntax.head,
    decision({ decision, source }) {
      const entry = reportDecision(decision, source, { digest: shown.digest(decision), warnings: shown.warnings(decision) });
      return syntax.decision(entry, count++);
    },
    problem(problem) {
      if (problems.length < MAX_PROBLEMS) problems.push(reportProblem(problem));
      return '';
    },
    end: (summary) => syntax.tail({ findings: [], problems, summary }, count),
  };
}

function reportProblem(problem: Problem | ClusterProblem): ReportProblem {
  const message = detach(cut(problem.message, MAX_MESSAGE));
  if ('file' in problem) return { file: problem.file, line: problem.line, column: problem.column, message };
  const { cluster, object } = problem;
  return { cluster, ...(object === undefined ? {} : { object: { namespace: object.namespace, name: object.name } }), message };
}

/** A copy: a part of a string keeps the whole string in memory, here a piece of a file for each problem in it. */
function detach(text: string): string {
  return String(JSON.parse(JSON.stringify(text)));
}

function indent(value: unknown, by: string): string {
  return by + JSON.stringify(value, null, 2).replaceAll('\n', `\n${by}`);
}
