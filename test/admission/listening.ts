// The listener alone, with answers, limits and times of a test's own.
import { onTestFinished, vi } from 'vitest';
import { Budget } from '../../src/admission/http/budget.ts';
import { CONNECTION_TIMES, type ConnectionTimes } from '../../src/admission/http/connection-times.ts';
import type { Failures } from '../../src/admission/http/failures.ts';
import { bindable, listen } from '../../src/admission/http/listen.ts';
import { createListener, type Door } from '../../src/admission/http/listener.ts';
import { nodeTimers } from '../../src/admission/http/patience.ts';
import { Queue } from '../../src/admission/http/queue.ts';
import { RefusalLog } from '../../src/admission/http/refusal-log.ts';
import { certificatePem, privateKeyPem } from '../../src/certs/issue.ts';
import { newLeaf } from './support.ts';

const MIB = 1024 * 1024;

export interface Listening {
  readonly times?: Partial<ConnectionTimes>;
  readonly bodyMs?: number;
  readonly answer?: Door['answer'];
}

export async function listening({ times, bodyMs = 5000, answer = () => ({ body: '{}' }) }: Listening) {
  const leaf = newLeaf();
  const timers = nodeTimers(() => performance.now());
  const failed = vi.fn<Failures['failed']>();
  const log = { info: vi.fn<() => void>(), warn: vi.fn<() => void>(), error: vi.fn<() => void>() };
  const budget = new Budget(64 * MIB);
  const server = createListener({
    tls: { cert: Buffer.from(certificatePem(leaf)), key: Buffer.from(privateKeyPem(leaf)), clientCa: undefined },
    doors: new Map([['/validate', { limits: { maxBytes: 24 * MIB, timeoutMs: bodyMs }, answer }]]),
    budget,
    queue: new Queue(timers),
    phase: () => 'serving',
    timers,
    times: { ...CONNECTION_TIMES, ...times },
    failed,
    refusals: new RefusalLog(() => performance.now()),
    log,
  });
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = await listen(bindable(server), '127.0.0.1', 0);
  return { port, budget, log, reasons: () => failed.mock.calls.map(([reason]) => reason) };
}

/** Keeps the event loop from doing anything else. */
export function blockLoop(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
