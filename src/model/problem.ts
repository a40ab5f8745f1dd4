// How problems with the input are reported, and the errors that are not bugs: mistakes of the user and failures
// outside.
import { plain } from './plain.ts';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 code units. */
  readonly column: number;
}

export interface Problem extends Position {
  readonly file: string;
  readonly message: string;
}

/** How much of a file name or a message is printed, at most. */
const MAX_TEXT = 2000;

/** `web.yaml:3:5: what is wrong and what to do`, on one line whatever untrusted names and texts contain. */
export function formatProblem({ message, ...place }: Problem): string {
  return `${formatPlace(place)} ${plain(message, MAX_TEXT)}`;
}

/** `web.yaml:3:5:`, on one line. */
export function formatPlace({ file, line, column }: Omit<Problem, 'message'>): string {
  return `${plain(file, MAX_TEXT)}:${line}:${column}:`;
}

/** A mistake of the user: printed as it is, one line each, without a stack; exit code 2. */
export class UserError extends Error {
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UserError';
  }
}

/** A failure outside the program (disk, socket, API server): printed on one line with its cause; exit code 2. */
export class ExternalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExternalError';
  }
}
