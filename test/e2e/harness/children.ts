// Child processes that never outlive the tests: each logs to a file, and all of them end with this process, however it ends.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Child {
  readonly name: string;
  readonly log: string;
  /** Undefined while it runs; the exit code, or -1 if a signal ended it. */
  readonly exitCode: () => number | undefined;
  /** Resolves with the exit code when it has ended; a second signal, SIGKILL, follows after 10 s. */
  readonly stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<number>;
}

export interface Children {
  readonly start: (name: string, command: string, args: readonly string[], env?: NodeJS.ProcessEnv) => Child;
  /** Ends all, last started first. */
  readonly stopAll: () => Promise<void>;
}

const GRACE_MS = 10_000;

/** Stdout and stderr of a child go to one file of its name in `logs`. `scratch` is removed if this process is killed before `stopAll`. */
export function children(logs: string, scratch: string): Children {
  const running = new Map<ChildProcess, Child>();
  const reaper = startReaper(scratch);
  return {
    start(name, command, args, env = process.env) {
      const log = path.join(logs, `${name}.log`);
      const file = openSync(log, 'a');
      const child = spawn(command, args, { stdio: ['ignore', file, file], env, cwd: logs });
      closeSync(file);
      if (child.pid !== undefined) reaper.stdin?.write(`${child.pid}\n`);
      const handle = watch(name, log, child, () => running.delete(child));
      running.set(child, handle);
      return handle;
    },
    async stopAll() {
      for (const child of [...running.values()].toReversed()) await child.stop();
      reaper.kill('SIGKILL');
    },
  };
}

function watch(name: string, log: string, child: ChildProcess, forget: () => void): Child {
  const { promise: ended, resolve } = Promise.withResolvers<number>();
  let code: number | undefined;
  const end = (value: number | null): void => {
    code ??= value ?? -1;
    forget();
    resolve(code);
  };
  child.once('exit', end).once('error', () => end(-1));
  return {
    name,
    log,
    exitCode: () => code,
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      const timer = setTimeout(() => child.kill('SIGKILL'), GRACE_MS);
      return ended.finally(() => clearTimeout(timer));
    },
  };
}

// A shell that reads process ids until its stdin closes, which happens even when this process is killed, and then cleans up after it.
function startReaper(scratch: string): ChildProcess {
  const script =
    'pids=; while read -r pid; do pids="$pids $pid"; done; [ -z "$pids" ] || kill -9 $pids 2>/dev/null; sleep 1; rm -rf "$0"';
  const reaper = spawn('/bin/sh', ['-c', script, scratch], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  reaper.stdin?.on('error', () => undefined);
  reaper.unref();
  return reaper;
}

/** Ports of 127.0.0.1 that nobody listened on a moment ago, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return address.port;
  });
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}

export interface Patience {
  /** Milliseconds; 30 s unless told. */
  readonly within?: number;
  /** Stop waiting when this process has ended. */
  readonly child?: Child;
}

/** Asks until the answer is neither undefined nor false; then returns it. Throws with `what`, the last error and the child's last words. */
export async function eventually<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined | false>,
  patience: Patience = {},
): Promise<Answer> {
  const { within = 30_000, child } = patience;
  const deadline = Date.now() + within;
  let cause: unknown;
  while (Date.now() < deadline) {
    if (child?.exitCode() !== undefined)
      throw new Error(`${what}: ${child.name} ended with ${child.exitCode()}\n${lastWords(child)}`);
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      cause = error;
    }
    await sleep(100);
  }
  throw new Error(`${what}: not within ${within / 1000} s${child === undefined ? '' : `\n${lastWords(child)}`}`, {
    cause,
  });
}

function lastWords(child: Child): string {
  return `${readFileSync(child.log, 'utf8').split('\n').slice(-15).join('\n')}\n(${child.log})`;
}
