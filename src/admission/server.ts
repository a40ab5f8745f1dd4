// The webhook as a whole: two listeners, two sources, readiness, draining. close() ends everything that is started
// here.
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ExternalError } from '../model/problem.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { Doors } from './doors.ts';
import { Drain, type Drained } from './drain.ts';
import { Budget } from './http/budget.ts';
import { Connections } from './http/connections.ts';
import { createHealthApp } from './http/health-app.ts';
import { Leftovers } from './http/leftovers.ts';
import { bindable, listen } from './http/listen.ts';
import { createListener } from './http/listener.ts';
import { nodeTimers } from './http/patience.ts';
import { Queue } from './http/queue.ts';
import { Readiness } from './http/readiness.ts';
import { RefusalLog } from './http/refusal-log.ts';
import { tlsOptions, type Certificate } from './http/tls.ts';
import { createLog, type Log } from './log.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { connectToOurselves, proveEngine } from './self-test.ts';
import type { RunningServer, ServerDeps, ServerOptions } from './server-options.ts';
import type { Source } from './sources/source.ts';

/**
 * Resolves when ready. Throws what a source's `start` throws (UserError for files that do not load),
 * and ExternalError for ports that cannot be bound and for a failed self-test.
 */
export async function startServer(options: ServerOptions, deps: ServerDeps): Promise<RunningServer> {
  let server: Server | undefined;
  try {
    await deps.certificate.start();
    await deps.policies.start();
    server = new Server(options, deps);
    return await server.start();
  } catch (error) {
    await server?.abort();
    deps.certificate.close();
    deps.policies.close();
    throw error;
  }
}

class Server {
  readonly #options: ServerOptions;
  readonly #deps: ServerDeps;
  readonly #metrics: Metrics;
  readonly #readiness = new Readiness();
  readonly #log: Log;
  readonly #admission: HttpsServer;
  readonly #health: FastifyInstance;
  readonly #drain: Drain;
  readonly #drained: Drained;

