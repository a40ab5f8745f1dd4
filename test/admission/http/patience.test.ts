import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Patience, WALL_FACTOR, type Late } from '../../../src/admission/http/patience.ts';
import { Loop } from '../loop.ts';

const LIMIT = 500;

function waiting(isOn?: () => boolean) {
  const loop = new Loop();
  const expired = vi.fn<(whose: Late) => void>();
  const end = new Patience(LIMIT, loop).begin(expired, isOn);
  return { loop, expired, end };
}

describe('Patience', () => {
  it('ends after the limit and at most a tenth more where nothing blocks', () => {
    const { loop, expired } = waiting();
    loop.pass(LIMIT);
    expect(expired).not.toHaveBeenCalled();
    loop.pass(LIMIT / 10);
    expect(expired.mock.calls).toEqual([['sender']]);
    expect(loop.isIdle).toBe(true);
    loop.pass(10 * LIMIT);
    expect(expired).toHaveBeenCalledOnce();
  });

  it('lets the sockets be read before the end, however long a block was', () => {
    const { loop, expired, end } = waiting();
    // The last round ends in the next turn.
    loop.pass(LIMIT * 1.05 - 1);
    loop.time += LIMIT;
    // What has come in the meantime is read in this turn, after its timers.
    loop.turn(end);
    loop.pass(10 * LIMIT);
    expect(expired).not.toHaveBeenCalled();
  });

  it('stops when no one waits, and begins again', () => {
    const loop = new Loop();
    const patience = new Patience(LIMIT, loop);
    const expired = vi.fn<(whose: Late) => void>();
    patience.begin(expired)();
    loop.pass(LIMIT);
    expect(loop.isIdle).toBe(true);
    patience.begin(expired);
    loop.pass(LIMIT * 1.1);
    expect(expired).toHaveBeenCalledOnce();
  });

  it('counts from the moment when there is something to wait for', () => {
    let isOn = false;
    const { loop, expired } = waiting(() => isOn);
    loop.pass(20 * LIMIT);
    isOn = true;
    loop.pass(LIMIT);
    expect(expired).not.toHaveBeenCalled();
    loop.pass(LIMIT / 10);
    expect(expired.mock.calls).toEqual([['sender']]);
  });

  it('knows a limit of a millisecond', () => {
    const loop = new Loop();
    const expired = vi.fn<(whose: Late) => void>();
    new Patience(1, loop).begin(expired);
    loop.pass(3);
    expect(expired).toHaveBeenCalledOnce();
  });

  // The sender is late only in time in which we could read.
  it('ends between the limit and its factor plus one block, and blames the sender only for its own time', () => {
    const blocks = fc.array(
      fc.record({ quiet: fc.integer({ min: 0, max: 200 }), block: fc.integer({ min: 0, max: 1500 }) }),
      {
        minLength: 1,
        maxLength: 30,
      },
    );
    fc.assert(
      fc.property(blocks, (pattern) => {
        const { loop, expired } = waiting();
        const begin = loop.time;
        let [longest, readable, turns] = [0, 0, 0];
        // A slow sender: each turn that reads finds another byte, and that does not help it.
        const read = (): void => void turns++;
        while (expired.mock.calls.length === 0) {
          for (const { quiet, block } of pattern) {
            for (let passed = 0; passed < quiet && expired.mock.calls.length === 0; passed++) {
              loop.pass(1, read);
              readable++;
            }
            if (expired.mock.calls.length > 0) break;
            loop.time += block;
            longest = Math.max(longest, block);
            loop.turn(read);
          }
          if (longest === 0 && readable === 0) loop.pass(1, read);
        }
        const wall = loop.time - begin;
        expect(wall).toBeLessThanOrEqual(WALL_FACTOR * LIMIT + longest + 2 * (LIMIT / 20));
        expect(wall).toBeGreaterThanOrEqual(LIMIT);
        expect(turns).toBeGreaterThanOrEqual(2);
        const [[whose] = ['us']] = expired.mock.calls;
        // The sender's: twenty rounds, in each of which the sockets were read. Ours: all of the wall time.
        expect(whose === 'sender' ? turns >= 20 : wall >= WALL_FACTOR * LIMIT).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
