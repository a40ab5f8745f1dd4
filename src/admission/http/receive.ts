// Reads a request's body within its limits of size, memory and time. What is too much is read and forgotten, not cut
// off: a sender that is still writing when the connection closes never sees the answer.
import type { Readable } from 'node:stream';
import type { Account, Budget } from './budget.ts';
import type { Late, Patience } from './patience.ts';
import { RequestError } from './request-error.ts';
import { HEAD_BYTES } from '../review/review-head.ts';

export interface BodyLimits {
  /** Bytes of a body that is kept. */
  readonly maxBytes: number;
  /** Milliseconds, as Patience counts them, from the head of the request to the last byte of its body. */
  readonly timeoutMs: number;
}

/** What all bodies share. */
export interface Receiving {
  readonly budget: Budget;
  /** For `timeoutMs`. */
  readonly patience: Patience;
}

/** Held in the budget until `release`, which is to be called once. */
export type Body =
  | { readonly kind: 'whole'; readonly bytes: Buffer; readonly release: () => void }
  /** Over the limit: only the beginning was kept, HEAD_BYTES of it. */
  | { readonly kind: 'over'; readonly head: Buffer; readonly release: () => void };

/** Bodies are read, and forgotten, up to this many times the limit. */
const FORGET_FACTOR = 4;

/**
 * `declared`: the bytes that the request says it has; undefined when it does not say. Rejects with RequestError:
 * overloaded, body_timeout, aborted.
 */
export function receive(stream: Readable, limits: BodyLimits, receiving: Receiving, declared?: number): Promise<Body> {
  return new Promise((resolve, reject) => new Reception(stream, limits, receiving, declared, resolve, reject).start());
}

/** A body in chunks of one byte would else take hundreds of times its size. */
const GATHER_BYTES = 4096;

class Reception {
  readonly #stream: Readable;
  readonly #limits: BodyLimits;
  readonly #account: Account;
  readonly #patience: Patience;
  /** It may turn out to be over the limit. HTTP limits a sender to the declared length. */
  readonly #mayBeOver: boolean;
  readonly #resolve: (body: Body) => void;
  readonly #reject: (error: RequestError) => void;
  #chunks: Buffer[] = [];
  /** Small chunks together, and how much of it they fill. */
  #gathered: Buffer | undefined;
  #filled = 0;
  #seen = 0;
  /**
   * What is still kept. `head`: too large, or too much together with other bodies; `nothing`: there was no place even
   * for a whole head.
   */
  #keeps: 'all' | 'head' | 'nothing' = 'all';
  #endWait = ignore;

  constructor(
    stream: Readable,
    limits: BodyLimits,
    { budget, patience }: Receiving,
    declared: number | undefined,
    resolve: (body: Body) => void,
    reject: (error: RequestError) => void,
  ) {
    this.#stream = stream;
    this.#limits = limits;
    this.#account = budget.open();
    this.#patience = patience;
    this.#mayBeOver = declared === undefined || declared > limits.maxBytes;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    this.#endWait = this.#patience.begin(this.#onLate);
    this.#stream.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onAbort).on('close', this.#onAbort);
  }

  readonly #onData = (chunk: Buffer): void => {
    const { maxBytes } = this.#limits;
    this.#seen += chunk.length;
    if (this.#keeps === 'all' && this.#seen > maxBytes) this.#keepHead();
    this.#offer(chunk);
    if (this.#seen > maxBytes * FORGET_FACTOR) this.#onEnd();
  };

  readonly #onEnd = (): void => {
    this.#stop();
    const release = (): void => this.#account.close();
    if (this.#keeps === 'all') return this.#resolve({ kind: 'whole', bytes: this.#kept(), release });
    if (this.#keeps === 'head' && this.#seen > this.#limits.maxBytes)
      return this.#resolve({ kind: 'over', head: this.#kept(), release });
    return this.#fail(new RequestError('overloaded', 'too many bytes of reviews at once; retry'));
  };

  readonly #onLate = (whose: Late): void => {
    this.#fail(
      whose === 'sender'
        ? new RequestError('body_timeout', `the body did not arrive within ${this.#limits.timeoutMs} ms`)
        : new RequestError('overloaded', 'too busy to read the body in time; retry'),
    );
  };

  readonly #onAbort = (): void => {
    this.#fail(new RequestError('aborted', 'the connection was closed before the body had arrived'));
  };

  #fail(error: RequestError): void {
    this.#stop();
    this.#forget();
    this.#account.close();
    this.#reject(error);
  }

  /** Keeps of a chunk what is to be kept and has a place. */
  #offer(chunk: Buffer): void {
    if (this.#keeps === 'all') {
      if (this.#account.take(chunk.length)) return this.#keep(chunk);
      if (this.#mayBeOver) this.#keepHead();
      else this.#keepNothing();
    }
    const wanted = chunk.subarray(0, HEAD_BYTES - this.#account.held);
    if (this.#keeps === 'nothing' || wanted.length === 0) return;
    if (this.#account.take(wanted.length)) this.#keep(wanted);
    else this.#keeps = 'nothing';
  }

  /** Small chunks are copied: each is an object of its own, and keeps all that was read with it from the socket. */
  #keep(chunk: Buffer): void {
    if (chunk.length >= GATHER_BYTES) {
      this.#closeGathered();
      this.#chunks.push(chunk);
      return;
    }
    if (this.#gathered === undefined || this.#filled + chunk.length > GATHER_BYTES) {
      this.#closeGathered();
      this.#gathered = Buffer.allocUnsafeSlow(GATHER_BYTES);
    }
    this.#filled += chunk.copy(this.#gathered, this.#filled);
  }

  #closeGathered(): void {
    if (this.#gathered !== undefined) this.#chunks.push(this.#gathered.subarray(0, this.#filled));
    this.#gathered = undefined;
    this.#filled = 0;
  }

  /** All that is kept, in one piece. */
  #kept(): Buffer {
    this.#closeGathered();
    const [first = Buffer.alloc(0), ...rest] = this.#chunks;
    return rest.length === 0 ? first : Buffer.concat(this.#chunks, this.#account.held);
  }

  /** From here on only the beginning is kept. It is copied, for a part of a chunk would keep the whole of it. */
  #keepHead(): void {
    this.#keeps = 'head';
    this.#account.keepOnly(HEAD_BYTES);
    this.#closeGathered();
    const head = Buffer.concat(this.#chunks, this.#account.held);
    this.#forget();
    if (head.length > 0) this.#chunks = [head];
  }

  #keepNothing(): void {
    this.#keeps = 'nothing';
    this.#forget();
    this.#account.close();
  }

  #forget(): void {
    this.#chunks = [];
    this.#gathered = undefined;
    this.#filled = 0;
  }

  #stop(): void {
    this.#endWait();
    this.#stream
      .off('data', this.#onData)
      .off('end', this.#onEnd)
      .off('error', this.#onAbort)
      .off('close', this.#onAbort);
    // An error after this point concerns a body that is no longer needed; without a listener it would end the process.
    this.#stream.on('error', ignore);
  }
}

function ignore(): void {}
