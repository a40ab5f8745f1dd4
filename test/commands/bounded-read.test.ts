import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBounded, readBoundedFile } from '../../src/commands/bounded-read.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';

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

describe('readBoundedFile', () => {
  it('reads a file up to the bound', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sliceward-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const path = join(folder, 'file');
    await writeFile(path, 'x'.repeat(100));
    expect(await readBoundedFile(path, 100)).toHaveLength(100);
    expect(await readBoundedFile(path, 99)).toBeUndefined();
    expect(await readBoundedFile('/dev/zero', 1000)).toBeUndefined();
  });

  it('says which file is not there, and which cannot be read, in one line', async () => {
    await expect(readBoundedFile('/no\nfile', 9)).rejects.toEqual(new UserError('there is no file /no\\u000afile'));
    await expect(readBoundedFile('/', 9)).rejects.toEqual(new ExternalError('cannot read /'));
  });
});
