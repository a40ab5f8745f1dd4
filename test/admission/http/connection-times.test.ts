import { connect as connectPlain } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { CONNECTION_TIMES, nodeTimes } from '../../../src/admission/http/connection-times.ts';
import { open } from '../connection.ts';
import { listening } from '../listening.ts';

const HEAD = 'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n';

/** All that comes back, and after how long the other side closed; at most 4 s. */
function untilClosed(
  socket: TLSSocket | ReturnType<typeof connectPlain>,
): Promise<{ readonly text: string; readonly ms: number }> {
  const begin = performance.now();
  return new Promise((resolve, reject) => {
    let text = '';
    const done = (): void => resolve({ text, ms: performance.now() - begin });
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', done).on('close', done);
    setTimeout(() => reject(new Error(`still open after ${JSON.stringify(text)}`)), 4000).unref();
  });
}

const statuses = (text: string): readonly string[] =>
  [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status = '']) => status);

describe('connections are closed', () => {
  it('when a handshake does not come', async () => {
    const { port, reasons } = await listening({ times: { handshakeMs: 200 } });
    const { text, ms } = await untilClosed(connectPlain(port, '127.0.0.1'));
    expect(text).toBe('');
    expect(ms).toBeGreaterThan(190);
    expect(reasons()).toEqual(['tls_handshake']);
  });

  it('when nothing is asked after it, without an answer', async () => {
    const { port, reasons } = await listening({ times: { handshakeMs: 100, headersMs: 400 } });
    const { text, ms } = await untilClosed(await open(port));
    expect(text).toBe('');
    expect(ms).toBeGreaterThan(350);
    expect(reasons()).toEqual([]);
  });

  it('when a head does not end, though it drips', async () => {
    const { port, reasons } = await listening({ times: { headersMs: 300 } });
    const socket = await open(port);
    socket.write('POST /validate HTTP/1.1\r\nX: ');
    const drip = setInterval(() => socket.writable && socket.write('x'), 20);
    const { text } = await untilClosed(socket);
    clearInterval(drip);
    expect(text).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\nconnection: close\r\n.*"code":408}$/s);
    expect(reasons()).toEqual(['body_timeout']);
  });

  it('when the head of a later request does not end, and not before it begins', async () => {
    const { port, reasons } = await listening({ times: { headersMs: 300 } });
    const socket = await open(port);
    const closed = untilClosed(socket);
    socket.write(`${HEAD}{}`);
    await new Promise((resolve) => setTimeout(resolve, 800));
    socket.write(`${HEAD}{}`);
    await new Promise((resolve) => setTimeout(resolve, 800));
    socket.write('POST /val');
    const { text, ms } = await closed;
    expect(statuses(text)).toEqual(['200', '200', '408']);
    expect(ms).toBeGreaterThan(1850);
    expect(reasons()).toEqual(['body_timeout']);
  });

  it('when a body that was refused by its head does not end', async () => {
    const { port, reasons } = await listening({ times: { headersMs: 300 } });
    const socket = await open(port);
    socket.write('POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n');
    const drip = setInterval(() => socket.writable && socket.write('x'), 20);
    const { text, ms } = await untilClosed(socket);
    clearInterval(drip);
    expect(statuses(text)).toEqual(['404']);
    expect(ms).toBeGreaterThan(250);
    expect(reasons()).toEqual(['path']);
  });

  it('but not when it does end, for the next request is served on it', async () => {
    const { port, reasons } = await listening({ times: { headersMs: 300, keepAliveMs: 1000 } });
    const socket = await open(port);
    const closed = untilClosed(socket);
    socket.write('POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.write('xxx');
    await new Promise((resolve) => setTimeout(resolve, 800));
    socket.write(`${HEAD}{}`);
    expect(statuses((await closed).text)).toEqual(['404', '200']);
    expect(reasons()).toEqual(['path']);
  });

  it('when an answer is not read', async () => {
    const answer = (): { body: string } => ({ body: JSON.stringify('x'.repeat(32_000_000)) });
    const { port, reasons } = await listening({ times: { inactiveMs: 300 }, answer });
    const socket = await open(port);
    socket.pause();
    socket.write(`${HEAD}{}`);
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const closed = untilClosed(socket);
    socket.resume();
    // What was on its way; no one waited for the rest.
    expect((await closed).text.length).toBeLessThan(32_000_000);
    expect(reasons()).toEqual([]);
  });

  it('when nothing more is asked', async () => {
    const { port, reasons } = await listening({ times: { keepAliveMs: 200 } });
    const socket = await open(port);
    socket.write(`${HEAD}{}`);
    const { text, ms } = await untilClosed(socket);
    expect(statuses(text)).toEqual(['200']);
    expect(ms).toBeGreaterThan(190);
    // Node adds a second.
    expect(ms).toBeLessThan(3000);
    expect(reasons()).toEqual([]);
  });
});

it('waits longer for the next request than an API server keeps a connection', () => {
  expect(nodeTimes(CONNECTION_TIMES).keepAliveTimeout).toBeGreaterThan(90_000);
});
