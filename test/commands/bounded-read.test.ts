import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBounded } from '../../src/commands/bounded-read.ts';

async function* inPieces(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

describe('readBounded', () => {
  it('reads a whole file of any pieces, or nothing if it is larger than the bound', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 8 })), fc.nat(40), async (pieces, max) => {
        const whole = Buffer.concat(pieces);
        const read = await readBounded(inPieces(pieces), max);
        expect(read).toEqual(whole.length <= max ? whole : undefined);
      }),
    );
  });
  it('stops at the bound, and closes what it reads', async () => {
    let pulled = 0;
    let isClosed = false;
    async function* long(): AsyncGenerator<Uint8Array> {
      try {
        for (; pulled < 1000; pulled++) yield new Uint8Array(10);
      } finally {
        isClosed = true;
      }
    }
    expect(await readBounded(long(), 25)).toBeUndefined();
    expect([pulled, isClosed]).toEqual([2, true]);
  });
  it('throws what reading throws', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(1);
      throw new Error('EIO');
    }
    await expect(readBounded(broken(), 25)).rejects.toThrow('EIO');
  });
});
