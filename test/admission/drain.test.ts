import { createServer } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { Registry } from 'prom-client';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Drain } from '../../src/admission/drain.ts';
import { Connections } from '../../src/admission/http/connections.ts';
import { createHealthApp } from '../../src/admission/http/health-app.ts';
import { Readiness } from '../../src/admission/http/readiness.ts';
import { createLog } from '../../src/admission/log.ts';
import { head, open, untilClosed } from './connection.ts';
import { blockLoop } from './listening.ts';
import { Loop } from './loop.ts';
import { body } from './reviews.ts';
import { eventually, health, keepAlive, send, start } from './support.ts';

/** A drain without sockets: the test says when the last connection has ended, and what the clock shows. */
function drainOf({ drainDelayMs = 0, deadlineMs = 5000 } = {}) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const loop = new Loop();
  const lines: unknown[] = [];
  const log = createLog({ write: (line) => void lines.push(JSON.parse(line)) }, () => new Date(0));
  const admission = createServer();
  const ended = Promise.withResolvers<void>();
  vi.spyOn(admission, 'close').mockImplementation((closed) => {
    void ended.promise.then(() => closed?.());
    return admission;
  });
  const cut = vi.spyOn(admission, 'closeAllConnections').mockImplementation(() => {});
  const connections = new Connections(admission, { max: 10, now: () => 0, dropped: () => {} });
  const endQuiet = vi.spyOn(connections, 'endQuiet');
  const healthApp = createHealthApp(new Readiness(), new Registry());
  const healthClosed = vi.spyOn(healthApp, 'close');
  const closing = vi.fn<() => void>();
  const drain = new Drain({ drainDelayMs, deadlineMs, timers: loop, log });
  const drained = { admission, connections, health: healthApp, closing };
  /** Time passes, and the event loop turns. */
  const pass = async (ms: number): Promise<void> => {
    await vi.advanceTimersByTimeAsync(ms);
    loop.endTurn();
    await vi.advanceTimersByTimeAsync(0);
  };
  return { drain, drained, closing, cut, endQuiet, healthClosed, ended, pass, lines };
}

