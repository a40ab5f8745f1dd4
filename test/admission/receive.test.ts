// A body however it is cut into chunks.
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Budget } from '../../src/admission/budget.ts';
import { receive } from '../../src/admission/receive.ts';
import { RequestError } from '../../src/admission/request-error.ts';

const LIMITS = { maxBytes: 100_000, timeoutMs: 5000 };

describe('receive', () => {
  it('puts any chunks together, and gives back what it took', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ minLength: 4000, maxLength: 5000 }))),
        async (chunks) => {
          const budget = new Budget(1_000_000);
          const body = await receive(
            Readable.from(
              chunks.map((chunk) => Buffer.from(chunk)),
              { objectMode: true },
            ),
            LIMITS,
            budget,
          );
          const whole = Buffer.concat(chunks);
          expect(body.kind === 'whole' ? body.bytes.equals(whole) : whole.length > LIMITS.maxBytes).toBe(true);
          if (body.kind === 'whole') body.release();
          expect(budget.held).toBe(0);
        },
      ),
    );
  });

  it('keeps the beginning of what is too large, in chunks of one byte too', async () => {
    const text = 'x'.repeat(LIMITS.maxBytes + 1);
    const body = await receive(Readable.from(Array.from(text, (character) => Buffer.from(character))), LIMITS, new Budget(1_000_000));
    expect(body).toMatchObject({ kind: 'over' });
    expect(body.kind === 'over' && body.head.toString().startsWith('xxxx')).toBe(true);
  });

  it('holds one-byte chunks in a hundredth of what each of them would take', async () => {
    const slab = Buffer.alloc(64 * 1024, 'x');
    const before = process.memoryUsage();
    const chunks = function* (): Generator<Buffer> {
      for (let at = 0; at < 90_000; at++) yield slab.subarray(at % slab.length, (at % slab.length) + 1);
    };
    const body = await receive(Readable.from(chunks()), LIMITS, new Budget(1_000_000));
    expect(body.kind === 'whole' && body.bytes.length).toBe(90_000);
    expect(process.memoryUsage().external - before.external).toBeLessThan(10 * 1024 ** 2);
  });

  it('refuses what is too much together with other bodies', async () => {
    await expect(receive(Readable.from([Buffer.alloc(2000)]), LIMITS, new Budget(1000))).rejects.toThrow(RequestError);
  });
});
