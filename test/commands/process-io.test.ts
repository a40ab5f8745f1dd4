// A real process: its streams, its exit code, the Node that runs it.
import { spawnSync } from 'node:child_process';
import { openSync, closeSync } from 'node:fs';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { refuseNode } from '../../src/commands/node-version.ts';
import { backlog } from '../../src/commands/process-io.ts';

const CLI = 'src/cli.ts';

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

describe('output that cannot be written', () => {
  it('is told in one line and is exit code 2', () => {
    const full = openSync('/dev/full', 'w');
    const { status, stderr } = spawnSync(process.execPath, [CLI, '--version'], {
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr: expect.stringMatching(/^sliceward: standard output cannot be written: .*ENOSPC.*\n$/),
    });
  });
  it('does not change what went wrong before', () => {
    const full = openSync('/dev/full', 'w');
    const { status } = spawnSync(process.execPath, [CLI, 'nothing'], { stdio: ['ignore', 'pipe', full] });
    closeSync(full);
    expect(status).toBe(2);
  });
});

describe('an older Node', () => {
  it.each(['20.20.2', '24.10.0', '22.99.1'])('%s is refused', (version) => {
    expect(refuseNode(version)).toMatch(`needs Node.js 24.11.0 or newer, but this is ${version}`);
  });
  it.each(['24.11.0', '24.21.0', '25.0.0', '30.1.0'])('%s is new enough', (version) => {
    expect(refuseNode(version)).toBeUndefined();
  });
});
