// The HTTPS listener: what is asked is checked before a body is read, and every failure is one well-formed error, logged and counted.
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { Socket } from 'node:net';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Budget } from './budget.ts';
import type { Answer } from './judge.ts';
import type { OtherReason } from './metrics.ts';
import type { Queue } from './queue.ts';
import { receive, type Body, type BodyLimits } from './receive.ts';
import type { RefusalLog } from './refusal-log.ts';
import { RequestError, type RequestErrorReason } from './request-error.ts';
import { tlsOptions, type TlsMaterial } from './tls.ts';

/** `draining`: still serving, but no connection is kept. `closing`: only what is in flight is served. */
export type Phase = 'serving' | 'draining' | 'closing';

export type AdmissionApp = FastifyInstance<Server>;

export interface AdmissionAppOptions {
  readonly tls: TlsMaterial;
  readonly limits: BodyLimits;
  readonly budget: Budget;
  readonly queue: Queue;
  readonly phase: () => Phase;
  /** Answers a body. Throws RequestError; anything else is a bug. */
  readonly answer: (body: Body) => Answer;
  readonly failed: (reason: RequestErrorReason | OtherReason) => void;
  readonly refusals: RefusalLog;
  /** Where log lines go. */
  readonly logStream: { write(line: string): void };
  readonly now: () => Date;
}

const PATH = '/validate';

/** Milliseconds. An API server's pool keeps idle connections for 90 s: whoever closes first must not be the one that is about to be asked. */
const KEEP_ALIVE = 95_000;
const HEADERS = 10_000;
/** Milliseconds without a byte in either direction: who reads no answer is let go. */
const INACTIVE = 60_000;

export function createAdmissionApp(options: AdmissionAppOptions): AdmissionApp {
  const app = Fastify({
    https: {
      ...tlsOptions(options.tls),
      headersTimeout: HEADERS,
      maxHeaderSize: 16_384,
      // Node looks for late senders only every 30 s otherwise.
      connectionsCheckingInterval: 2000,
      // Answered by our own error form instead of an empty 400.
      requireHostHeader: false,
    },
    keepAliveTimeout: KEEP_ALIVE,
    connectionTimeout: INACTIVE,
    // Bodies have a time-out of their own, with an answer that says so.
    requestTimeout: HEADERS + options.limits.timeoutMs,
    return503OnClosing: false,
    logger: {
      level: 'info',
      stream: options.logStream,
      base: null,
      timestamp: () => `,"time":"${options.now().toISOString()}"`,
      formatters: { level: (level) => ({ level }) },
    },
    logController: new LogController({ disableRequestLogging: true }),
    // One line a decision, so a logger per request would only cost.
    childLoggerFactory: (logger) => logger,
    clientErrorHandler: (error, socket) => answerBadHttp(error, socket, options, app.log),
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, options),
  });
  app.server.on('connection', () => options.queue.connectionAccepted());
  app.server.on('tlsClientError', () => options.failed('tls_handshake'));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', (_request: FastifyRequest, payload: IncomingMessage) => receiveBody(payload, options));
  app.addHook('onRequest', (request, _reply, done) => done(refuseRequest(request)));
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (options.phase() !== 'serving') reply.header('connection', 'close');
    done(null, payload);
  });
  app.setErrorHandler<FastifyError>((error, request, reply) => sendError(error, request, reply, options));
  app.post<{ Body: Body | undefined }>(PATH, async (request, reply) => {
    const { body } = request;
    if (body === undefined) throw new RequestError('empty_body', 'expected an AdmissionReview as the body');
    // Of an oversized body the rest may still be on its way.
    if (body.kind === 'over') reply.header('connection', 'close');
    try {
      reply.type('application/json');
      const answer = await options.queue.run(
        () => options.answer(body),
        () => request.raw.socket.destroyed,
      );
      return answer.body;
    } finally {
      if (body.kind === 'whole') body.release();
    }
  });
  return app;
}

function refuseRequest({ url, method }: FastifyRequest): RequestError | undefined {
  const [path] = url.split('?', 1);
  if (path !== PATH) return new RequestError('path', `there is nothing at this path: reviews are answered at POST ${PATH}`);
  return method === 'POST' ? undefined : new RequestError('method', `${PATH} answers POST only`);
}

/** A request that began before the closing is in flight and served; one that comes after is asked to come again, once its body is out of the way. */
async function receiveBody(payload: IncomingMessage, { phase, limits, budget }: AdmissionAppOptions): Promise<Body> {
  const late = phase() === 'closing';
  const body = await receive(payload, limits, budget);
  if (!late) return body;
  if (body.kind === 'whole') body.release();
  throw new RequestError('closing', 'shutting down: ask again, on a new connection');
}

/** Everything that ends a request with something else than an AdmissionReview. */
function sendError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply, options: AdmissionAppOptions): FastifyReply {
  const failure = toRequestError(error);
  options.failed(failure.reason);
  const line = {
    reason: failure.reason,
    status: failure.status,
    remote: request.ip,
    method: request.method,
    path: request.url.slice(0, 200),
  };
  if (failure.reason === 'bug') request.log.error({ ...line, err: error }, 'a request failed: this is a bug of sliceward');
  else options.refusals.warn(request.log, { ...line, message: failure.message });
  return reply.code(failure.status).headers(failure.headers).type('application/json').send(failure.body());
}

function toRequestError(error: FastifyError | Error): RequestError {
  if (error instanceof RequestError) return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new RequestError('content_type', 'expected Content-Type: application/json', { cause: error });
  }
  if (code === 'FST_ERR_BAD_URL' || code === 'FST_ERR_MAX_PARAM_LENGTH')
    return new RequestError('path', 'the path cannot be read', { cause: error });
  return new RequestError('bug', 'internal error; the log tells more', { cause: error });
}

/** What is no HTTP, or too slow in coming, has no request to answer: the answer is written to the socket. */
function answerBadHttp(error: Error & { code?: string }, socket: Socket, options: AdmissionAppOptions, log: FastifyBaseLogger): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const failure = late
    ? new RequestError('body_timeout', 'the request did not arrive in time')
    : new RequestError('bad_http', 'this is not HTTP/1.1 as it must be written');
  options.failed(failure.reason);
  options.refusals.warn(log, { reason: failure.reason, remote: socket.remoteAddress, code: error.code });
  const body = failure.body();
  const head = `HTTP/1.1 ${failure.status} ${late ? 'Request Timeout' : 'Bad Request'}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroy(error);
}
