// Everything that ends a request with something else than an AdmissionReview.
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { ErrorReason } from './error-reasons.ts';
import type { Log } from '../log.ts';
import type { Late } from './patience.ts';
import type { RefusalLog } from './refusal-log.ts';
import { RequestError } from './request-error.ts';

/** What records a failure. */
export interface Failures {
  readonly failed: (reason: ErrorReason) => void;
  readonly refusals: RefusalLog;
  readonly log: Log;
}

/** What is no RequestError is a bug. */
export function sendFailure(
  error: unknown,
  request: IncomingMessage,
  response: ServerResponse,
  { failed, refusals, log }: Failures,
): void {
  const failure =
    error instanceof RequestError
      ? error
      : new RequestError('bug', 'internal error; see the log of sliceward', { cause: error });
  failed(failure.reason);
  const line = {
    reason: failure.reason,
    status: failure.status,
    remote: request.socket.remoteAddress,
    method: request.method,
    path: request.url?.slice(0, 200),
  };
  if (failure.reason === 'bug') log.error({ ...line, err: error }, 'a request failed: this is a bug of sliceward');
  else refusals.warn(log, { ...line, message: failure.message });
  // A part of the answer is sent already: a second head would throw.
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = failure.body();
  response.writeHead(failure.status, {
    ...failure.headers,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

/**
 * A failed handshake is nearly always a caller that does not trust our certificate. All its calls fail, and under
 * Ignore nothing else shows that. Checks of load balancers that only open a connection are counted, not logged.
 */
export function logTlsClientError(
  error: Error & { code?: string },
  { remoteAddress: remote }: TLSSocket,
  { failed, refusals, log }: Failures,
): void {
  failed('tls_handshake');
  if (error.code !== 'ECONNRESET') refusals.warn(log, { reason: 'tls_handshake', remote, code: error.code });
}

/** Without a parsed request there is no response object: the answer is written to the socket. */
export function respondToClientError(error: Error & { code?: string }, socket: Duplex, failures: Failures): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  answerSocket(new RequestError('bad_http', 'malformed HTTP/1.1 request'), error.code, socket, failures);
}

/** Ends a connection whose next request did not arrive in time. */
export function respondToLateRequest(whose: Late, socket: TLSSocket, failures: Failures): void {
  if (socket.destroyed) return;
  // A spare connection of an API server's pool, on which nothing was asked yet: an answer would be logged there as
  // unsolicited.
  if (socket.bytesRead === 0) {
    socket.destroy();
    return;
  }
  const error =
    whose === 'sender'
      ? new RequestError('body_timeout', 'the request did not arrive in time')
      : new RequestError('overloaded', 'too busy to read the request in time; retry');
  answerSocket(error, undefined, socket, failures);
}

function answerSocket(
  error: RequestError,
  code: string | undefined,
  socket: Duplex,
  { failed, refusals, log }: Failures,
): void {
  const { reason, status, headers } = error;
  failed(reason);
  refusals.warn(log, {
    reason,
    remote: 'remoteAddress' in socket ? socket.remoteAddress : undefined,
    code,
    message: error.message,
  });
  const body = error.body();
  const lines = Object.entries({
    ...headers,
    connection: 'close',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroy();
}
