// Io over a real process.
import type { EventEmitter } from 'node:events';
import type { Writable } from 'node:stream';
import { withoutLogCommands } from '../report/log-commands.ts';
import type { Io } from './io.ts';

/** The parts of a process that are used. */
type Host = Pick<NodeJS.Process, 'stdout' | 'stderr' | 'stdin' | 'env' | 'exit'> &
  EventEmitter & { exitCode?: number | string | null | undefined };

/**
 * Output that cannot be written is an external failure: one line and exit code 2. A reader that closes the pipe (`|
 * head`) is not.
 */
export function processIo(host: Host): Io {
  let isLost = false;
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isLost) return;
    isLost = true;
    host.exitCode = 2;
    host.stderr.write(`sliceward: standard output cannot be written: ${error.message}\n`);
  });
  // No one reads it any more.
  host.stderr.on('error', () => undefined);
  return {
    stdout: (text) => void host.stdout.write(text),
    // For people, and on CI systems in a log that is read for commands.
    stderr: (text) => void host.stderr.write(withoutLogCommands(text)),
    backlog: () => backlog(host.stdout),
    readStdin: () => host.stdin,
    env: host.env,
    isTerminal: host.stdout.isTTY,
    isErrorTerminal: host.stderr.isTTY,
    now: () => new Date(),
    setExitCode: (code) => {
      host.exitCode = isLost ? 2 : code;
    },
    onSignal: (signal, handle) => {
      host.on(signal, handle);
      return () => void host.off(signal, handle);
    },
    exitNow: (code) => host.exit(code),
  };
}

/**
 * A promise while a stream has more to write than it should hold. A reader that ends (`| head`) closes it, and it never
 * drains.
 */
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
