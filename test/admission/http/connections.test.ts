import { connect as connectPlain } from 'node:net';
import { describe, expect, it } from 'vitest';
import { head, open, untilClosed } from '../connection.ts';
import { body } from '../reviews.ts';
import { eventually, keepAlive, metric, send, start } from '../support.ts';

describe('a server with as many connections as it may have', () => {
  it('lets the connection go that asked the longest ago, so that nobody is locked out', async () => {
    let now = 0;
    const { port, healthPort } = await start({ maxConnections: 3 }, { monotonic: () => now });
    const dropped = (): Promise<number> => metric(healthPort, 'sliceward_errors_total{reason="connection_limit"}');
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before the connection stands.
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

  it('holds nobody for quiet because of the time in which it judged, when it chooses who has to go', async () => {
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
