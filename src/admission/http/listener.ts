// The HTTPS listener: what is asked is checked before a body is read, and every failure is one well-formed error,
// logged and counted.
//
// It is node:https without a framework: two paths, one method and one type of body need no router, and a framework's
// way through hooks and parsers was a tenth of what a small review costs (docs/decisions/speed.md).
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Budget } from './budget.ts';
import { CONNECTION_TIMES, limitTimes, nodeTimes, type ConnectionTimes } from './connection-times.ts';
import { respondToClientError, sendFailure, logTlsClientError, type Failures } from './failures.ts';
import { Patience, type Timers } from './patience.ts';
import type { Queue } from './queue.ts';
import { receive, type Body, type BodyLimits } from './receive.ts';
import { RequestError } from './request-error.ts';
import { tlsOptions, type TlsMaterial } from './tls.ts';

/** `draining`: still serving, but no connection is kept. `closing`: only what is in flight is served. */
export type Phase = 'serving' | 'draining' | 'closing';

export interface ListenerOptions extends Failures {
  readonly tls: TlsMaterial;
  /** By path. */
  readonly doors: ReadonlyMap<string, Door>;
  readonly budget: Budget;
  readonly queue: Queue;
  readonly phase: () => Phase;
  readonly timers: Timers;
  /** Default: CONNECTION_TIMES. */
  readonly times?: ConnectionTimes | undefined;
}

/** What is behind a path. */
export interface Door {
  readonly limits: BodyLimits;
  /** Answers a body. Throws RequestError; anything else is a bug. */
  readonly answer: (body: Body) => { readonly body: string };
}

const JSON_TYPE = /^application\/json *(?:;|$)/i;

/** Not yet listening. */
export function createListener(options: ListenerOptions): Server {
  const { tls, times = CONNECTION_TIMES, timers, queue } = options;
  const doors = new Map(
    [...options.doors].map(([path, door]) => [
      path,
      { ...door, patience: new Patience(door.limits.timeoutMs, timers) },
    ]),
  );
  const listening = { ...options, doors };
  const server = createServer(
    {
      ...tlsOptions(tls),
      ...nodeTimes(times),
      maxHeaderSize: 16_384,
      // Answered by our own error form instead of an empty 400.
      requireHostHeader: false,
    },
    (request, response) => void serve(request, response, listening),
  );
  limitTimes(server, times, timers, options);
  server.on('connection', () => queue.connectionAccepted());
  server.on('checkExpectation', (request, response) => refuseExpectation(request, response, options));
  server.on('tlsClientError', (error, socket) => logTlsClientError(error, socket, options));
  server.on('clientError', (error, socket) => respondToClientError(error, socket, options));
  return server;
}

interface OpenDoor extends Door {
  readonly patience: Patience;
}

interface Listening extends Omit<ListenerOptions, 'doors'> {
  readonly doors: ReadonlyMap<string, OpenDoor>;
}

/** `Expect` of anything but 100-continue, for which Node would send an empty 417 that is not counted. */
function refuseExpectation(request: IncomingMessage, response: ServerResponse, options: ListenerOptions): void {
  sendFailure(
    new RequestError('expectation', 'unsupported Expect header; only 100-continue is supported'),
    request,
    response,
    options,
  );
}

async function serve(request: IncomingMessage, response: ServerResponse, options: Listening): Promise<void> {
  try {
    const door = doorOf(request, options);
    const body = await receiveBody(request, door, options);
    // Of an oversized body the rest may still be on its way.
    if (body.kind === 'over') response.setHeader('connection', 'close');
    const text = await answerInTurn(body, request, door, options);
    closeUnlessServing(response, options);
    response
      .writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
      .end(text);
  } catch (error) {
    closeUnlessServing(response, options);
    sendFailure(error, request, response, options);
  }
}

function closeUnlessServing(response: ServerResponse, { phase }: Listening): void {
  if (phase() !== 'serving' && !response.headersSent) response.setHeader('connection', 'close');
}

/** Throws RequestError for a request that is not a review, before its body is read. */
function doorOf({ url = '', method, headers }: IncomingMessage, { doors }: Listening): OpenDoor {
  const query = url.indexOf('?');
  const path = query === -1 ? url : url.slice(0, query);
  const door = doors.get(path);
  if (door === undefined)
    throw new RequestError('path', `not found; send reviews with POST to ${[...doors.keys()].join(' and ')}`);
  if (method !== 'POST') throw new RequestError('method', `${path} supports only POST`);
  if (!JSON_TYPE.test(headers['content-type'] ?? ''))
    throw new RequestError('content_type', 'the Content-Type must be application/json');
  return door;
}

/**
 * A request that began before the closing is in flight and served; one that comes after is asked to come again, once
 * its body is out of the way.
 */
async function receiveBody(
  request: IncomingMessage,
  { limits, patience }: OpenDoor,
  { phase, budget }: Listening,
): Promise<Body> {
  const late = phase() === 'closing';
  const body = await receive(request, limits, { budget, patience }, declaredLength(request));
  if (!late) return body;
  body.release();
  throw new RequestError('closing', 'shutting down; retry on a new connection');
}

/** Undefined for a body in chunks. */
function declaredLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}

async function answerInTurn(
  body: Body,
  { socket }: IncomingMessage,
  { answer }: Door,
  { queue }: Listening,
): Promise<string> {
  try {
    const answered = await queue.run(
      () => answer(body),
      () => socket.destroyed,
    );
    return answered.body;
  } finally {
    body.release();
  }
}
