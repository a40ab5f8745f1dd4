// What a body costs to judge, beside what it costs to parse it: CPU time of the judging thread, both measured here, one after the other.
import { sha256 } from '../../../src/commands/sha256.ts';
import { judge } from '../../../src/admission/review/judge.ts';
import { mutate } from '../../../src/admission/review/mutate.ts';
import type { PolicySet } from '../../../src/policy/policy-set.ts';
import { printFigures } from './figures.ts';
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
  /** Of JSON.parse of the yardstick, at the same time. */
  readonly yardstick: number;
  readonly outcome: string;
}

/** Milliseconds that any body may cost, and how many times its parse if that is more. */
const FREE = 250;
const TIMES = 5;
/**
 * Milliseconds are those of the machine on which the bound was set. Where the same text takes longer to parse, because the machine is slower or busy
 * with something else, all of them are longer.
 */
const YARDSTICK = JSON.stringify(
  Array.from({ length: 300_000 }, (_, index) => ({ address: `10.${index >> 16}.${index & 255}.7`, ready: true })),
);
const YARDSTICK_MS = 55;
/** The share of the bound above which a drill fails: two figures, taken one after the other, do not meet the same neighbours. What is above 1 is printed. */
const FAILS = 1.3;
const BOUND =
  'CPU of the judging thread: 250 ms, as a quiet machine counts them, or 5 times JSON.parse if that is more; the cheapest of several tries';
/** The first tries run code that V8 has not compiled yet, which a process pays once. */
const TRIES = 6;
/** Of what is above the bound: other programs on the machine come and go. */
const MANY_TRIES = 18;

function boundOf({ parsed, yardstick }: Cost): number {
  return Math.max(FREE * Math.max(1, yardstick / YARDSTICK_MS), TIMES * parsed);
}

function shareOfBound(cost: Cost): number {
  return cost.judged / boundOf(cost);
}

/** At one of the webhook's doors. */
export function costOf(set: PolicySet, { shapes, operation, door, bytes }: Try): Promise<Cost> {
  return costOfBody(set, door, `${shapes.join(' + ')}, ${operation}`, worstReview(shapes, operation, bytes));
}

export function costOfBody(set: PolicySet, door: Try['door'], what: string, body: Buffer): Promise<Cost> {
  const run = async (): Promise<string> =>
    door === '/validate' ? outcomeOf(judge(body, set, sha256)) : mutate(body, set).outcome;
  return cheapest(`${what} at ${door}`, [body.toString()], run);
}

/** Of several tries the cheapest. `run` says what came of it, `texts` are all that it reads. */
export async function cheapest(name: string, texts: readonly string[], run: () => Promise<string>): Promise<Cost> {
  const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  let best: Cost | undefined;
  for (let tries = 0; tries < triesFor(best); tries++) {
    let outcome = '';
    const judged = await cpuOf(async () => {
      outcome = await run();
    });
    const parsed = await cpuOf(async () => texts.map((text) => JSON.parse(text)));
    const yardstick = await cpuOf(async () => JSON.parse(YARDSTICK));
    const cost = { name, bytes, judged, parsed, yardstick, outcome };
    if (best === undefined || shareOfBound(cost) < shareOfBound(best)) best = cost;
  }
  if (best === undefined) throw new Error('never tried');
  return best;
}

/** No more once it is within half of the bound. */
function triesFor(best: Cost | undefined): number {
  const share = best === undefined ? 1 : shareOfBound(best);
  if (share <= 0.5) return 0;
  return share > 1 ? MANY_TRIES : TRIES;
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

/** Prints what they cost, `rows` of them; the names of those for which a drill fails. */
export function reportCosts(title: string, costs: readonly Cost[], rows: number): readonly string[] {
  printFigures(title, {
    bodies: costs.length,
    bound: BOUND,
    'largest share of the bound': `${Math.max(...costs.map(shareOfBound)).toFixed(2)} (fails above ${FAILS})`,
    'above the bound': costs.filter((cost) => shareOfBound(cost) > 1).length,
  });
  console.log(costTable(costs, rows));
  return costs.filter((cost) => shareOfBound(cost) > FAILS).map(({ name }) => name);
}

/** The dearest first. */
function costTable(costs: readonly Cost[], rows: number): string {
  const dearest = costs.toSorted((left, right) => shareOfBound(right) - shareOfBound(left)).slice(0, rows);
  const lines = dearest.map((cost) => {
    const { name, bytes, judged, parsed, outcome } = cost;
    const cells = [
      shareOfBound(cost).toFixed(2),
      judged.toFixed(0),
      boundOf(cost).toFixed(0),
      parsed.toFixed(0),
      (judged / parsed).toFixed(1),
      outcome,
    ];
    return `| ${name} | ${(bytes / 1e6).toFixed(1)} | ${cells.join(' | ')} |`;
  });
  return [
    '| body | MB | share of the bound | judged, CPU ms | bound, ms | JSON.parse ms | times | outcome |',
    '| --- | --: | --: | --: | --: | --: | --: | --- |',
    ...lines,
  ].join('\n');
}
