// Reads a request's body within its limits of size, memory and time. What is too much is read and forgotten, not cut off: a sender that is still
// writing when the connection closes never sees the answer.
import type { Readable } from 'node:stream';
import type { Budget } from './budget.ts';
import { HEAD_BYTES } from './early-uid.ts';
import { RequestError } from './request-error.ts';

export interface BodyLimits {
  /** Bytes of a body that is kept. */
  readonly maxBytes: number;
  /** Milliseconds from the head of the request to the last byte of its body. */
  readonly timeoutMs: number;
}

export type Body =
  | {
      readonly kind: 'whole';
      readonly bytes: Buffer;
      /** Gives the bytes back to the budget; to be called once. */ readonly release: () => void;
    }
  /** Over the limit: only the beginning was kept. */
  | { readonly kind: 'over'; readonly head: Buffer };

/** Bodies are read, and forgotten, up to this many times the limit. */
const FORGET_FACTOR = 4;

/** Rejects with RequestError: overloaded, body_timeout, aborted, body_too_large. */
export function receive(stream: Readable, limits: BodyLimits, budget: Budget): Promise<Body> {
  return new Promise((resolve, reject) => new Reception(stream, limits, budget, resolve, reject).start());
}

/** A body in chunks of one byte would else take hundreds of times its size. */
const GATHER_BYTES = 4096;

class Reception {
  readonly #stream: Readable;
  readonly #limits: BodyLimits;
  readonly #budget: Budget;
  readonly #resolve: (body: Body) => void;
  readonly #reject: (error: RequestError) => void;
  #chunks: Buffer[] = [];
  /** Small chunks together, and how much of it they fill. */
  #gathered: Buffer | undefined;
  #filled = 0;
  #held = 0;
  #seen = 0;
  /** Set once the rest is forgotten: too large, or too much together with other bodies. */
  #head: Buffer | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(stream: Readable, limits: BodyLimits, budget: Budget, resolve: (body: Body) => void, reject: (error: RequestError) => void) {
    this.#stream = stream;
    this.#limits = limits;
    this.#budget = budget;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  start(): void {
    this.#timer = setTimeout(this.#onTimeout, this.#limits.timeoutMs);
    this.#stream.on('data', this.#onData).on('end', this.#onEnd).on('error', this.#onAbort).on('close', this.#onAbort);
  }

  readonly #onData = (chunk: Buffer): void => {
    const { maxBytes } = this.#limits;
    this.#seen += chunk.length;
    if (this.#head === undefined) {
      if (this.#seen <= maxBytes && this.#budget.take(chunk.length)) this.#keep(chunk);
      else this.#keepHead(chunk);
    }
    if (this.#seen > maxBytes * FORGET_FACTOR) this.#onEnd();
  };

  readonly #onEnd = (): void => {
    this.#stop();
    if (this.#head === undefined) return this.#resolve(this.#whole());
    if (this.#seen > this.#limits.maxBytes) return this.#resolve({ kind: 'over', head: this.#head });
    return this.#reject(new RequestError('overloaded', 'too many bytes of reviews at once: ask again'));
  };

  readonly #onTimeout = (): void => {
    this.#fail(new RequestError('body_timeout', `the body did not arrive within ${this.#limits.timeoutMs} ms`));
  };

  readonly #onAbort = (): void => {
    this.#fail(new RequestError('aborted', 'the connection was closed before the body had arrived'));
  };

  #fail(error: RequestError): void {
    this.#stop();
    this.#forget();
    this.#reject(error);
  }

  #whole(): Body {
    const held = this.#held;
    this.#closeGathered();
    const [first = Buffer.alloc(0), ...rest] = this.#chunks;
    const bytes = rest.length === 0 ? first : Buffer.concat(this.#chunks, held);
    return { kind: 'whole', bytes, release: () => this.#budget.give(held) };
  }

  /** Small chunks are copied: each is an object of its own, and keeps all that was read with it from the socket. */
  #keep(chunk: Buffer): void {
    this.#held += chunk.length;
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

  #keepHead(chunk: Buffer): void {
    this.#closeGathered();
    this.#head = Buffer.concat([...this.#chunks, chunk], Math.min(this.#seen, HEAD_BYTES));
    this.#forget();
  }

  #forget(): void {
    this.#budget.give(this.#held);
    this.#held = 0;
    this.#chunks = [];
    this.#gathered = undefined;
    this.#filled = 0;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#stream.off('data', this.#onData).off('end', this.#onEnd).off('error', this.#onAbort).off('close', this.#onAbort);
    // An error after this point concerns a body that nobody waits for; without a listener it would end the process.
    this.#stream.on('error', ignore);
  }
}

function ignore(): void {}
