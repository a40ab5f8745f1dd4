// An Io that keeps what is written and lets a test send signals.
import type { Io } from '../../src/commands/io.ts';

export interface TestIo extends Io {
  readonly written: () => string;
  readonly errors: () => string;
  readonly exitCode: () => number | undefined;
  /** Calls the handlers of a signal, as the process would. */
  readonly signal: (name: string) => void;
}

export function testIo(env: Io['env'] = {}): TestIo {
  let [out, err] = ['', ''];
  let code: number | undefined;
  const handlers = new Map<string, Set<() => void>>();
  return {
    stdout: (text) => void (out += text),
    stderr: (text) => void (err += text),
    readStdin: async function* () {},
    env,
    isTerminal: false,
    now: () => new Date(),
    setExitCode: (value) => {
      code = value;
    },
    exitNow: (value) => {
      code = value;
    },
    onSignal(name, handle) {
      const set = handlers.get(name) ?? new Set();
      handlers.set(name, set.add(handle));
      return () => void set.delete(handle);
    },
    written: () => out,
    errors: () => err,
    exitCode: () => code,
    signal(name) {
      for (const handle of handlers.get(name) ?? []) handle();
    },
  };
}
