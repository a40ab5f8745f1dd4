// GET with patience: overload, restarts and expired credentials are waited out or renewed, everything else is reported
// in one line.
import { setTimeout as sleep } from 'node:timers/promises';
import { ExternalError } from '../model/problem.ts';
import { plain } from '../model/plain.ts';
import { BodyTooLarge, type Answer, type Transport } from './transport.ts';

export interface Patience {
  /** From 0, below 1: clients that failed together do not come back together. */
  readonly random: () => number;
  /** Rejects when the signal says so. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

export const PATIENCE: Patience = {
  random: Math.random,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }),
};

const ATTEMPTS = 5;
/** Before the second attempt; doubled for each further one. */
const BACKOFF_MS = 500;
/** However long the server asks to wait. */
const MAX_WAIT_MS = 30_000;

const OVERLOADED: ReadonlySet<number> = new Set([429, 500, 502, 503, 504]);
const TRANSIENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EAI_AGAIN',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

export class Client {
  readonly #transport: Transport;
  readonly #patience: Patience;

  constructor(transport: Transport, patience: Patience = PATIENCE) {
    this.#transport = transport;
    this.#patience = patience;
  }

  /**
   * The first answer that is neither overload (429, 5xx) nor the first 401, or the last of five attempts; after a 401
   * credentials are read anew, once. Throws BodyTooLarge, the signal's reason, and ExternalError for a server that
   * cannot be reached.
   */
  async get(path: string, maxBytes: number, signal: AbortSignal): Promise<Answer> {
    let renewed = false;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#try(path, maxBytes, signal, attempt >= ATTEMPTS);
      if (answer?.status === 401 && !renewed) {
        renewed = true;
        this.#transport.refresh();
      } else {
        if (answer !== undefined && (!OVERLOADED.has(answer.status) || attempt >= ATTEMPTS)) return answer;
        await this.#patience.sleep(this.#wait(attempt, answer?.retryAfter), signal);
      }
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  /** Undefined for a failure that may pass. */
  async #try(path: string, maxBytes: number, signal: AbortSignal, last: boolean): Promise<Answer | undefined> {
    try {
      return await this.#transport.get(path, maxBytes, signal);
    } catch (error) {
      if (error instanceof ExternalError || error instanceof BodyTooLarge || signal.aborted) throw error;
      if (!last && isTransient(error)) return undefined;
      throw new ExternalError(`the API server cannot be reached: ${describe(error)}`);
    }
  }

  #wait(attempt: number, retryAfter: number | undefined): number {
    const wait =
      retryAfter === undefined
        ? BACKOFF_MS * 2 ** (attempt - 1) * (0.5 + this.#patience.random() / 2)
        : retryAfter * 1000;
    return Math.min(wait, MAX_WAIT_MS);
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || TRANSIENT.has(codeOf(error)));
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return plain(String(error), 300);
  if (error.name === 'TimeoutError') return 'no complete answer within --request-timeout';
  const code = codeOf(error);
  return plain(
    error.message === '' || error.message.includes(code) ? error.message || code : `${error.message} (${code})`,
    300,
  );
}

/** Of an AggregateError, which a name with several addresses leads to, too. */
function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}
