// Child processes of the benchmark, each pinned to one core: the server under test on the first, the load generator on
// the second.
import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import path from 'node:path';
import { resultSchema, type Order, type Result } from './load-protocol.ts';

export const SERVER_CORE = 0;
export const LOAD_CORE = 1;

const started: ChildProcess[] = [];

/** Ends what was started here, and nothing else. */
export function endAll(): void {
  for (const child of started) child.kill('SIGKILL');
}

export function startPinned(core: number, args: readonly string[], stdio: StdioOptions): ChildProcess {
  const child = spawn('taskset', ['-c', String(core), process.execPath, ...args], { stdio });
  started.push(child);
  return child;
}

export interface Contestant {
  readonly name: string;
  readonly pid: number;
  readonly port: number;
}

export interface Files {
  readonly folder: string;
  readonly certificate: string;
  readonly key: string;
}

export async function startBare(name: string, mode: 'bare' | 'parse', files: Files): Promise<Contestant> {
  const child = startPinned(
    SERVER_CORE,
    ['bench/bare-server.ts', files.certificate, files.key, mode],
    ['ignore', 'pipe', 'inherit'],
  );
  return { name, pid: pidOf(child), port: Number(await firstLine(child)) };
}

/** Listens on free ports and logs to a file; the port is in its log. */
export async function startSliceward(
  name: string,
  cli: string,
  files: Files,
  port: number,
  healthPort: number,
): Promise<Contestant> {
  mkdirSync(files.folder, { recursive: true });
  const log = openSync(path.join(files.folder, `${name}.log`), 'w');
  const ports = ['--bind', '127.0.0.1', '--port', String(port), '--health-port', String(healthPort)];
  const child = startPinned(
    SERVER_CORE,
    [cli, 'serve', '--tls-cert', files.certificate, '--tls-key', files.key, ...ports],
    ['ignore', log, 'inherit'],
  );
  for (let attempt = 0; attempt < 100; attempt++) {
    if (child.exitCode !== null) throw new Error(`sliceward ended with ${child.exitCode}`);
    const ready = await fetch(`http://127.0.0.1:${healthPort}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return { name, pid: pidOf(child), port };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('sliceward is not ready after 10 s');
}

/** Carries out one order at a time. */
export async function startLoad(): Promise<(order: Order) => Promise<Result>> {
  const child = startPinned(LOAD_CORE, ['bench/load.ts'], ['ignore', 'inherit', 'inherit', 'ipc']);
  const failed = once(child, 'exit').then(() => Promise.reject(new Error('the load generator ended')));
  failed.catch(() => undefined);
  const next = (): Promise<unknown> =>
    Promise.race([once(child, 'message').then(([message]): unknown => message), failed]);
  await next();
  return async (order) => {
    const answer = next();
    child.send(order);
    return resultSchema.parse(await answer);
  };
}

/** The JSON that a script prints, run alone on the server's core. */
export async function printed(args: readonly string[]): Promise<unknown> {
  const child = startPinned(SERVER_CORE, args, ['ignore', 'pipe', 'inherit']);
  const ended = once(child, 'exit');
  const line = await firstLine(child);
  await ended;
  return JSON.parse(line);
}

/** MiB: now, and at its highest. */
export function residentMemory(pid: number): { readonly now: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024;
  return { now: of('VmRSS'), peak: of('VmHWM') };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('taskset does not run: it comes with util-linux');
  return pid;
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: stdout })) return line;
  throw new Error('a child process ended without a word');
}
