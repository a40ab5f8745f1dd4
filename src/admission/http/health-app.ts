// The plain-HTTP listener for kubelet and Prometheus: /livez, /readyz, /metrics.
import Fastify, { LogController, type FastifyInstance } from 'fastify';
import type { Registry } from 'prom-client';
import type { Readiness } from './readiness.ts';

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
    const problems = readiness.problems();
    return reply
      .code(problems.size === 0 ? 200 : 503)
      .type('text/plain')
      .send(describe(readiness, problems));
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'there is /livez, /readyz and /metrics' }));
  return app;
}

/** One line a check, as Kubernetes' own components write it under ?verbose. */
function describe(readiness: Readiness, problems: ReadonlyMap<string, string>): string {
  const lines = readiness.names.map((name) => {
    const problem = problems.get(name);
    return problem === undefined ? `[+]${name} ok` : `[-]${name} failed: ${problem}`;
  });
  return `${[...lines, problems.size === 0 ? 'readyz check passed' : 'readyz check failed'].join('\n')}\n`;
}
