// Reviews that wait to be judged, and what becomes of them when there are more than one core can judge.
//
// Judging everything as soon as it has arrived makes long turns of the event loop, and libuv accepts one connection a
// turn (unix/stream.c, uv__server_io): under load new callers would wait in the kernel, uncounted, until they give up.
// So turns are kept short, what waits does so here, and what has waited too long is asked to come again instead of
// being judged too late.
import { RequestError } from './request-error.ts';

/**
 * Milliseconds. An API server gives up after 3 s and comes back 1 s after it was asked to: it gets a second try, and
 * time for it.
 */
const MAX_WAIT = 500;
/**
 * Of what is shed one in so many loses its connection, so that load moves to other replicas. If all did, handshakes
 * would cost more than the reviews.
 */
const MOVED = 8;
/**
 * Milliseconds of judging in a turn; a review that takes longer has it to itself. Judging gets as long as everything
 * else took since it last had its turn, or reading bodies that will only be shed would leave it a tenth of the core;
 * but never so long that reading falls further and further behind.
 */
const SHORTEST_TURN = 5;
const LONGEST_TURN = 20;
/** Reviews in a turn: those that are shed cost next to nothing here, but each has an answer to be written. */
const TURN_REVIEWS = 50;
/**
 * While connections keep coming, a turn of judging comes after so many without: neither starves the other. A storm of
 * handshakes is shorter than what it makes wait: with 8 turns, the slowest answers of an overload waited up to 1.7 s
 * for their connection and came after 2.5 to 3 s; with 14 after 2.
 */
const ACCEPTING_TURNS = 14;

export interface QueueClock {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Runs something once the sockets that can be read now have been read. */
  readonly atEndOfTurn: (run: () => void) => void;
}

interface Waiting {
  readonly since: number;
  readonly isGone: () => boolean;
  readonly judge: () => void;
  readonly refuse: (error: RequestError) => void;
}

export class Queue {
  readonly #clock: QueueClock;
  readonly #waiting: Waiting[] = [];
  #isScheduled = false;
  #accepted = false;
  #acceptingTurns = 0;
  #shed = 0;
  #judgedUntil = 0;
  #judgedMs = 0;

  constructor(clock: QueueClock) {
    this.#clock = clock;
  }

  /**
   * Runs `judge` when its turn comes. Rejects with what it throws, or with RequestError: overloaded, or aborted if by
   * then the caller `isGone`.
   */
  run<T>(judge: () => T, isGone: () => boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        try {
          resolve(judge());
        } catch (error) {
          reject(error);
        }
      };
      this.#waiting.push({ since: this.#clock.now(), isGone, judge: settle, refuse: reject });
      this.#schedule();
    });
  }

  /** Milliseconds that judging has taken so far. */
  get judgedMs(): number {
    return this.#judgedMs;
  }

  /** To be called for each new connection: where one was accepted more may be waiting. */
  connectionAccepted(): void {
    this.#accepted = true;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#clock.atEndOfTurn(() => this.#turn());
  }

  #turn(): void {
    this.#isScheduled = false;
    if (this.#accepted && this.#acceptingTurns < ACCEPTING_TURNS) {
      this.#acceptingTurns++;
    } else {
      this.#acceptingTurns = 0;
      const begin = this.#clock.now();
      this.#work(begin);
      this.#judgedUntil = this.#clock.now();
      this.#judgedMs += this.#judgedUntil - begin;
    }
    this.#accepted = false;
    if (this.#waiting.length > 0) this.#schedule();
  }

  #work(begin: number): void {
    const elsewhere = begin - Math.max(this.#judgedUntil, this.#waiting[0]?.since ?? begin);
    const turn = Math.min(LONGEST_TURN, Math.max(SHORTEST_TURN, elsewhere));
    for (let count = 0, now = begin; count < TURN_REVIEWS && now - begin < turn; count++, now = this.#clock.now()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      if (next.isGone())
        next.refuse(new RequestError('aborted', 'the connection was closed before the review could be judged'));
      else if (now - next.since > MAX_WAIT) next.refuse(this.#comeAgain());
      else next.judge();
    }
  }

  #comeAgain(): RequestError {
    const keepsConnection = this.#shed++ % MOVED !== 0;
    return new RequestError('overloaded', 'too many reviews at once; retry', { keepsConnection });
  }
}
