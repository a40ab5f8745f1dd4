// A body however it is cut into chunks.
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { Budget } from '../../../src/admission/http/budget.ts';
import { nodeTimers, Patience, WALL_FACTOR, type Timers } from '../../../src/admission/http/patience.ts';
import { receive, type BodyLimits } from '../../../src/admission/http/receive.ts';
import { HEAD_BYTES } from '../../../src/admission/review/review-head.ts';
import { RequestError } from '../../../src/admission/http/request-error.ts';
import { Loop } from '../loop.ts';

const LIMITS = { maxBytes: 100_000, timeoutMs: 5000 };
const MIB = 1024 * 1024;

function receiving(limit: number, timers: Timers = nodeTimers(() => performance.now())) {
  return { budget: new Budget(limit), patience: new Patience(LIMITS.timeoutMs, timers) };
}

/** A body that a test sends when it likes. */
function sender(limits: BodyLimits = LIMITS, shared = receiving(64 * MIB), declared?: number) {
  const stream = new Readable({ read: () => {} });
  return { stream, body: receive(stream, limits, shared, declared), ...shared };
}

const soon = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('receive', () => {
  it('puts any chunks together, and gives back what it took', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 4000, maxLength: 5000 }))),
        async (chunks) => {
          const shared = receiving(1_000_000);
          const body = await receive(
            Readable.from(
              chunks.map((chunk) => Buffer.from(chunk)),
              { objectMode: true },
            ),
            LIMITS,
            shared,
          );
          const whole = Buffer.concat(chunks);
          expect(body.kind === 'whole' ? body.bytes.equals(whole) : whole.length > LIMITS.maxBytes).toBe(true);
          expect(shared.budget.held).toBe(body.kind === 'whole' ? whole.length : Math.min(HEAD_BYTES, whole.length));
          body.release();
          expect(shared.budget.held).toBe(0);
        },
      ),
    );
  });

  it('keeps the beginning of what is too large, in chunks of one byte too', async () => {
    const text = 'x'.repeat(LIMITS.maxBytes + 1);
    const body = await receive(
      Readable.from(Array.from(text, (character) => Buffer.from(character))),
      LIMITS,
      receiving(1_000_000),
    );
    expect(body).toMatchObject({ kind: 'over' });
    expect(body.kind === 'over' && body.head.toString().startsWith('xxxx')).toBe(true);
  });

  it('holds one-byte chunks in a hundredth of what each of them would take', async () => {
    const slab = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage();
    const chunks = function* (): Generator<Buffer> {
      for (let at = 0; at < 90_000; at++) yield slab.subarray(at % slab.length, (at % slab.length) + 1);
    };
    const body = await receive(Readable.from(chunks()), LIMITS, receiving(1_000_000));
    expect(body.kind === 'whole' && body.bytes.length).toBe(90_000);
    expect(process.memoryUsage().external - before.external).toBeLessThan(10 * 1024 ** 2);
  });

  it('refuses what is too much together with other bodies', async () => {
    await expect(receive(Readable.from([Buffer.alloc(2000)]), LIMITS, receiving(1000))).rejects.toThrow(RequestError);
  });
});

describe('a body for which there is no place', () => {
  it.each([
    ['nothing when it says that it is within the limit', 90_000, 0],
    ['its beginning when it says that it is over it', 2 * LIMITS.maxBytes, 50_000],
    ['its beginning when it does not say', undefined, 50_000],
  ])('keeps %s', async (_, declared, kept) => {
    const shared = receiving(100_000);
    const others = shared.budget.open();
    expect(others.take(40_000)).toBe(true);
    const { stream, body } = sender(LIMITS, shared, declared);
    stream.push(Buffer.alloc(50_000));
    await soon();
    expect(shared.budget.held).toBe(90_000);
    stream.push(Buffer.alloc(30_000));
    await soon();
    expect(shared.budget.held).toBe(40_000 + kept);
    stream.push(null);
    await expect(body).rejects.toMatchObject({ reason: 'overloaded' });
    expect(shared.budget.held).toBe(40_000);
  });
});

