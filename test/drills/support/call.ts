// One HTTPS request and its answer.
import { Agent, request, type RequestOptions } from 'node:https';
import type { IncomingHttpHeaders } from 'node:http';
import { CallFailed } from './tally.ts';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface Call extends Omit<RequestOptions, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Milliseconds from here to the last byte of the answer. */
  readonly within?: number;
}

/** Rejects with CallFailed. */
export function call({ body, within = 10_000, headers, ...options }: Call): Promise<Reply> {
  const { promise, resolve, reject } = Promise.withResolvers<Reply>();
  const fail = (error: Error): void => reject(new CallFailed(error.message, { cause: error }));
  const outgoing = request(
    { host: '127.0.0.1', headers: { 'content-type': 'application/json', ...headers }, ...options },
    (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk)).once('error', fail);
      answer.once('end', () => {
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() });
      });
    },
  );
  const timer = setTimeout(() => outgoing.destroy(new Error(`no answer within ${within} ms`)), within);
  outgoing.once('error', fail).end(body);
  return promise.finally(() => clearTimeout(timer));
}

/** Keeps connections, as an API server does. To be destroyed by whoever made it. */
export function keepAliveAgent(maxSockets = Infinity): Agent {
  return new Agent({ keepAlive: true, maxSockets });
}
