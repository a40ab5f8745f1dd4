// The load generator, a process of its own: prepared HTTP/1.1 requests over kept-alive TLS connections, each sent when
// the one before is answered.
import { connect, type TLSSocket } from 'node:tls';
import { once } from 'node:events';
import { cpuSeconds, orderSchema, type Order, type Result } from './load-protocol.ts';
import { reviewText } from './reviews.ts';

const CONNECTIONS = 4;
/**
 * Different slices, so that no cache of strings or shapes flatters any server; fewer of the largest, which have 700 KB.
 */
const VARIETY: Readonly<Record<number, number>> = { 1: 400, 100: 60, 1000: 12 };

const prepared = new Map<string, readonly Buffer[]>();

function requests(operation: Order['operation'], endpoints: number): readonly Buffer[] {
  const key = `${operation} ${endpoints}`;
  const known =
    prepared.get(key) ??
    Array.from({ length: VARIETY[endpoints] ?? 20 }, (_, index) => request(reviewText(operation, endpoints, index)));
  prepared.set(key, known);
  return known;
}

function request(body: string): Buffer {
  const head = [
    'POST /validate?timeout=3s HTTP/1.1',
    'Host: sliceward.sliceward-system.svc:443',
    'User-Agent: kube-apiserver-admission',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Accept: application/json, */*',
    'Content-Type: application/json',
    'Accept-Encoding: gzip',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

const HEAD_END = Buffer.from('\r\n\r\n');
const ALLOWED = Buffer.from('"allowed":true');
const LENGTH = /\r\ncontent-length: *(\d+)/i;

/** Calls `answered` for each whole answer of a connection. Throws for anything but an allowing one. */
function readAnswers(socket: TLSSocket, answered: () => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    const end = pending.indexOf(HEAD_END);
    if (end < 0) return;
    const head = pending.toString('latin1', 0, end);
    const length = Number(LENGTH.exec(head)?.[1]);
    const total = end + HEAD_END.length + length;
    if (!head.startsWith('HTTP/1.1 200') || Number.isNaN(length))
      throw new Error(`answered with ${pending.toString('utf8').slice(0, 500)}`);
    if (pending.length < total) return;
    if (pending.length > total || !pending.includes(ALLOWED))
      throw new Error(`answered with ${pending.toString('utf8').slice(0, 500)}`);
    pending = Buffer.alloc(0);
    answered();
  });
}

async function open({ port, ca }: Order): Promise<TLSSocket> {
  // The cipher that a Go client and a Node server agree on where AES is in hardware.
  const socket = connect({
    host: '127.0.0.1',
    port,
    ca,
    servername: 'localhost',
    ciphers: 'TLS_AES_128_GCM_SHA256',
    minVersion: 'TLSv1.3',
  });
  await once(socket, 'secureConnect');
  socket.setNoDelay(true);
  return socket;
}

async function run(order: Order): Promise<Result> {
  const bodies = requests(order.operation, order.endpoints);
  const sockets = await Promise.all(Array.from({ length: CONNECTIONS }, () => open(order)));
  const latencies: number[] = [];
  let next = 0;
  let counting = false;
  let running = true;
  const ended = sockets.map((socket) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let sent = 0;
    const send = (): void => {
      const body = bodies[next++ % bodies.length];
      sent = performance.now();
      socket.write(body ?? '');
    };
    readAnswers(socket, () => {
      if (counting) latencies.push(performance.now() - sent);
      if (running) send();
      else resolve();
    });
    socket.on('error', reject);
    send();
    return promise;
  });
  await new Promise((resolve) => setTimeout(resolve, order.warmUpMs));
  counting = true;
  const [own, server, from] = [process.cpuUsage(), cpuSeconds(order.pid), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, order.ms));
  counting = false;
  running = false;
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(own);
  const serverCpu = cpuSeconds(order.pid) - server;
  await Promise.all(ended);
  for (const socket of sockets) socket.destroy();
  const sorted = latencies.toSorted((left, right) => left - right);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return {
    reviews: sorted.length,
    seconds,
    p50: at(0.5),
    p99: at(0.99),
    busy: (user + system) / 1e6 / seconds,
    serverCpu,
  };
}

process.on('message', (message) => {
  run(orderSchema.parse(message)).then(
    (result) => process.send?.(result),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
process.send?.('ready');
