// What an output format is: it gets decisions and problems one by one, so that 100,000 documents need no more memory
// than one.
import type { Problem } from '../model/problem.ts';
import type { Decision } from '../policy/subject.ts';
import type { ClusterSource, FileSource, ReportHead } from './document.ts';
import type { ReportSummary } from './schema.ts';

export interface Judged {
  readonly decision: Decision;
  readonly source: FileSource;
  readonly lines: SourceLines;
}

/** A decision about an object of a cluster. */
export interface JudgedStored {
  readonly decision: Decision;
  readonly source: ClusterSource;
}

/** What could not be judged in a cluster: an object, or the rest of a list. */
export interface ClusterProblem {
  readonly cluster: string;
  readonly object?: { readonly namespace: string; readonly name: string };
  readonly message: string;
}

/** The file that a message is about. */
export interface SourceLines {
  /** From 1; undefined if there is no such line. */
  line(number: number): string | undefined;
}

/** Each function returns the text to print next. */
export interface ReportWriter<Entry = Judged, Trouble = Problem> {
  readonly begin: (head: ReportHead) => string;
  readonly decision: (judged: Entry) => string;
  /** `lines`: undefined if the file could not be read. */
  readonly problem: (problem: Trouble, lines: SourceLines | undefined) => string;
  readonly end: (summary: ReportSummary) => string;
}