describe('a drain', () => {
  it('serves for the whole delay, then accepts no further review', async () => {
    const { drain, drained, closing, pass } = drainOf({ drainDelayMs: 3000 });
    expect(drain.phase).toBe('serving');
    void drain.close(drained);
    expect(drain.phase).toBe('draining');
    await pass(2999);
    expect([drain.phase, closing.mock.calls.length]).toEqual(['draining', 0]);
    await pass(1);
    expect([drain.phase, closing.mock.calls.length]).toEqual(['closing', 1]);
  });

  it('reads once more what has arrived before it closes', async () => {
    const { drain, drained, closing } = drainOf();
    void drain.close(drained);
    await vi.advanceTimersByTimeAsync(1000);
    // No turn of the loop has ended yet.
    expect([drain.phase, closing.mock.calls.length]).toEqual(['draining', 0]);
  });

  it('waits for what is in flight, ends quiet connections, and keeps the health port until the end', async () => {
    const { drain, drained, cut, endQuiet, healthClosed, ended, pass, lines } = drainOf();
    const resolved = vi.fn<() => void>();
    const drains = drain.close(drained).then(resolved);
    await pass(0);
    for (let quarter = 0; quarter < 4; quarter++) await pass(250);
    expect(endQuiet).toHaveBeenCalledTimes(4);
    expect([resolved, healthClosed, cut].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
    ended.resolve();
    await Promise.all([drain.closed, drains]);
    expect(healthClosed).toHaveBeenCalledOnce();
    expect(cut).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
    expect(lines).toMatchObject([{ msg: 'draining', drainDelayMs: 0, deadlineMs: 5000 }, { msg: 'closed' }]);
  });

  it('cuts every connection at the deadline of the whole drain, and again until the last has ended', async () => {
    const { drain, drained, cut, ended, pass } = drainOf({ drainDelayMs: 3000, deadlineMs: 5000 });
    void drain.close(drained);
    await pass(3000);
    await pass(1999);
    expect(cut).not.toHaveBeenCalled();
    await pass(1);
    expect(cut).toHaveBeenCalledOnce();
    // One may have been accepted in the meantime.
    await pass(100);
    expect(cut).toHaveBeenCalledTimes(3);
    ended.resolve();
    await drain.closed;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends at once when it is aborted, also in the middle of its delay', async () => {
    const { drain, drained, closing, cut, ended, pass } = drainOf({ drainDelayMs: 60_000, deadlineMs: 120_000 });
    void drain.close(drained);
    await pass(10);
    const aborted = drain.abort(drained);
    expect(cut).toHaveBeenCalledOnce();
    ended.resolve();
    await pass(0);
    await aborted;
    expect([drain.phase, closing.mock.calls.length]).toEqual(['closing', 1]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('happens once, however often it is asked for', async () => {
    const { drain, drained, closing, healthClosed, ended, pass } = drainOf();
    ended.resolve();
    const first = drain.close(drained);
    expect(drain.close(drained)).toBe(first);
    await pass(0);
    await Promise.all([first, drain.closed]);
    await drain.abort(drained);
    expect(vi.getTimerCount()).toBe(0);
    expect([closing, healthClosed].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  });
});

describe('the shutdown of a server', () => {
  it.each(['once the drain delay is over', 'while it closes'])('answers what came during a block, %s', async (when) => {
    const { server, port } = await start({ drainDelayMs: 300 });
    const socket = await open(port);
    const answers = untilClosed(socket);
    const request = head(body().length) + body().toString();
    const isClosing = when === 'while it closes';
    // A server that closes ends at once only connections that have asked before, and the others when they are quiet.
    if (!isClosing) {
      socket.write(request);
      await eventually(() => socket.bytesRead > 0);
    }
    void server.close();
    await new Promise((resolve) => setTimeout(resolve, isClosing ? 400 : 100));
    // As judging does, at the end of a turn: the next one begins with timers. What is sent is in the kernel at once.
    setImmediate(() => {
      socket.write(request);
      blockLoop(500);
    });
    expect([...(await answers).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(
      isClosing ? ['503'] : ['200', '200'],
    );
    await server.closed;
  });

  it('serves without keeping connections while it drains, then closes', async () => {
    const { server, port, healthPort } = await start({ drainDelayMs: 300 });
    const agent = keepAlive();
    expect((await send(port, { body: body(), agent })).headers.connection).toBe('keep-alive');
    const closing = server.close();
    expect(server.close()).toBe(closing);
    expect((await health(healthPort, '/readyz')).status).toBe(503);
    expect((await health(healthPort, '/livez')).status).toBe(200);
    const during = await send(port, { body: body(), agent });
    expect(during.json.response.allowed).toBe(true);
    expect(during.headers.connection).toBe('close');
    expect((await send(port, { body: body() })).json.response.allowed).toBe(true);
    await closing;
    await server.closed;
    await expect(send(port, { body: body() })).rejects.toThrow('ECONNREFUSED');
    await expect(health(healthPort, '/livez')).rejects.toThrow('ECONNREFUSED');
  });

  it('finishes what is in flight and sends later requests to another replica', async () => {
    const { server, port } = await start();
    const inFlight = await open(port);
    const unused = await open(port);
    const bytes = body();
    inFlight.write(head(bytes.length));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = server.close();
    await eventually(() =>
      send(port, { body: bytes }).then(
        () => false,
        () => true,
      ),
    );
    const [finished, late] = [untilClosed(inFlight), untilClosed(unused)];
    inFlight.write(bytes);
    unused.write(Buffer.concat([Buffer.from(head(bytes.length)), bytes]));
    expect(await finished).toMatch(/^HTTP\/1\.1 200 .*connection: close.*"allowed":true/is);
    expect(await late).toMatch(/^HTTP\/1\.1 503 .*connection: close\r\nretry-after: 1\r\n/is);
    await closing;
  });

  it('does not wait for connections that carry no request', async () => {
    const { server, port } = await start({ deadlineMs: 60_000 });
    const unused = await open(port);
    const ended = untilClosed(unused);
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before there is a connection.
    silent.on('error', () => {});
    const silentEnded = new Promise((resolve) => silent.once('close', resolve));
    await server.close();
    expect(await ended).toBe('');
    await silentEnded;
  });

  it('cuts what is still in flight at the deadline', async () => {
    const { server, port } = await start({ deadlineMs: 200 });
    const stuck = await open(port);
    const end = untilClosed(stuck);
    stuck.write(head(1000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    expect(await end).not.toContain('200 OK');
  });

  it('aborts a drain at once', async () => {
    const { server, port } = await start({ drainDelayMs: 60_000, deadlineMs: 120_000 });
    const stuck = await open(port);
    stuck.on('error', () => {});
    stuck.write(head(1000));
    void server.close();
    await server.abort();
    await expect(server.closed).resolves.toBeUndefined();
  });
});
