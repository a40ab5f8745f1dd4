// What is told of input that cannot be judged, and the one error class that is the user's own: everything else thrown is the outside's or a bug.
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

/** Of a name, and of a message that is not coloured already. */
const MAX_TEXT = 2000;

/** `web.yaml:3:5: what is wrong and what to do`, in one line whatever names and texts a stranger has chosen. */
export function formatProblem({ message, ...place }: Problem): string {
  return `${formatPlace(place)} ${plain(message, MAX_TEXT)}`;
}

/** `web.yaml:3:5:`, in one line. */
export function formatPlace({ file, line, column }: Omit<Problem, 'message'>): string {
  return `${plain(file, MAX_TEXT)}:${line}:${column}:`;
}

/** A mistake of the user's: printed as it is, one line each, without a stack; exit code 2. */
export class UserError extends Error {
  constructor(...lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'UserError';
  }
}

/** A failure of the world around us (disk, socket, API server): printed in one line with its cause; exit code 2. */
export class ExternalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ExternalError';
  }
}
