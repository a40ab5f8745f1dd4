// Bytes on a TLS connection as they are, and the HTTP answers that come back.
import { connect as connectTcp, type Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { ca } from '../../admission/support.ts';

export interface WireAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Resolves when the TLS handshake is done. */
export function openTls(port: number): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({ host: '127.0.0.1', port, ca }, () => {
    socket.off('error', reject).on('error', () => undefined);
    resolve(socket);
  });
  socket.once('error', reject);
  return promise;
}

/** A TCP connection that says nothing. */
export function openTcp(port: number): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connectTcp(port, '127.0.0.1', () => {
    socket.off('error', reject).on('error', () => undefined);
    resolve(socket.resume());
  });
  socket.once('error', reject);
  return promise;
}

/** All that comes until the other side ends or `ms` have passed. */
export function collect(socket: Socket, ms: number): Promise<{ readonly text: string; readonly ended: boolean }> {
  const { promise, resolve } = Promise.withResolvers<{ text: string; ended: boolean }>();
  const chunks: Buffer[] = [];
  const finish = (ended: boolean) => (): void => resolve({ text: Buffer.concat(chunks).toString('latin1'), ended });
  const timer = setTimeout(finish(false), ms);
  socket
    .on('data', (chunk: Buffer) => chunks.push(chunk))
    .once('end', finish(true))
    .once('close', finish(true));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** The answers in what came back, without `100 Continue`. Throws if it is not one HTTP answer after the other, each with its Content-Length. */
export function readAnswers(text: string): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let at = 0; at < text.length;) {
    const end = text.indexOf('\r\n\r\n', at);
    const head = text.slice(at, end);
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1]);
    if (end === -1 || Number.isNaN(status)) throw new Error(`no HTTP answer: ${text.slice(at, at + 200)}`);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    at = end + 4 + length;
    if (at > text.length) throw new Error(`half an answer: ${head}`);
    if (status !== 100) answers.push({ status, head, body: text.slice(end + 4, at) });
  }
  return answers;
}
