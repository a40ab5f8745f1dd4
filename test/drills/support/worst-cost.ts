// What a body costs a replica, beside what it costs to parse it.
import { expect } from 'vitest';
import { ca } from '../../admission/support.ts';
import { call } from './call.ts';
import type { Replica } from './replica.ts';
import { worstReview } from './worst-shapes.ts';

export interface Cost {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds of CPU of the whole process: TLS, HTTP, judging, collection of garbage on all threads. */
  readonly cpu: number;
  /** Milliseconds of CPU of JSON.parse alone, here. */
  readonly parse: number;
  /** Bytes, after the answer. */
  readonly memory: number;
}

export interface Try {
  readonly shapes: readonly string[];
  readonly operation: 'CREATE' | 'UPDATE';
  readonly door: '/validate' | '/mutate';
  readonly bytes: number;
}

/** Milliseconds that any body may cost, and how many times its parse if that is more. */
const FREE = 250;
const TIMES = 5;
/** What is above the bound is tried again: a collection of garbage may fall on any body, or another process take the caches. */
const TRIES = 3;

export function shareOfBound({ cpu, parse }: Cost): number {
  return cpu / Math.max(FREE, TIMES * parse);
}

/** Sends the body and measures; of several tries the cheapest. */
export async function costOf(replica: Replica, { shapes, operation, door, bytes }: Try): Promise<Cost> {
  const body = worstReview(shapes, operation, bytes);
  const text = body.toString();
  const name = `${shapes.join(' + ')}, ${operation} at ${door}`;
  let best: Cost | undefined;
  for (let tries = 0; tries < TRIES && (best === undefined || shareOfBound(best) > 1); tries++) {
    const parse = cpuOf(() => JSON.parse(text));
    const before = await replica.metric('process_cpu_seconds_total ');
    const { status } = await call({ port: replica.port, ca, method: 'POST', path: door, body, within: 60_000 });
    expect([name, status]).toEqual([name, 200]);
    const cpu = ((await replica.metric('process_cpu_seconds_total ')) - before) * 1000;
    const cost = { name, bytes: body.length, cpu, parse, memory: await replica.residentMemory() };
    if (best === undefined || shareOfBound(cost) < shareOfBound(best)) best = cost;
  }
  if (best === undefined) throw new Error('never tried');
  return best;
}

function cpuOf(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

/** The dearest first. */
export function costTable(costs: readonly Cost[], rows: number): string {
  const dearest = costs.toSorted((left, right) => shareOfBound(right) - shareOfBound(left)).slice(0, rows);
  const lines = dearest.map((cost) => {
    const { name, bytes, cpu, parse, memory } = cost;
    const cells = [shareOfBound(cost).toFixed(2), cpu.toFixed(0), parse.toFixed(0), (cpu / parse).toFixed(1)];
    return `| ${name} | ${(bytes / 1e6).toFixed(1)} | ${cells.join(' | ')} | ${Math.round(memory / 1024 ** 2)} |`;
  });
  return [
    '| body | MB | share of the bound | CPU ms | JSON.parse ms | times | MiB resident |',
    '| --- | --: | --: | --: | --: | --: | --: |',
    ...lines,
  ].join('\n');
}
