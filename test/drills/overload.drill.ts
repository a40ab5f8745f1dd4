// More than one core can judge: what is too much is shed at once, what is accepted is answered in time, and it is over when the load is.
import { expect, it, onTestFinished } from 'vitest';
import { body, goodSlice, badSlice } from '../admission/reviews.ts';
import { ca } from '../admission/support.ts';
import { call, keepAliveAgent, type Reply } from './support/call.ts';
import { mebibytes, milliseconds, printFigures } from './support/figures.ts';
import { openLoop } from './support/pace.ts';
import { askForVerdict, checkVerdict, TIMEOUT_MS } from './support/reviewer.ts';
import { scaled } from './support/scale.ts';
import { useReplica } from './support/single.ts';
import { Tally } from './support/tally.ts';

const replica = useReplica();
const SECONDS = scaled(60);
const CALIBRATION_MS = 3000;
/** Times the capacity. */
const OVERLOAD = 2.5;
/**
 * An API server has at most 200 changes in flight (--max-mutating-requests-inflight), so three of them never have more calls open than this: what
 * comes beyond waits with them. Without such a bound the generator would drown in handshakes before the server does.
 */
const MAX_IN_FLIGHT = 600;
const RECOVERY_SECONDS = 5;

/** A slice as large as Kubernetes' controllers never make them, so that judging costs much more than sending. */
const endpoints = Array.from({ length: 1000 }, (_, index) => ({
  addresses: [`10.1.${index >> 8}.${index & 255}`],
  conditions: { ready: true, serving: true, terminating: false },
  targetRef: { kind: 'Pod', namespace: 'shop', name: `web-${index}`, uid: '9d1c0e1e-5d2f-4f67-8b2d-0d5b8d0f6a11' },
  nodeName: `node-${index % 50}`,
  zone: 'zone-a',
}));
const GOOD = Buffer.from(body({ object: goodSlice({ endpoints }) }));
const BAD = Buffer.from(body({ object: badSlice({ endpoints }) }));
const UID = 'b3c2-1';

it('sheds what is too much, answers the rest in time, and is back to normal within 5 s', async () => {
  const agent = keepAliveAgent();
  onTestFinished(() => agent.destroy());
  const { port } = replica();
  const ask = (isGood: boolean): Promise<Reply> =>
    call({
      port,
      agent,
      ca,
      method: 'POST',
      path: '/validate?timeout=3s',
      body: isGood ? GOOD : BAD,
      within: TIMEOUT_MS,
    });

  const capacity = await measureCapacity(async () => checkVerdict(await ask(true), UID, true));
  const offered = Math.round(capacity * OVERLOAD);
  const memory = [await replica().residentMemory()];
  const accepted = new Tally();
  const shed = new Tally();
  const malformed: string[] = [];
  const watch = setInterval(
    () =>
      void replica()
        .residentMemory()
        .then((bytes) => memory.push(bytes)),
    (SECONDS * 1000) / 10,
  );
  const generator = performance.eventLoopUtilization();
  let waiting = 0;
  const { rate } = await openLoop({ perSecond: offered, seconds: SECONDS }, async (index) => {
    if (accepted.inFlight >= MAX_IN_FLIGHT) {
      waiting++;
      return;
    }
    await accepted.count(async () => {
      const begin = performance.now();
      const reply = await ask(index % 2 === 0);
      if (reply.status !== 503) return checkVerdict(reply, UID, index % 2 === 0);
      shed.note(performance.now() - begin);
      if (reply.headers['retry-after'] !== '1') malformed.push(JSON.stringify(reply));
      return 'elsewhere';
    });
  });
  const { utilization } = performance.eventLoopUtilization(generator);
  clearInterval(watch);

  // From the first moment after it, at a rate that it can serve.
  const after = new Tally();
  const over = performance.now();
  let lastTrouble = 0;
  await openLoop({ perSecond: 30, seconds: RECOVERY_SECONDS + 2 }, async () => {
    const [failures, begin] = [after.failures.length, performance.now() - over];
    await after.count(() => askForVerdict({ port, agent }));
    if (after.failures.length > failures) lastTrouble = begin;
  });
  printFigures('drill: overload', {
    'arrival rate': `${rate} reviews of 1,000 endpoints a second for ${SECONDS} s; ${Math.round(capacity)} a second are what it can do`,
    'load generator': `busy for ${Math.round(utilization * 100)} % of the time; ${waiting} reviews waited with the API servers`,
    ...accepted.figures('answered'),
    'shed with 503': `${shed.calls} in ${milliseconds(shed.quantile(0.5))} (p50), ${milliseconds(shed.longest)} at most`,
    'answered a second': Math.round((accepted.calls - shed.calls - accepted.failures.length) / SECONDS),
    memory: memory.map(mebibytes).join(', '),
    ...after.figures('afterwards'),
    'last trouble after the end': milliseconds(lastTrouble),
  });
  expect(malformed).toEqual([]);
  expect([accepted.failures.slice(0, 5), accepted.wrong.slice(0, 5)]).toEqual([[], []]);
  expect(shed.calls).toBeGreaterThan(0);
  expect(lastTrouble).toBeLessThan(RECOVERY_SECONDS * 1000);
  expect(after.wrong).toEqual([]);
  expect(Math.max(...memory)).toBeLessThan(512 * 1024 ** 2);
});

/** Calls a second with eight at a time. */
async function measureCapacity(ask: () => Promise<void>): Promise<number> {
  const end = performance.now() + CALIBRATION_MS;
  let calls = 0;
  const loop = async (): Promise<void> => {
    for (; performance.now() < end; calls++) await ask();
  };
  await Promise.all(Array.from({ length: 8 }, loop));
  return calls / (CALIBRATION_MS / 1000);
}
