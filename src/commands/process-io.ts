// Io over a real process.
import { OutsideError } from '../model/problem.ts';
import type { Io } from './io.ts';

/** Standard input is a manifest or a policy, read as a whole. */
const STDIN_BYTES = 256 * 1024 * 1024;

export function processIo(host: NodeJS.Process): Io {
  return {
    stdout: (text) => void host.stdout.write(text),
    stderr: (text) => void host.stderr.write(text),
    readStdin: () => readAll(host.stdin),
    env: host.env,
    isTerminal: host.stdout.isTTY,
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

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > STDIN_BYTES)
      throw new OutsideError(`standard input is larger than ${STDIN_BYTES / 1024 / 1024} MiB: give files or a folder`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks).toString('utf8');
}
