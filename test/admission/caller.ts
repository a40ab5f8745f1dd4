// Callers on a thread of their own: what they send arrives while the server's event loop is blocked.
import { connect as connectPlain } from 'node:net';
import { connect } from 'node:tls';
import { parentPort, workerData } from 'node:worker_threads';

/** What each caller does when: milliseconds after all of them are connected as far as `until` says. */
export interface CallerPlan {
  readonly port: number;
  readonly callers: number;
  /** `tcp`: the handshake too comes only at the time of sending. */
  readonly until: 'tcp' | 'tls';
  readonly bodyBytes: number;
  /** Milliseconds from the moment that all are connected. */
  readonly sendAfter: number;
  /** Sent at once; the rest of the request comes at the time of sending. */
  readonly before: string;
}

/* oxlint-disable unicorn/require-post-message-target-origin -- a thread, no window */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the test gave to the thread
const { port, callers, until, bodyBytes, sendAfter, before } = workerData as CallerPlan;
const head = [
  'POST /validate HTTP/1.1',
  'Host: x',
  'Content-Type: application/json',
  `Content-Length: ${bodyBytes}`,
  '',
  '',
].join('\r\n');
const request = Buffer.concat([Buffer.from(head), Buffer.alloc(bodyBytes, 'x')]).subarray(before.length);

const ready = Array.from({ length: callers }, async () => {
  const plain = connectPlain(port, '127.0.0.1');
  await new Promise((resolve, reject) => plain.once('connect', resolve).once('error', reject));
  if (until === 'tcp') return { socket: undefined, plain };
  const socket = await secure(plain);
  socket.write(before);
  return { socket, plain };
});

function secure(plain: ReturnType<typeof connectPlain>): Promise<ReturnType<typeof connect>> {
  return new Promise((resolve, reject) => {
    // Whose certificate it is matters to other tests.
    const socket = connect({ socket: plain, rejectUnauthorized: false });
    socket.once('secureConnect', () => resolve(socket)).once('error', reject);
  });
}

/** The status line's number, or what went wrong. */
async function ask(
  given: ReturnType<typeof connect> | undefined,
  plain: ReturnType<typeof connectPlain>,
): Promise<string> {
  try {
    const socket = given ?? (await secure(plain));
    return await new Promise((resolve) => {
      let text = '';
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (text.includes('\r\n\r\n')) resolve(text.slice(9, 12));
      });
      socket
        .on('error', ({ message }) => resolve(message))
        .on('close', () => resolve(`closed after ${JSON.stringify(text)}`));
      socket.write(request);
    });
  } catch (error) {
    return String(error);
  }
}

const connected = await Promise.all(ready);
parentPort?.postMessage('connected');
await new Promise((resolve) => setTimeout(resolve, sendAfter));
const outcomes = await Promise.all(connected.map(({ socket, plain }) => ask(socket, plain)));
parentPort?.postMessage(outcomes);
for (const { plain } of connected) plain.destroy();
