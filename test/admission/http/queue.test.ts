import { describe, expect, it } from 'vitest';
import { Queue } from '../../../src/admission/http/queue.ts';
import { RequestError } from '../../../src/admission/http/request-error.ts';
import { Loop } from '../loop.ts';

const here = (): boolean => false;

describe('Queue', () => {
  it('judges in turn, after the sockets have been read, and says what came of it', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    const order: string[] = [];
    const first = queue.run(() => order.push('first'), here);
    const second = queue.run(() => {
      throw new Error('second');
    }, here);
    const third = queue.run(() => order.push('third'), here);
    expect(order).toEqual([]);
    loop.endTurn();
    expect(await first).toBe(1);
    await expect(second).rejects.toThrow('second');
    expect(await third).toBe(2);
  });

  it('yields after 5 ms where nothing else is to do, or after the one review that takes longer', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    const judged: number[] = [];
    const work = (ms: number) => () => {
      loop.time += ms;
      judged.push(ms);
    };
    for (const ms of [2, 2, 2, 100, 1]) void queue.run(work(ms), here);
    loop.endTurn();
    expect(judged).toEqual([2, 2, 2]);
    loop.endTurn();
    expect(judged).toEqual([2, 2, 2, 100]);
    loop.endTurn();
    expect(judged).toEqual([2, 2, 2, 100, 1]);
  });

  it('judges for as long as everything else took, up to 20 ms', async () => {
    for (const [elsewhere, expected] of [
      [2, 3],
      [12, 6],
      [300, 10],
    ] as const) {
      const loop = new Loop();
      const queue = new Queue(loop);
      let judged = 0;
      const work = (): void => {
        loop.time += 2;
        judged++;
      };
      for (let count = 0; count < 40; count++) void queue.run(work, here);
      loop.time += elsewhere;
      loop.endTurn();
      expect(judged).toBe(expected);
    }
  });

  it('sheds what has waited over half a second, and moves one connection in eight', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    const late = Array.from({ length: 16 }, () => queue.run(() => 'judged', here).catch((error: unknown) => error));
    loop.time += 501;
    const fresh = queue.run(() => 'judged', here);
    loop.endTurn();
    expect(await fresh).toBe('judged');
    const errors = (await Promise.all(late)).filter((error) => error instanceof RequestError);
    expect(errors.map(({ status, headers }) => [status, headers['retry-after']])).toEqual(
      Array.from({ length: 16 }, () => [503, '1']),
    );
    expect(errors.flatMap(({ headers }, index) => (headers['connection'] === 'close' ? [index] : []))).toEqual([0, 8]);
  });

  it('counts the time in which it has judged, and nothing else', () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    void queue.run(() => (loop.time += 30), here);
    loop.time += 100;
    loop.endTurn();
    loop.time += 100;
    void queue.run(() => (loop.time += 12), here);
    loop.endTurn();
    expect(queue.judgedMs).toBe(42);
  });

  it('judges nothing for a caller that has gone', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    const gone = queue.run(
      () => 'judged',
      () => true,
    );
    loop.endTurn();
    await expect(gone).rejects.toMatchObject({ reason: 'aborted' });
  });

  it('accepts connections before it judges, but not for ever', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    let judged = 0;
    void queue.run(() => judged++, here);
    for (let turn = 0; turn < 14; turn++) {
      queue.connectionAccepted();
      loop.endTurn();
      expect(judged).toBe(0);
    }
    queue.connectionAccepted();
    loop.endTurn();
    expect(judged).toBe(1);
  });

  it('keeps judging under a steady overload, and no review waits much longer than allowed', async () => {
    const loop = new Loop();
    const queue = new Queue(loop);
    const [judgeMs, arriveEveryMs, end] = [5, 2, 61_000];
    let [nextArrival, judged, shed, longest] = [loop.time, 0, 0, 0];
    while (loop.time < end) {
      for (; nextArrival <= loop.time; nextArrival += arriveEveryMs) {
        const arrived = nextArrival;
        const review = queue.run(() => {
          loop.time += judgeMs;
          judged++;
          longest = Math.max(longest, loop.time - arrived);
        }, here);
        review.catch(() => shed++);
      }
      loop.endTurn();
      loop.time += 0.1;
      await Promise.resolve();
    }
    expect(longest).toBeLessThan(520);
    expect(judged * judgeMs).toBeGreaterThan(0.95 * (end - 1000));
    expect(judged + shed).toBeGreaterThan(29_000);
  });
});
