// One GET to the API server: pooled connections, fresh credentials, and bounds on time and size.
import { Agent, ProxyAgent, type Dispatcher } from 'undici';
import type { Cluster, Credentials, Tls } from './cluster.ts';

export interface Answer {
  readonly status: number;
  /** Seconds, from the header of that name. */
  readonly retryAfter: number | undefined;
  readonly body: Buffer;
}

/** The answer's body is larger than the caller takes. */
export class BodyTooLarge extends Error {}

export interface TransportOptions {
  /** Milliseconds from the request to the last byte of its answer. */
  readonly timeoutMs: number;
  readonly userAgent: string;
}

export class Transport {
  readonly #cluster: Cluster;
  readonly #options: TransportOptions;
  #pool: { readonly key: string; readonly dispatcher: Dispatcher } | undefined;

  constructor(cluster: Cluster, options: TransportOptions) {
    this.#cluster = cluster;
    this.#options = options;
  }

  /**
   * Whatever the status. Throws ExternalError without credentials, BodyTooLarge, or what the socket or its time-out
   * threw.
   */
  async get(path: string, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    const { headers, tls } = await this.#cluster.credentials();
    const { origin, pathname } = this.#cluster.server;
    const answer = await this.#dispatcher(tls).request({
      origin,
      path: `${pathname.replace(/\/$/, '')}${path}`,
      method: 'GET',
      headers: this.#headers(headers),
      signal: AbortSignal.any([signal, AbortSignal.timeout(this.#options.timeoutMs)]),
      headersTimeout: this.#options.timeoutMs,
      bodyTimeout: this.#options.timeoutMs,
    });
    const retryAfter = answer.headers['retry-after'];
    const seconds = typeof retryAfter === 'string' && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : undefined;
    return { status: answer.statusCode, retryAfter: seconds, body: await readBody(answer.body, maxBytes) };
  }

  refresh(): void {
    this.#cluster.refresh();
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.dispatcher.destroy();
  }

  #headers(credentials: Credentials['headers']): Record<string, string> {
    return { ...credentials, accept: 'application/json', 'user-agent': this.#options.userAgent };
  }

  /** Connections are kept as long as certificates and keys stay what they were. */
  #dispatcher(tls: Tls): Dispatcher {
    const key = JSON.stringify(tls);
    if (this.#pool?.key !== key) {
      void this.#pool?.dispatcher.close();
      this.#pool = { key, dispatcher: makeDispatcher(tls, this.#cluster.proxy) };
    }
    return this.#pool.dispatcher;
  }
}

function makeDispatcher(tls: Tls, proxy: string | undefined): Dispatcher {
  const common = { allowH2: false, connections: 1, pipelining: 1 };
  if (proxy !== undefined) return new ProxyAgent({ ...common, uri: proxy, requestTls: tls });
  return new Agent({ ...common, connect: { ...tls, timeout: 10_000 } });
}

async function readBody(body: Dispatcher.ResponseData['body'], maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const buffer: Buffer = chunk;
    bytes += buffer.length;
    // Leaving the loop closes the connection.
    if (bytes > maxBytes) throw new BodyTooLarge(`more than ${maxBytes} bytes`);
    chunks.push(buffer);
  }
  return Buffer.concat(chunks, bytes);
}
