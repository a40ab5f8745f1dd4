// The open connections: a limit on them that no client can use to lock others out, and an end to those that ask for
// nothing while the server closes.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';

export interface ConnectionLimits {
  readonly max: number;
  /**
   * Milliseconds in which sockets could be read: a client that sends while we judge is not quiet, it is not read yet.
   */
  readonly now: () => number;
  /** Called for each connection that was ended to keep to the limit. */
  readonly dropped: () => void;
}

/** Milliseconds. A client that connected or asked since then may be in the middle of a handshake or of a request. */
const QUIET = 250;

interface Connection {
  readonly socket: Socket;
  /** Of its last request; without any, of its beginning. */
  since: number;
  /** Requests without an answer yet. */
  asking: number;
}

export class Connections {
  readonly #limits: ConnectionLimits;
  /**
   * Longest quiet first. By the peer's address and port, because a TCP connection and the TLS connection on it are two
   * sockets.
   */
  readonly #byPeer = new Map<string, Connection>();

  constructor(server: Server, limits: ConnectionLimits) {
    this.#limits = limits;
    server.on('connection', (socket: Socket) => this.#add(socket));
    server.on('request', ({ socket }: IncomingMessage, response: ServerResponse) => this.#asks(socket, response));
  }

  /**
   * Ends the connections that have not asked for anything lately. A server that closes ends only those that have asked
   * before; Go's client keeps others too, made for a call that then found a free one.
   */
  endQuiet(): void {
    for (const { socket, since, asking } of this.#byPeer.values()) {
      if (asking === 0 && this.#limits.now() - since > QUIET) socket.destroy();
    }
  }

  /**
   * Node's own `maxConnections` turns newcomers away, so a client with that many idle connections would be the last
   * one. Here a newcomer takes the place of the longest quiet; only if even that one is not quiet is the newcomer
   * closed.
   */
  #add(socket: Socket): void {
    const { max, now, dropped } = this.#limits;
    const peer = peerOf(socket);
    const newcomer = { socket, since: now(), asking: 0 };
    this.#byPeer.set(peer, newcomer);
    socket.once('close', () => {
      if (this.#byPeer.get(peer) === newcomer) this.#byPeer.delete(peer);
    });
    if (this.#byPeer.size <= max) return;
    const [[oldestPeer, oldest] = [peer, newcomer]] = this.#byPeer;
    const [goesBy, goes] = newcomer.since - oldest.since > QUIET ? [oldestPeer, oldest] : [peer, newcomer];
    this.#byPeer.delete(goesBy);
    goes.socket.destroy();
    dropped();
  }

  #asks(socket: Socket, response: ServerResponse): void {
    const peer = peerOf(socket);
    const connection = this.#byPeer.get(peer);
    if (connection === undefined) return;
    connection.since = this.#limits.now();
    connection.asking++;
    response.once('close', () => connection.asking--);
    this.#byPeer.delete(peer);
    this.#byPeer.set(peer, connection);
  }
}

/** A TCP connection and the TLS connection on it are two sockets of one peer. */
export function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
