// Back-pressure of a real stream.
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { backlog } from '../../src/commands/process-io.ts';

function slowReader(): { readonly stream: Writable; readonly read: () => void } {
  let next = (): void => undefined;
  const stream = new Writable({
    highWaterMark: 10,
    write: (_chunk, _encoding, done) => {
      next = done;
    },
  });
  return { stream, read: () => next() };
}

describe('backlog', () => {
  it('is nothing while the reader keeps up', () => {
    const { stream } = slowReader();
    expect(backlog(stream)).toBeUndefined();
    stream.write('short');
    expect(backlog(stream)).toBeUndefined();
  });
  it('lasts until the reader has caught up', async () => {
    const { stream, read } = slowReader();
    stream.write('longer than its buffer');
    const waiting = backlog(stream);
    expect(waiting).toBeInstanceOf(Promise);
    read();
    await waiting;
    expect(backlog(stream)).toBeUndefined();
    expect(stream.listenerCount('drain') + stream.listenerCount('close')).toBe(0);
  });
  it('ends when the reader leaves', async () => {
    const { stream } = slowReader();
    stream.on('error', () => undefined);
    stream.write('longer than its buffer');
    const waiting = backlog(stream);
    stream.destroy(new Error('EPIPE'));
    await waiting;
    expect(backlog(stream)).toBeUndefined();
  });
});
