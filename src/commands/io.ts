// What a command may touch of the process around it; tests hand in their own.

export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** All of standard input as UTF-8, bounded. Throws OutsideError when it is too large or cannot be read. */
  readonly readStdin: () => Promise<string>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  readonly now: () => Date;
  /** 0 done and clean, 1 findings, 2 could not do the job. The process ends by itself when all is written. */
  readonly setExitCode: (code: 0 | 1 | 2) => void;
  /** Calls back on each such signal instead of ending the process, until the returned function is called. Absent where no signal can come. */
  readonly onSignal?: (signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', handle: () => void) => () => void;
  /** Ends the process at once, whatever is in flight: for a second SIGTERM. */
  readonly exitNow?: (code: 0 | 1 | 2) => void;
}
