// The plain-HTTP listener for kubelet and Prometheus: /livez, /readyz, /metrics.
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { CheckResult, Readiness } from './readiness.ts';

/** A probe or a scrape has no body, and few come at once. */
const MAX_CONNECTIONS = 256;
const REQUEST_TIMEOUT = 10_000;

export function createHealthApp(readiness: Readiness, registry: Registry): FastifyInstance {
  const app = Fastify({
    bodyLimit: 1024,
    requestTimeout: REQUEST_TIMEOUT,
    http: { headersTimeout: REQUEST_TIMEOUT, connectionsCheckingInterval: 2000 },
    return503OnClosing: false,
    logger: false,
    logController: new LogController({ disableRequestLogging: true }),
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.get('/livez', (_request, reply) => reply.type('text/plain').send('ok\n'));
  app.get('/readyz', (_request, reply) => {
    const results = readiness.results();
    return reply
      .code(isReady(results) ? 200 : 503)
      .type('text/plain')
      .send(describe(results));
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: 'not found; use /livez, /readyz or /metrics' }),
  );
  return app;
}

function isReady(results: readonly CheckResult[]): boolean {
  return results.every(({ problem }) => problem === undefined);
}

/** One line for each check, as Kubernetes' own components answer with ?verbose. */
function describe(results: readonly CheckResult[]): string {
  const lines = results.map(({ name, problem, note }) => {
    if (problem !== undefined) return `[-]${name} failed: ${problem}`;
    return `[+]${name} ok${note === undefined ? '' : ` (${note})`}`;
  });
  return `${[...lines, isReady(results) ? 'readyz check passed' : 'readyz check failed'].join('\n')}\n`;
}
