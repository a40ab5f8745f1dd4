// Time-outs of connections: handshakes, heads of requests, silence. Node has all of these, but its timers run before
// the sockets are read, so after a long turn of judging it would cut off clients that had sent something meanwhile
// (patience.ts).
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { peerOf } from './connections.ts';
import { respondToLateRequest, type Failures } from './failures.ts';
import { Patience, WALL_FACTOR, type Late, type Timers } from './patience.ts';

/** Milliseconds. */
export interface ConnectionTimes {
  /** From the connection to the end of its TLS handshake. */
  readonly handshakeMs: number;
  /**
   * For the head of a request, from the handshake or from the first byte of a later one. A client that asks for nothing
   * so long after the handshake is let go.
   */
  readonly headersMs: number;
  /** Without a byte in either direction while a request is open: who reads no answer is let go. */
  readonly inactiveMs: number;
  /** Between an answer and the next request. Node adds a second. */
  readonly keepAliveMs: number;
}

export const CONNECTION_TIMES: ConnectionTimes = {
  handshakeMs: 10_000,
  headersMs: 10_000,
  inactiveMs: 60_000,
  // An API server's pool keeps idle connections for 90 s: the side that closes first must not be the one that is about
  // to get a request.
  keepAliveMs: 95_000,
};

/**
 * For the options of the server: what Node would do by timers of its own is off, or so late that it never comes first.
 */
export function nodeTimes({ handshakeMs, keepAliveMs }: ConnectionTimes) {
  return {
    headersTimeout: 0,
    requestTimeout: 0,
    // Nothing to look for.
    connectionsCheckingInterval: 2 ** 31 - 1,
    keepAliveTimeout: keepAliveMs,
    // 0 would be 120 s.
    handshakeTimeout: 2 * WALL_FACTOR * handshakeMs,
  } as const;
}

export function limitTimes(server: Server, times: ConnectionTimes, timers: Timers, failures: Failures): void {
  limitHandshakes(server, new Patience(times.handshakeMs, timers));
  limitHeads(server, new Patience(times.headersMs, timers), failures);
  server.setTimeout(times.inactiveMs, (socket) => destroyIfSilent(socket, timers));
}

/** A handshake that ends so is logged as one that failed: the TLS socket closes before it is secure. */
function limitHandshakes(server: Server, patience: Patience): void {
  const ends = new Map<string, () => void>();
  server.on('connection', (socket: Socket) => {
    const peer = peerOf(socket);
    const end = patience.begin(() => socket.destroy());
    ends.set(peer, end);
    socket.once('close', () => {
      end();
      if (ends.get(peer) === end) ends.delete(peer);
    });
  });
  server.on('secureConnection', (socket) => ends.get(peerOf(socket))?.());
}

function limitHeads(server: Server, patience: Patience, failures: Failures): void {
  const heads = new WeakMap<object, Heads>();
  server.on('secureConnection', (socket) => heads.set(socket, new Heads(socket, patience, failures)));
  const asks = (request: IncomingMessage, response: ServerResponse): void =>
    heads.get(request.socket)?.asks(request, response);
  server.on('request', asks);
  server.on('checkExpectation', asks);
}

/** The heads of one connection's requests, and what is left of a request that was answered before it had arrived. */
class Heads {
  readonly #socket: TLSSocket;
  readonly #patience: Patience;
  readonly #failures: Failures;
  #endWait: () => void;
  /** Requests without an answer yet. */
  #asking = 0;

  constructor(socket: TLSSocket, patience: Patience, failures: Failures) {
    this.#socket = socket;
    this.#patience = patience;
    this.#failures = failures;
    this.#endWait = patience.begin((whose) => respondToLateRequest(whose, socket, failures));
    socket.once('close', () => this.#endWait());
  }

  asks(request: IncomingMessage, response: ServerResponse): void {
    this.#endWait();
    this.#asking++;
    response.once('close', () => {
      if (--this.#asking === 0 && !this.#socket.destroyed) this.#waitForNext(request);
    });
  }

  /** Waits for the rest of a body that is not read; then for a head, as soon as the first byte of it has come. */
  #waitForNext(last: IncomingMessage): void {
    const socket = this.#socket;
    let read: number | undefined;
    const isOn = (): boolean => {
      if (!last.complete) return true;
      if (read === undefined) {
        read = socket.bytesRead;
        return false;
      }
      return socket.bytesRead > read;
    };
    const expired = (whose: Late): void => {
      // Its answer has gone out already.
      if (last.complete) respondToLateRequest(whose, socket, this.#failures);
      else socket.destroy();
    };
    this.#endWait = this.#patience.begin(expired, isOn);
  }
}

/** Called when nothing was heard for the time of a socket, before this turn's reading. */
function destroyIfSilent(socket: Socket, timers: Timers): void {
  const { bytesRead, bytesWritten } = socket;
  timers.atEndOfTurn(() => {
    if (socket.bytesRead === bytesRead && socket.bytesWritten === bytesWritten) socket.destroy();
  });
}
