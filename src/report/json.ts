// The report as JSON and as YAML, written piece by piece: exactly one document, valid from the first finding to the last.
import { dump } from 'js-yaml';
import type { Problem } from '../model/problem.ts';
import { reportDecision, type ReportHead, type ReportTail } from './document.ts';
import type { ReportDecision } from './schema.ts';
import type { Judged, ReportWriter } from './writer.ts';

/** What a decision says beyond itself, computed only where it is shown. */
export interface Shown {
  readonly digest: (decision: Judged['decision']) => string;
  readonly warnings: (decision: Judged['decision']) => readonly string[];
}

interface Syntax {
  readonly head: (head: ReportHead) => string;
  /** `index` counts the decisions from 0. */
  readonly decision: (decision: ReportDecision, index: number) => string;
  /** `count` is how many decisions there were. */
  readonly tail: (tail: ReportTail, count: number) => string;
}

export function jsonWriter(shown: Shown): ReportWriter {
  return documentWriter(shown, {
    // The closing brace of the head comes after the tail.
    head: (head) => `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "decisions": [`,
    decision: (decision, index) => `${index === 0 ? '' : ','}\n${indent(decision, '    ')}`,
    tail: (tail, count) => `${count === 0 ? '' : '\n  '}],\n${JSON.stringify(tail, null, 2).slice(2)}\n`,
  });
}

export function yamlWriter(shown: Shown): ReportWriter {
  return documentWriter(shown, {
    head: (head) => `${dump(head, YAML)}decisions:`,
    decision: (decision, index) => `${index === 0 ? '\n' : ''}${dump([decision], YAML)}`,
    tail: (tail, count) => `${count === 0 ? ' []\n' : ''}${dump(tail, YAML)}`,
  });
}

const YAML = { noRefs: true, lineWidth: -1 };

function documentWriter(shown: Shown, syntax: Syntax): ReportWriter {
  const problems: Problem[] = [];
  let count = 0;
  return {
    begin: syntax.head,
    decision({ decision, source }) {
      const entry = reportDecision(decision, source, { digest: shown.digest(decision), warnings: shown.warnings(decision) });
      return syntax.decision(entry, count++);
    },
    problem({ file, line, column, message }) {
      problems.push({ file, line, column, message });
      return '';
    },
    end: (summary) => syntax.tail({ findings: [], problems, summary }, count),
  };
}

function indent(value: unknown, by: string): string {
  return JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => by + line)
    .join('\n');
}
