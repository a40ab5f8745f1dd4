import { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { connect as connectPlain, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Connections, peerOf } from '../../../src/admission/http/connections.ts';
import { head, open, untilClosed } from '../connection.ts';
import { body } from '../reviews.ts';
import { eventually, keepAlive, metric, send, start } from '../support.ts';

describe('a server with as many connections as it may have', () => {
  it('closes the connection that asked longest ago, so that no client is locked out', async () => {
    let now = 0;
    const { port, healthPort } = await start({ maxConnections: 3 }, { monotonic: () => now });
    const dropped = (): Promise<number> => metric(healthPort, 'sliceward_errors_total{reason="connection_limit"}');
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before there is a connection.
    silent.on('error', () => {});
    const silentEnded = new Promise((resolve) => silent.once('close', resolve));
    const agent = keepAlive();
    for (let round = 0; round < 6; round++) {
      expect((await send(port, { body: body(), agent })).status).toBe(200);
      await open(port);
      now += 1001;
    }
    await silentEnded;
    // Of the silent one and the six others two are left beside ours.
    expect(await dropped()).toBe(5);

    now += 1001;
    await send(port, { body: body(), agent });
    await open(port);
    await open(port);
    // All three have just come or asked: now it is the newcomer who goes.
    await expect(send(port, { body: body() })).rejects.toThrow(/reset|disconnected|hang up/);
    expect((await send(port, { body: body(), agent })).status).toBe(200);
    expect(await dropped()).toBe(8);
  });

  it('does not count the time in which it judged when it chooses a quiet connection to close', async () => {
    let now = 0;
    const random = (): number => {
      now += 900;
      return 1;
    };
    const { port, healthPort } = await start({ maxConnections: 2, logSample: 0.5 }, { monotonic: () => now, random });
    const agent = keepAlive();
    const dropped = (): Promise<number> => metric(healthPort, 'sliceward_errors_total{reason="connection_limit"}');
    // The server's self-test had a connection too.
    await eventually(async () => (await dropped()) === 0);
    const asking = await open(port);
    const answer = untilClosed(asking);
    expect((await send(port, { body: body(), agent })).status).toBe(200);
    expect(now).toBe(900);
    await expect(send(port, { body: body() })).rejects.toThrow(/reset|disconnected|hang up/);
    expect(await dropped()).toBe(1);
    asking.write(head(body().length).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n') + body().toString());
    expect(await answer).toContain('"allowed":true');
  });
});

/** Connections without a network, on a clock that the test moves. */
function withoutNetwork(max = 10) {
  const clock = { now: 0 };
  const counts = { dropped: 0 };
  const server = createServer();
  // Only what a test emits is heard.
  server.removeAllListeners();
  const connections = new Connections(server, { max, now: () => clock.now, dropped: () => counts.dropped++ });
  const accept = (port: number): Socket => {
    const peer = { remoteAddress: { value: '10.0.0.1' }, remotePort: { value: port } };
    const socket: Socket = Object.defineProperties(new Socket(), peer);
    server.emit('connection', socket);
    return socket;
  };
  /** Returns what ends the answer. */
  const ask = (socket: Socket): (() => void) => {
    const request = new IncomingMessage(socket);
    const response = new ServerResponse(request);
    server.emit('request', request, response);
    return () => response.emit('close');
  };
  return { clock, counts, connections, accept, ask };
}

describe('endQuiet', () => {
  it('ends the connections that have asked for nothing in a quarter of a second', () => {
    const { clock, connections, accept, ask } = withoutNetwork();
    const [silent, asked] = [accept(1), accept(2)];
    clock.now = 100;
    ask(asked)();
    clock.now = 250;
    connections.endQuiet();
    expect([silent.destroyed, asked.destroyed]).toEqual([false, false]);
    clock.now = 251;
    connections.endQuiet();
    expect([silent.destroyed, asked.destroyed]).toEqual([true, false]);
    clock.now = 351;
    connections.endQuiet();
    expect(asked.destroyed).toBe(true);
  });

  it('ends no connection whose request has no answer yet', () => {
    const { clock, connections, accept, ask } = withoutNetwork();
    const socket = accept(1);
    const [endFirst, endSecond] = [ask(socket), ask(socket)];
    for (const end of [endFirst, endSecond]) {
      clock.now += 10_000;
      connections.endQuiet();
      expect(socket.destroyed).toBe(false);
      end();
    }
    connections.endQuiet();
    expect(socket.destroyed).toBe(true);
  });
});

describe('a connection over the limit', () => {
  it('takes the place of the one that has been quiet longest, and itself goes where none is quiet', () => {
    const { clock, counts, accept, ask } = withoutNetwork(2);
    const [first, second] = [accept(1), accept(2)];
    clock.now = 251;
    ask(first);
    const third = accept(3);
    expect([first, second, third].map(({ destroyed }) => destroyed)).toEqual([false, true, false]);
    const fourth = accept(4);
    expect([first, third, fourth].map(({ destroyed }) => destroyed)).toEqual([false, false, true]);
    expect(counts.dropped).toBe(2);
  });

  it('finds the place of one that has ended by itself', () => {
    const { counts, accept } = withoutNetwork(1);
    accept(1).emit('close');
    expect([accept(2).destroyed, counts.dropped]).toEqual([false, 0]);
  });

  it('is another one than an older connection of the same address and port', () => {
    const { clock, connections, accept } = withoutNetwork();
    const [older, newer] = [accept(1), accept(1)];
    expect(peerOf(older)).toBe(peerOf(newer));
    older.emit('close');
    clock.now = 1000;
    connections.endQuiet();
    expect(newer.destroyed).toBe(true);
  });
});