  constructor(options: ServerOptions, deps: ServerDeps) {
    this.#options = options;
    this.#deps = deps;
    const { certificate, policies, monotonic } = deps;
    const { maxBodyBytes, maxMutateBytes, bodyTimeoutMs: timeoutMs, drainDelayMs, deadlineMs } = options;
    const timers = nodeTimers(monotonic);
    const queue = new Queue(timers);
    const metrics = createMetrics({ certificateExpiry: () => this.#secondsLeft(), process: options.processMetrics });
    this.#metrics = metrics;
    this.#log = createLog(deps.logStream, deps.now);
    this.#drain = new Drain({ drainDelayMs, deadlineMs, timers, log: this.#log });
    const doors = new Doors({
      ...options,
      ...deps,
      policies: () => policies.value,
      metrics,
      log: this.#log,
      leftovers: new Leftovers(deps.collectGarbage, timers),
    });
    this.#admission = createListener({
      tls: certificate.value,
      doors: new Map([
        ['/validate', { limits: { maxBytes: maxBodyBytes, timeoutMs }, answer: (body) => doors.validate(body) }],
        ['/mutate', { limits: { maxBytes: maxMutateBytes, timeoutMs }, answer: (body) => doors.mutate(body) }],
      ]),
      budget: new Budget(options.maxHeldBytes),
      queue,
      timers,
      times: options.connectionTimes,
      phase: () => this.#drain.phase,
      failed: (reason) => metrics.failed(reason),
      refusals: new RefusalLog(monotonic),
      log: this.#log,
    });
    const connections = new Connections(this.#admission, {
      max: options.maxConnections,
      now: () => monotonic() - queue.judgedMs,
      dropped: () => metrics.failed('connection_limit'),
    });
    this.#health = createHealthApp(this.#readiness, metrics.registry);
    this.#drained = {
      admission: this.#admission,
      connections,
      health: this.#health,
      closing: () => {
        certificate.close();
        policies.close();
      },
    };
  }

  async start(): Promise<RunningServer> {
    const { bind, port, healthPort } = this.#options;
    const { certificate, policies } = this.#deps;
    this.#readiness.add('certificate', () => (this.#secondsLeft() > 0 ? undefined : 'the certificate has expired'));
    this.#readiness.note('certificate', () => noteOn(certificate));
    const connected = this.#readiness.pending('tls', 'self-test over TLS not yet passed');
    const proven = this.#readiness.pending('policy', 'self-test not yet passed');
    this.#readiness.note('policy', () => noteOn(policies));
    this.#readiness.add('shutdown', () => (this.#drain.phase === 'serving' ? undefined : 'shutting down'));

    const health = await listen(this.#health, bind, healthPort);
    const admission = await listen(bindable(this.#admission), bind, port);
    this.#log.info(`listening at https://${hostPort(admission)}`);
    this.#metrics.policies(policies.value);
    await connectToOurselves(admission.address, admission.port, certificate.value).catch((error: unknown) => {
      throw new ExternalError(`self-test: cannot reach our own port ${admission.port} over TLS`, { cause: error });
    });
    connected();
    this.#prove(policies.value);
    proven();

    certificate.onChange({
      replaced: (value) => this.#replaceCertificate(value),
      failed: (error) => this.#notReloaded('certificate_reload', error),
    });
    policies.onChange({
      replaced: (set) => this.#replacePolicies(set),
      failed: (error) => this.#notReloaded('policy_reload', error),
    });
    this.#logIdle(policies.value);
    this.#log.info({ policies: named(policies.value) }, 'ready');
    return {
      addresses: { admission, health },
      reload: async () => {
        await Promise.all([certificate.refresh(), policies.refresh()]);
      },
      close: () => this.#drain.close(this.#drained),
      abort: () => this.abort(),
      closed: this.#drain.closed,
    };
  }

  abort(): Promise<void> {
    return this.#drain.abort(this.#drained);
  }

  #replaceCertificate(certificate: Certificate): void {
    this.#admission.setSecureContext(tlsOptions(certificate));
    this.#log.info({ notAfter: certificate.chain[0].validToDate }, 'certificate replaced');
  }

  /** Throws, so that the last good policies stay in use, if the engine denies nothing with the new ones. */
  #replacePolicies(set: PolicySet): void {
    this.#prove(set);
    this.#metrics.policies(set);
    this.#logIdle(set);
    this.#log.info({ policies: named(set) }, 'policies replaced');
  }

  #notReloaded(reason: 'certificate_reload' | 'policy_reload', error: Error): void {
    this.#metrics.failed(reason);
    this.#log.error({ reason, problem: lines(error) }, 'not reloaded: the last good version stays in use');
  }

  /** Still ready: a policy may be idle on purpose, and a replica that is not ready protects nothing. */
  #logIdle({ policies }: PolicySet): void {
    for (const { name, idle } of policies) {
      if (idle !== undefined) this.#log.warn({ policy: name, why: idle }, 'this policy never finds anything');
    }
    if (policies.every(({ idle }) => idle !== undefined))
      this.#log.warn('no policy finds anything: nothing will be denied');
  }

  #prove(set: PolicySet): void {
    try {
      proveEngine(set, this.#deps.recommended, this.#deps.hash);
    } catch (error) {
      throw new ExternalError('self-test failed', { cause: error });
    }
  }

  #secondsLeft(): number {
    const { certificate, now } = this.#deps;
    return (certificate.value.chain[0].validToDate.getTime() - now().getTime()) / 1000;
  }
}

/** Without the reason: the health port has no authentication, and a problem may quote a policy. */
function noteOn({ healthy }: Source<unknown>): string | undefined {
  return healthy.ok ? undefined : 'the newest version did not load, see the log; the last good version is in use';
}

/** An IPv6 address needs brackets. */
function hostPort({ address, family, port }: AddressInfo): string {
  return family === 'IPv6' ? `[${address}]:${port}` : `${address}:${port}`;
}

function named({ policies }: PolicySet): readonly string[] {
  return policies.map(({ name, digest }) => `${name}@${digest}`);
}

function lines(error: Error): readonly string[] {
  const cause = error.cause instanceof Error ? [error.cause.message] : [];
  return [...error.message.split('\n'), ...cause];
}
