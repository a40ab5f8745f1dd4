// A long list in pages, each object once: through expired lists, pages too large to hold and servers that go in
// circles.
import { ExternalError } from '../model/problem.ts';
import { Reader } from '../model/decode/reader.ts';
import type { Client } from './client.ts';
import { continueOf, parseObject, statusError, type Listed } from './status.ts';
import { BodyTooLarge, type Answer } from './transport.ts';

export interface Page {
  /**
   * Objects as the server wrote them, by ascending namespace and name; those of a typed list have no apiVersion and
   * kind.
   */
  readonly items: readonly unknown[];
  /** How many objects are still to come, where the server says so. */
  readonly remaining: number | undefined;
  /** The list expired before this page, which shows a later state than the pages before it. */
  readonly later: boolean;
}

export interface ListOptions {
  /** Of the resource; without a query. */
  readonly path: string;
  /** What the server must call the answer, as `EndpointSliceList`. */
  readonly kind: string;
  /** For messages. */
  readonly listed: Listed;
}

/** The first page is small: it shows how large objects are. */
const FIRST_LIMIT = 100;
const MAX_LIMIT = 500;
/** A page is held as bytes, as text and as objects: this bounds memory. */
const MAX_PAGE_BYTES = 32 * 1024 * 1024;
/** Pages are asked for to be of about this size. */
const TARGET_PAGE_BYTES = 4 * 1024 * 1024;
/** A list that expires more often than this is not read to its end. */
const MAX_EXPIRED = 20;
const MAX_STALLED = 10;

/** While one page is worked on, the next is on its way. Throws ExternalError; leaving the loop ends all requests. */
export async function* listPages(client: Client, options: ListOptions): AsyncGenerator<Page> {
  const pager = new Pager(client, options);
  try {
    let coming: Promise<Page> | undefined = pager.next();
    while (coming !== undefined) {
      const page: Page = await coming;
      coming = pager.ended ? undefined : pager.next();
      // Its failure is thrown when it is waited for, which may be never.
      coming?.catch(() => undefined);
      yield page;
    }
  } finally {
    pager.stop();
  }
}

class Pager {
  ended = false;
  readonly #client: Client;
  readonly #options: ListOptions;
  readonly #stopping = new AbortController();
  #limit = FIRST_LIMIT;
  #token = '';
  /** Of the last object handed out. */
  #done = '';
  /** Of the last object received: after a restart it is behind `done`. */
  #received = '';
  #restarted = false;
  #expired = 0;
  #stalled = 0;

  constructor(client: Client, options: ListOptions) {
    this.#client = client;
    this.#options = options;
  }

  stop(): void {
    this.#stopping.abort();
  }

  async next(): Promise<Page> {
    let later = false;
    for (;;) {
      const query = `?limit=${this.#limit}${this.#token === '' ? '' : `&continue=${encodeURIComponent(this.#token)}`}`;
      const answer = await this.#get(`${this.#options.path}${query}`);
      if (answer === undefined) continue;
      if (answer.status === 200) return this.#accept(answer.body, later);
      if (answer.status !== 410) throw statusError(answer, this.#options.listed);
      this.#expire(continueOf(answer));
      later = true;
    }
  }

  /** Undefined when a page of this many objects is too large: fewer are asked for. */
  async #get(path: string): Promise<Answer | undefined> {
    try {
      return await this.#client.get(path, MAX_PAGE_BYTES, this.#stopping.signal);
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      if (this.#limit === 1)
        throw new ExternalError(`the API server's answer about one object is larger than ${MAX_PAGE_BYTES} bytes`);
      this.#limit = Math.ceil(this.#limit / 4);
      return undefined;
    }
  }

  #accept(body: Buffer, later: boolean): Page {
    const reader = new Reader();
    const { kind, metadata, items } = parseObject(body);
    if (kind !== this.#options.kind || !Array.isArray(items)) {
      throw new ExternalError(
        `the answer is no ${this.#options.kind}: is this the address of a Kubernetes API server?`,
      );
    }
    const { continue: token, remainingItemCount } = reader.fields<'continue' | 'remainingItemCount'>(metadata);
    this.#token = reader.text(token, 'continue');
    this.ended = this.#token === '';
    if (items.length > 0)
      this.#limit = clamp(Math.floor((TARGET_PAGE_BYTES * items.length) / body.length), 1, MAX_LIMIT);
    return {
      items: this.#unseen(items),
      remaining: reader.optionalInteger(remainingItemCount, 'remainingItemCount'),
      later,
    };
  }

  /** Lists are ordered by key, so what is at or before the last object handed out has been seen. */
  #unseen(items: readonly unknown[]): readonly unknown[] {
    const last = keyOf(items.at(-1));
    this.#stalled = last > this.#received ? 0 : this.#stalled + 1;
    if (this.#stalled > MAX_STALLED) throw new ExternalError('the API server sends the same page again and again');
    this.#received = last;
    const unseen = keyOf(items[0]) > this.#done ? items : items.filter((item) => keyOf(item) > this.#done);
    if (last > this.#done) this.#done = last;
    return unseen;
  }

  /**
   * etcd keeps old states for five minutes: a slow reader's list expires, and the server offers to go on in the present
   * state.
   */
  #expire(token: string): void {
    this.#expired++;
    if (this.#expired > MAX_EXPIRED || (token === '' && this.#restarted)) {
      throw new ExternalError(
        'the list expired again and again before it was read (410); read one namespace with -n, or try when the ' +
          'server is less busy',
      );
    }
    this.#token = token;
    if (token !== '') return;
    this.#restarted = true;
    this.#received = '';
  }
}

/** As etcd orders objects. */
function keyOf(item: unknown): string {
  const reader = new Reader();
  const { namespace, name } = reader.fields<'namespace' | 'name'>(reader.fields<'metadata'>(item).metadata);
  return `${reader.text(namespace, 'namespace')}/${reader.text(name, 'name')}`;
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
