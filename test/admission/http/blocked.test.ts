// After a block of the event loop, what has arrived meanwhile comes before any time-out.
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import type { CallerPlan } from '../caller.ts';
import { blockLoop, listening } from '../listening.ts';

const HEAD = 'POST /validate HTTP/1.1\r\n';

/** Runs callers on their thread; `connected` resolves before they send. */
function call(plan: Partial<CallerPlan> & { readonly port: number }) {
  const workerData: CallerPlan = { callers: 6, until: 'tls', bodyBytes: 100, sendAfter: 0, before: '', ...plan };
  const worker = new Worker(new URL('../caller.ts', import.meta.url), { workerData });
  onTestFinished(async () => void (await worker.terminate()));
  const connected = Promise.withResolvers<void>();
  const outcomes = Promise.withResolvers<readonly string[]>();
  worker.on('message', (message: 'connected' | readonly string[]) => {
    if (message === 'connected') connected.resolve();
    else outcomes.resolve(message);
  });
  worker.on('error', (error) => {
    connected.reject(error);
    outcomes.reject(error);
  });
  return { connected: connected.promise, outcomes: outcomes.promise };
}

it('answers bodies that came in time, or asks for a retry, although judging takes longer than a body may', async () => {
  const answer = (): { body: string } => {
    blockLoop(700);
    return { body: '{}' };
  };
  const { port, budget, reasons } = await listening({ bodyMs: 500, answer });
  const outcomes = await call({ port, bodyBytes: 5_200_000 }).outcomes;
  expect(outcomes.filter((status) => status !== '200' && status !== '503')).toEqual([]);
  expect(outcomes).toContain('200');
  expect(new Set(reasons())).toEqual(outcomes.includes('503') ? new Set(['overloaded']) : new Set());
  expect(budget.held).toBe(0);
}, 30_000);

it.each<[string, Partial<CallerPlan>]>([
  ['a handshake', { until: 'tcp' }],
  ['a first request', {}],
  ['the rest of a head', { before: HEAD }],
])(
  'reads %s that has come during a block longer than its time',
  async (_, plan) => {
    const { port, reasons } = await listening({
      times: { handshakeMs: 300, headersMs: 300, inactiveMs: 300, keepAliveMs: 300 },
    });
    const { connected, outcomes } = call({ port, sendAfter: 50, ...plan });
    await connected;
    // All are sent within the block, and all times are over at its end.
    blockLoop(900);
    expect(await outcomes).toEqual(Array.from({ length: 6 }, () => '200'));
    expect(reasons()).toEqual([]);
  },
  30_000,
);
