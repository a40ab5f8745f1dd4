import { connect as connectPlain } from 'node:net';
import { describe, expect, it } from 'vitest';
import { head, open, untilClosed } from './connection.ts';
import { blockLoop } from './listening.ts';
import { body } from './reviews.ts';
import { eventually, health, keepAlive, send, start } from './support.ts';

describe('shutdown', () => {
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

  it('finishes what is in flight and sends later calls elsewhere', async () => {
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

  it('does not wait for connections on which nobody has asked', async () => {
    const { server, port } = await start({ deadlineMs: 60_000 });
    const unused = await open(port);
    const ended = untilClosed(unused);
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before the connection stands.
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