describe('the head of what is too large', () => {
  const limits = { maxBytes: 1_000_000, timeoutMs: 5000 };
  const bytes = Buffer.from(Array.from({ length: 1_200_000 }, (_, index) => index % 251));

  it.each([1000, 16_384, 65_536, 1_200_000])('is its first 256 KiB, in chunks of %i', async (size) => {
    const { stream, body, budget } = sender(limits);
    for (let at = 0; at < bytes.length; at += size) stream.push(bytes.subarray(at, at + size));
    stream.push(null);
    const over = await body;
    expect(over.kind === 'over' && over.head.equals(bytes.subarray(0, HEAD_BYTES))).toBe(true);
    expect(budget.held).toBe(HEAD_BYTES);
    over.release();
    expect(budget.held).toBe(0);
  });

  it('goes on beyond a limit that is smaller', async () => {
    const { stream, body } = sender({ maxBytes: 10, timeoutMs: 5000 });
    for (let at = 0; at < 35; at += 5) stream.push(bytes.subarray(at, at + 5));
    stream.push(null);
    expect(await body).toMatchObject({ kind: 'over', head: bytes.subarray(0, 35) });
  });

  it('does not keep in memory what came with it', async () => {
    const { stream, body } = sender({ maxBytes: 24 * MIB, timeoutMs: 5000 });
    for (let at = 0; at <= 24; at++) {
      stream.push(Buffer.alloc(MIB));
      await soon();
    }
    stream.push(null);
    const over = await body;
    expect(over.kind === 'over' && over.head.buffer.byteLength).toBeLessThan(2 * HEAD_BYTES);
  });

  it('has its place though large bodies have all of theirs', async () => {
    const shared = receiving(64 * MIB);
    expect(shared.budget.open().take(48 * MIB)).toBe(true);
    const { stream, body } = sender(limits, shared);
    stream.push(bytes);
    stream.push(null);
    const over = await body;
    expect(over.kind === 'over' && over.head.length).toBe(HEAD_BYTES);
    expect(shared.budget.held).toBe(48 * MIB + HEAD_BYTES);
  });

  it('is asked for again where even that has no place, instead of being judged by less', async () => {
    const shared = receiving(1000);
    const { stream, body, budget } = sender(limits, shared);
    stream.push(bytes);
    stream.push(null);
    await expect(body).rejects.toMatchObject({ reason: 'overloaded' });
    expect(budget.held).toBe(0);
  });
});

describe('a body in time', () => {
  const { timeoutMs } = LIMITS;

  it('is taken when it has come while the event loop was blocked', async () => {
    const loop = new Loop();
    const { stream, body } = sender(LIMITS, receiving(MIB, loop));
    loop.time += 3 * timeoutMs;
    loop.turn(() => {
      stream.push('whole');
      stream.push(null);
    });
    expect(await body).toMatchObject({ kind: 'whole', bytes: Buffer.from('whole') });
  });

  it('is given up when its sender was late, and its place given back', async () => {
    const loop = new Loop();
    const { stream, body, budget } = sender(LIMITS, receiving(MIB, loop));
    stream.push('half');
    await soon();
    expect(budget.held).toBe(4);
    loop.pass(timeoutMs * 1.1);
    await expect(body).rejects.toMatchObject({ reason: 'body_timeout', status: 408 });
    expect(budget.held).toBe(0);
  });

  it.each([
    ['without load', 0, 1.1, 'body_timeout'],
    ['while judging takes nine tenths of the time', 90, 1.5, 'body_timeout'],
    ['while each turn is a block of a fifth of the limit', 1000, WALL_FACTOR + 1, 'overloaded'],
  ])('is not waited for longer because it drips: %s', async (_, block, factor, reason) => {
    const loop = new Loop();
    const { stream, body } = sender(LIMITS, receiving(MIB, loop));
    const begin = loop.time;
    const failed = vi.fn<(error: unknown) => void>();
    body.catch(failed);
    while (failed.mock.calls.length === 0 && loop.time - begin < 100 * timeoutMs) {
      loop.pass(10, () => stream.push('x'));
      loop.time += block;
      await soon();
    }
    expect(failed.mock.calls).toEqual([[expect.objectContaining({ reason })]]);
    expect(loop.time - begin).toBeGreaterThanOrEqual(timeoutMs);
    expect(loop.time - begin).toBeLessThanOrEqual(factor * timeoutMs);
  });
});
