// What an output format is: told of decisions and problems one by one, so that a tree of 100,000 documents needs no more memory than one.
import type { Problem } from '../model/problem.ts';
import type { Decision } from '../policy/subject.ts';
import type { FileSource, ReportHead } from './document.ts';
import type { ReportSummary } from './schema.ts';

export interface Judged {
  readonly decision: Decision;
  readonly source: FileSource;
  readonly lines: SourceLines;
}

/** The file that a message speaks of. */
export interface SourceLines {
  /** From 1; undefined if there is no such line. */
  line(number: number): string | undefined;
}

/** Each function returns the text to print next. */
export interface ReportWriter {
  readonly begin: (head: ReportHead) => string;
  readonly decision: (judged: Judged) => string;
  /** `lines` are those of the file, where it could be read. */
  readonly problem: (problem: Problem, lines: SourceLines | undefined) => string;
  readonly end: (summary: ReportSummary) => string;
}
