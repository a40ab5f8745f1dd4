// Io over a real process.
import type { Writable } from 'node:stream';
import type { Io } from './io.ts';

export function processIo(host: NodeJS.Process): Io {
  return {
    stdout: (text) => void host.stdout.write(text),
    stderr: (text) => void host.stderr.write(text),
    backlog: () => backlog(host.stdout),
    readStdin: () => host.stdin,
    env: host.env,
    isTerminal: host.stdout.isTTY,
    isErrorTerminal: host.stderr.isTTY,
    now: () => new Date(),
    setExitCode: (code) => {
      host.exitCode = code;
    },
    onSignal: (signal, handle) => {
      host.on(signal, handle);
      return () => void host.off(signal, handle);
    },
    exitNow: (code) => host.exit(code),
  };
}

/** A promise while a stream has more to write than it should hold. A reader who leaves (`| head`) closes it, and it never drains. */
export function backlog(stream: Writable): Promise<void> | undefined {
  if (!stream.writableNeedDrain) return undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done);
      stream.off('close', done);
      resolve();
    };
    stream.on('drain', done);
    stream.on('close', done);
  });
}
