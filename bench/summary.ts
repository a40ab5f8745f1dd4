// From the measurements of all rounds to tables: medians, ratios, and `void` where a round was not to be trusted.
import type { Order, Result } from './load-protocol.ts';
import { figure, median, percent, table } from './statistics.ts';

export interface Measured extends Pick<Order, 'operation' | 'endpoints'> {
  /** `a`: reads only, `b`: parses too, `c`: sliceward. */
  readonly server: string;
  readonly result: Result;
}

export interface Row extends Pick<Order, 'operation' | 'endpoints'> {
  readonly server: string;
  /** Of all rounds. */
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Microseconds of the server's CPU. */
  readonly cpu: number;
  readonly busy: number;
  /** Share of its core that the server got. */
  readonly serverBusy: number;
  readonly voided: boolean;
}

/** Above this the generator may have been what was measured. */
const MAX_BUSY = 0.7;
/** Below this the server waited, for the generator or for a core that something else used. */
const MIN_SERVER_BUSY = 0.9;

export function summarise(measured: readonly Measured[]): readonly Row[] {
  const groups = Map.groupBy(measured, ({ operation, endpoints, server }) => `${operation} ${endpoints} ${server}`);
  return [...groups.values()].flatMap((rounds) => {
    const [first] = rounds;
    if (first === undefined) return [];
    const of = (read: (result: Result) => number): number => median(rounds.map(({ result }) => read(result)));
    const busy = of((result) => result.busy);
    const serverBusy = of(({ serverCpu, seconds }) => serverCpu / seconds);
    return {
      operation: first.operation,
      endpoints: first.endpoints,
      server: first.server,
      perSecond: of(({ reviews, seconds }) => reviews / seconds),
      p50: of((result) => result.p50),
      p99: of((result) => result.p99),
      cpu: of(({ serverCpu, reviews }) => (serverCpu * 1e6) / reviews),
      busy,
      serverBusy,
      voided: busy > MAX_BUSY || serverBusy < MIN_SERVER_BUSY,
    };
  });
}

export type EngineTimes = Readonly<
  Record<string, { readonly parse: number; readonly decode: number; readonly engine: number; readonly digest: number }>
>;
export interface Memory {
  readonly name: string;
  readonly now: number;
  readonly peak: number;
}

const NAMES: Readonly<Record<string, string>> = { a: 'a bare', b: 'b parses', c: 'c sliceward' };

export function render(rows: readonly Row[], engine: EngineTimes, memory: readonly Memory[]): string {
  const servers = rows.map((row) => [
    `${row.operation} ${row.endpoints}`,
    NAMES[row.server] ?? row.server,
    figure(row.perSecond),
    figure(row.p50),
    figure(row.p99),
    figure(row.cpu),
    percent(row.busy),
    percent(row.serverBusy) + (row.voided ? ' void' : ''),
  ]);
  return [
    table(
      ['review', 'server', 'reviews/s', 'p50 ms', 'p99 ms', 'CPU µs/review', 'generator busy', 'server busy'],
      servers,
    ),
    ratios(rows),
    engineTable(engine),
    table(
      ['resident memory', 'MiB', 'peak'],
      memory.map(({ name, now, peak }) => [NAMES[name] ?? name, figure(now), figure(peak)]),
    ),
  ].join('\n\n');
}

/** What the budgets are about, c against b and a. */
export function ratios(rows: readonly Row[]): string {
  const find = (of: Row, server: string): Row | undefined =>
    rows.find((row) => row.server === server && row.operation === of.operation && row.endpoints === of.endpoints);
  const lines = rows
    .filter((row) => row.server === 'c')
    .map((c) => {
      const [a, b] = [find(c, 'a'), find(c, 'b')];
      const rate = (other: Row | undefined): string =>
        other === undefined || c.voided || other.voided
          ? `void (${figure(c.perSecond / (other?.perSecond ?? NaN))})`
          : figure(c.perSecond / other.perSecond);
      // Of CPU the other way round: more than 1 is better too.
      const cpu = (other: Row | undefined): string => figure((other?.cpu ?? NaN) / c.cpu);
      return [`${c.operation} ${c.endpoints}`, rate(b), rate(a), cpu(b), cpu(a), budget(c)];
    });
  return table(['review', 'reviews/s c/b', 'c/a', 'per CPU c/b', 'c/a', 'budget c/b'], lines);
}

const UPDATE_BUDGET: Readonly<Record<number, number>> = { 1: 0.95, 100: 1.2, 1000: 1.5 };
const CREATE_BUDGET = 0.9;

function budget({ operation, endpoints }: Row): string {
  return figure(operation === 'UPDATE' ? (UPDATE_BUDGET[endpoints] ?? NaN) : CREATE_BUDGET);
}

function engineTable(engine: EngineTimes): string {
  const lines = Object.entries(engine).map(([endpoints, { parse, decode, engine: judge, digest }]) => [
    endpoints,
    figure(parse),
    figure(decode),
    figure(judge),
    percent(judge / parse),
    figure(digest),
  ]);
  const growth = (engine['1000']?.engine ?? NaN) / (engine['100']?.engine ?? NaN);
  return `${table(['endpoints', 'JSON.parse µs', 'decode µs', 'engine µs', 'engine ÷ parse', 'digest µs'], lines)}\n\nEngine, 100 → 1,000 endpoints: × ${figure(growth)} (budget 11).`;
}
