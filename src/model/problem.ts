// What is told of input that cannot be judged, and the one error class that is the user's own: everything else thrown is the outside's or a bug.

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

/** `web.yaml:3:5: what is wrong and what to do`. */
export function formatProblem(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`;
}

/** A mistake of the user's: printed as it is, one line each, without a stack; exit code 2. */
export class UserError extends Error {
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UserError';
  }
}

/** A failure of the world around us (disk, socket, API server): printed in one line with its cause; exit code 2. */
export class OutsideError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'OutsideError';
  }
}
