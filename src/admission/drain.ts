// The end of a server: first not ready, then no new connections, then the end of what is in flight, all within a
// deadline.
import type { Server as HttpsServer } from 'node:https';
import type { FastifyInstance } from 'fastify';
import type { Connections } from './http/connections.ts';
import { closeServer } from './http/listen.ts';
import type { Phase } from './http/listener.ts';
import type { Timers } from './http/patience.ts';
import type { Log } from './log.ts';

const CUT_AGAIN_MS = 50;
const END_QUIET_MS = 250;

export interface DrainDeps {
  readonly drainDelayMs: number;
  /** From the call to the end of every connection, whatever is in flight. */
  readonly deadlineMs: number;
  readonly timers: Timers;
  readonly log: Log;
}

export interface Drained {
  readonly admission: HttpsServer;
  readonly connections: Connections;
  readonly health: FastifyInstance;
  /** Called when no further review is accepted. */
  readonly closing: () => void;
}

export class Drain {
  readonly #deps: DrainDeps;
  readonly #closed = Promise.withResolvers<void>();
  #phase: Phase = 'serving';
  #closing: Promise<void> | undefined;
  #endDelay: () => void = () => {};
  #cutting: NodeJS.Timeout | undefined;

  constructor(deps: DrainDeps) {
    this.#deps = deps;
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Resolves when everything has ended. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  close(drained: Drained): Promise<void> {
    this.#closing ??= this.#drain(drained);
    return this.#closing;
  }

  async abort(drained: Drained): Promise<void> {
    const closing = this.close(drained);
    this.#endDelay();
    this.#cutConnections(drained);
    await closing;
    // Where the drain had ended before, nothing else ends the repetition.
    clearInterval(this.#cutting);
  }

  async #drain(drained: Drained): Promise<void> {
    // Endpoints of this replica are removed only some time after it stops being ready: until then it serves as before,
    // but keeps no connection.
    this.#phase = 'draining';
    const { drainDelayMs, deadlineMs, timers, log } = this.#deps;
    const { admission, connections, health, closing } = drained;
    const deadline = setTimeout(() => this.#cutConnections(drained), deadlineMs);
    log.info({ drainDelayMs, deadlineMs }, 'draining');
    await this.#delay(drainDelayMs);
    // After a long turn of judging, requests wait to be read on connections that closing would consider idle.
    await new Promise<void>((resolve) => timers.atEndOfTurn(resolve));
    this.#phase = 'closing';
    closing();
    const quiet = setInterval(() => timers.atEndOfTurn(() => connections.endQuiet()), END_QUIET_MS);
    await closeServer(admission);
    clearInterval(quiet);
    await health.close();
    log.info('closed');
    clearTimeout(deadline);
    clearInterval(this.#cutting);
    this.#closed.resolve();
  }

  /** Repeated, because a connection may be accepted while the listener is still closing. */
  #cutConnections({ admission, health }: Drained): void {
    const cut = (): void => {
      admission.closeAllConnections();
      health.server.closeAllConnections();
    };
    cut();
    this.#cutting ??= setInterval(cut, CUT_AGAIN_MS);
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#endDelay = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
