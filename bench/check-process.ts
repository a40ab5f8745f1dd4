// One run of a program that judges manifests: how long it took, and what it used.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { residentMemory } from './processes.ts';

export const CLI = join(import.meta.dirname, '../dist/cli.js');

export interface Measured {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly mebibytes: number;
}

/** Loaded into the child, which writes its use of resources into the file that USAGE names. */
const REPORT = `import { writeFileSync } from 'node:fs';
process.on('exit', () => writeFileSync(process.env.USAGE, JSON.stringify(process.resourceUsage())));`;
const usageSchema = z.object({ userCPUTime: z.number(), systemCPUTime: z.number(), maxRSS: z.number() });

export interface CheckRun {
  readonly path: string;
  readonly args?: readonly string[];
  /** A file for standard input. */
  readonly input?: string | undefined;
  /** Milliseconds that the reader of standard output waits after each piece. */
  readonly pause?: number | undefined;
}

/** `sliceward check`; the folder takes a file of its figures. */
export async function runCheck(folder: string, { path, args = [], input, pause }: CheckRun): Promise<Measured> {
  const usage = join(folder, 'usage.json');
  const begun = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(REPORT)}`, CLI, 'check', path, ...args],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, USAGE: usage },
    },
  );
  if (input === undefined) child.stdin.end();
  else createReadStream(input).pipe(child.stdin);
  for await (const _piece of child.stdout) if (pause !== undefined) await sleep(pause);
  if (child.exitCode === null) await once(child, 'exit');
  const seconds = (performance.now() - begun) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = usageSchema.parse(JSON.parse(await readFile(usage, 'utf8')));
  return { seconds, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, mebibytes: maxRSS / 1024 };
}

const SAMPLE_MS = 5;

/** Any other program, looked at from outside until it ends. Throws if it fails. */
export async function runProgram(program: string, args: readonly string[]): Promise<Measured> {
  const begun = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(child, 'exit');
  let used = { cpuSeconds: 0, mebibytes: 0 };
  while (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    used = usageOf(child.pid) ?? used;
    await sleep(SAMPLE_MS);
  }
  await ended;
  if (child.exitCode !== 0) throw new Error(`${program} ended with ${child.exitCode}`);
  return { seconds: (performance.now() - begun) / 1000, ...used };
}

/** Linux counts the time of a process in hundredths of a second. */
const TICKS = 100;

/** Undefined when the process has ended. */
function usageOf(pid: number): Pick<Measured, 'cpuSeconds' | 'mebibytes'> | undefined {
  try {
    // The name, second, may hold spaces; the 14th and 15th fields are the ticks of user and system.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    const { peak } = residentMemory(pid);
    return Number.isNaN(peak)
      ? undefined
      : { cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS, mebibytes: peak };
  } catch {
    return undefined;
  }
}
