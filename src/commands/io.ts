// What a command uses of the process; tests pass their own.

export interface Io {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /**
   * A promise while standard output is written faster than it is read, until the reader has caught up or ended. Absent
   * if output never waits.
   */
  readonly backlog?: () => Promise<void> | undefined;
  /** Standard input as it arrives. */
  readonly readStdin: () => AsyncIterable<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether standard output is a terminal. */
  readonly isTerminal: boolean;
  /** Whether standard error is one: progress is shown there. */
  readonly isErrorTerminal?: boolean;
  readonly now: () => Date;
  /** 0 done and clean, 1 findings, 2 failed. The process ends by itself when all is written. */
  readonly setExitCode: (code: 0 | 1 | 2) => void;
  /**
   * Calls back on each such signal instead of ending the process, until the returned function is called. Absent if
   * there are no signals.
   */
  readonly onSignal?: (signal: 'SIGTERM' | 'SIGINT' | 'SIGHUP', handle: () => void) => () => void;
  /** Ends the process at once, without waiting for requests: for a second SIGTERM. */
  readonly exitNow?: (code: 0 | 1 | 2) => void;
}
