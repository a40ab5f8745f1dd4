// What a body costs to judge, beside what it costs to parse it: CPU time of the judging thread, both measured here, one after the other.
import { sha256 } from '../../../src/commands/sha256.ts';
import { judge } from '../../../src/admission/judge.ts';
import { mutate } from '../../../src/admission/mutate.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { worstReview, type Operation } from './worst-shapes.ts';

export interface Try {
  readonly shapes: readonly string[];
  readonly operation: Operation;
  readonly door: '/validate' | '/mutate';
  readonly bytes: number;
}

export interface Cost {
  readonly name: string;
  readonly bytes: number;
  /** Milliseconds of CPU, garbage that this thread collects included. */
  readonly judged: number;
  /** Of JSON.parse of the same body. */
  readonly parsed: number;
  readonly outcome: string;
}

/** Milliseconds that any body may cost, and how many times its parse if that is more. */
const FREE = 250;
const TIMES = 5;
/** The share of the bound above which a drill fails: on a shared machine the same body takes up to twice as long at times. What is above 1 is printed. */
export const FAILS = 2;
/** The first tries run code that V8 has not compiled yet, which a process pays once. */
const TRIES = 6;

export function boundOf({ parsed }: Cost): number {
  return Math.max(FREE, TIMES * parsed);
}

export function shareOfBound(cost: Cost): number {
  return cost.judged / boundOf(cost);
}

/** At one of the webhook's doors. */
export function costOf(set: PolicySet, { shapes, operation, door, bytes }: Try): Promise<Cost> {
  const body = worstReview(shapes, operation, bytes);
  const name = `${shapes.join(' + ')}, ${operation} at ${door}`;
  return cheapest(name, [body.toString()], async () => (door === '/validate' ? outcomeOf(judge(body, set, sha256)) : mutate(body, set).outcome));
}

/** Of several tries the cheapest; no more once one is within half of the bound. `run` says what came of it, `texts` are all that it reads. */
export async function cheapest(name: string, texts: readonly string[], run: () => Promise<string>): Promise<Cost> {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  let best: Cost | undefined;
  for (let tries = 0; tries < TRIES && (best === undefined || shareOfBound(best) > 0.5); tries++) {
    let outcome = '';
    const judged = await cpuOf(async () => {
      outcome = await run();
    });
    const parsed = await cpuOf(async () => texts.map((text) => JSON.parse(text)));
    const cost = { name, bytes, judged, parsed, outcome };
    if (best === undefined || shareOfBound(cost) < shareOfBound(best)) best = cost;
  }
  if (best === undefined) throw new Error('never tried');
  return best;
}

function outcomeOf({ allowed, decision }: ReturnType<typeof judge>): string {
  return decision === undefined ? 'not judged' : allowed ? 'allowed' : 'denied';
}

/** Milliseconds of this thread. */
async function cpuOf(run: () => Promise<unknown>): Promise<number> {
  const before = process.threadCpuUsage();
  await run();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** The dearest first. */
export function costTable(costs: readonly Cost[], rows: number): string {
  const dearest = costs.toSorted((left, right) => shareOfBound(right) - shareOfBound(left)).slice(0, rows);
  const lines = dearest.map((cost) => {
    const { name, bytes, judged, parsed, outcome } = cost;
    const cells = [shareOfBound(cost).toFixed(2), judged.toFixed(0), parsed.toFixed(0), (judged / parsed).toFixed(1), outcome];
    return `| ${name} | ${(bytes / 1e6).toFixed(1)} | ${cells.join(' | ')} |`;
  });
  return [
    '| body | MB | share of the bound | judged, CPU ms | JSON.parse ms | times | outcome |',
    '| --- | --: | --: | --: | --: | --: | --- |',
    ...lines,
  ].join('\n');
}
