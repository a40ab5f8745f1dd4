// Door 1 as a whole: two listeners, reloads, readiness, draining. Everything started here is ended by close().
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { ExternalError } from '../model/problem.ts';
import type { PolicySet } from '../policy/policy-set.ts';
import { Budget } from './http/budget.ts';
import { Connections } from './http/connections.ts';
import { logAnswer, logMutation } from './decision-log.ts';
import { watchFiles } from './files.ts';
import { createHealthApp } from './http/health-app.ts';
import { Leftovers } from './http/leftovers.ts';
import { bindable, closeServer, listen } from './http/listen.ts';
import { createListener, type Phase } from './http/listener.ts';
import { createLog, type Log } from './log.ts';
import { judge, judgeOversized, type Answer } from './review/judge.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { mutate, mutateOversized, type Mutation } from './review/mutate.ts';
import { NotJudgedLog } from './not-judged-log.ts';
import { nodeTimers, type Timers } from './http/patience.ts';
import { Queue } from './http/queue.ts';
import type { RunningServer, ServerDeps, ServerOptions } from './server-options.ts';
import { Readiness } from './http/readiness.ts';
import type { Body, BodyLimits } from './http/receive.ts';
import { RefusalLog } from './http/refusal-log.ts';
import type { Reloadable } from './reloadable.ts';
import { connectToOurselves, proveEngine } from './self-test.ts';
import { openCertificate, openPolicies } from './sources.ts';
import { tlsOptions, type Certificate } from './http/tls.ts';

const CUT_AGAIN_MS = 50;
const END_QUIET_MS = 250;

/** Resolves when ready. Throws UserError for files that do not load, ExternalError for ports that cannot be had and for a failed self-test. */
export async function startServer(options: ServerOptions, deps: ServerDeps): Promise<RunningServer> {
  const server = new Server(
    options,
    deps,
    await openCertificate(options, deps.files, deps.now),
    await openPolicies(options.policyFiles, deps.files, deps.loadPolicies),
  );
  try {
    return await server.start();
  } catch (error) {
    await server.abort();
    throw error;
  }
}

class Server {
  readonly #options: ServerOptions;
  readonly #deps: ServerDeps;
  readonly #timers: Timers;
  readonly #certificate: Reloadable<Certificate>;
  readonly #policies: Reloadable<PolicySet>;
  readonly #metrics: Metrics;
  readonly #readiness = new Readiness();
  readonly #log: Log;
  readonly #notJudged: NotJudgedLog;
  readonly #admission: HttpsServer;
  readonly #connections: Connections;
  readonly #health: FastifyInstance;
  readonly #closed = Promise.withResolvers<void>();
  readonly #leftovers: Leftovers;
  readonly #endings: (() => void)[] = [];
  #phase: Phase = 'serving';
  #closing: Promise<void> | undefined;
  #endDelay: () => void = () => {};
  #cutting: NodeJS.Timeout | undefined;

  constructor(
    options: ServerOptions,
    deps: ServerDeps,
    certificate: Reloadable<Certificate>,
    policies: Reloadable<PolicySet>,
  ) {
    this.#options = options;
    this.#deps = deps;
    this.#timers = nodeTimers(deps.monotonic);
    this.#leftovers = new Leftovers(deps.collectGarbage, this.#timers);
    const queue = new Queue(this.#timers);
    this.#certificate = certificate;
    this.#policies = policies;
    this.#metrics = createMetrics({ certificateExpiry: () => this.#secondsLeft(), process: options.processMetrics });
    this.#log = createLog(deps.logStream, deps.now);
    this.#notJudged = new NotJudgedLog(deps.monotonic);
    this.#admission = createListener({
      tls: certificate.value,
      doors: new Map([
        ['/validate', { limits: this.#limits(options.maxBodyBytes), answer: (body) => this.#answer(body) }],
        ['/mutate', { limits: this.#limits(options.maxMutateBytes), answer: (body) => this.#mutate(body) }],
      ]),
      budget: new Budget(options.maxHeldBytes),
      queue,
      timers: this.#timers,
      times: options.connectionTimes,
      phase: () => this.#phase,
      failed: (reason) => this.#metrics.failed(reason),
      refusals: new RefusalLog(deps.monotonic),
      log: this.#log,
    });
    this.#connections = new Connections(this.#admission, {
      max: options.maxConnections,
      now: () => deps.monotonic() - queue.judgedMs,
      dropped: () => this.#metrics.failed('connection_limit'),
    });
    this.#health = createHealthApp(this.#readiness, this.#metrics.registry);
  }

  async start(): Promise<RunningServer> {
    const { bind, port, healthPort, certFile, keyFile, clientCaFile, policyFiles, watch } = this.#options;
    this.#readiness.add('certificate', () => (this.#secondsLeft() > 0 ? undefined : 'the certificate has ended'));
    const connected = this.#readiness.pending('tls', 'not yet connected by ourselves');
    const proven = this.#readiness.pending('policy', 'self-test not yet passed');
    this.#readiness.add('shutdown', () => (this.#phase === 'serving' ? undefined : 'shutting down'));

    const health = await listen(this.#health, bind, healthPort);
    const admission = await listen(bindable(this.#admission), bind, port);
    this.#log.info(`listening at https://${hostPort(admission)}`);
    this.#metrics.policies(this.#policies.value);
    await connectToOurselves(admission.address, admission.port, this.#certificate.value).catch((error: unknown) => {
      throw new ExternalError(`self-test: cannot reach our own port ${admission.port} over TLS`, { cause: error });
    });
    connected();
    this.#prove(this.#policies.value);
    proven();

    const certificateFiles = [certFile, keyFile, ...(clientCaFile === undefined ? [] : [clientCaFile])];
    this.#endings.push(watchFiles(certificateFiles, this.#deps.files, watch, () => void this.#reloadCertificate()));
    if (policyFiles.length > 0) {
      this.#endings.push(watchFiles(policyFiles, this.#deps.files, watch, () => void this.#reloadPolicies()));
    }
    this.#logIdle(this.#policies.value);
    this.#log.info({ policies: named(this.#policies.value) }, 'ready');
    return {
      addresses: { admission, health },
      reload: async () => {
        await Promise.all([this.#reloadCertificate(), this.#reloadPolicies()]);
      },
      close: () => this.close(),
      abort: () => this.abort(),
      closed: this.#closed.promise,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#drain();
    return this.#closing;
  }

  async abort(): Promise<void> {
    const closing = this.close();
    this.#endDelay();
    this.#cutConnections();
    await closing;
  }

  async #drain(): Promise<void> {
    // Endpoints are taken away from this replica only some time after it stops being ready: until then it serves like any other, but keeps no connection.
    this.#phase = 'draining';
    const { drainDelayMs, deadlineMs } = this.#options;
    const deadline = setTimeout(() => this.#cutConnections(), deadlineMs);
    this.#log.info({ drainDelayMs, deadlineMs }, 'draining');
    await this.#delay(drainDelayMs);
    // After a long turn of judging, requests wait to be read on connections that closing would take for idle.
    await this.#endOfTurn();
    this.#phase = 'closing';
    for (const end of this.#endings) end();
    const quiet = setInterval(() => this.#timers.atEndOfTurn(() => this.#connections.endQuiet()), END_QUIET_MS);
    await closeServer(this.#admission);
    clearInterval(quiet);
    await this.#health.close();
    this.#log.info('closed');
    clearTimeout(deadline);
    clearInterval(this.#cutting);
    this.#closed.resolve();
  }

  /** Again and again, because a connection may be accepted while the listener is still closing. */
  #cutConnections(): void {
    const cut = (): void => {
      this.#admission.closeAllConnections();
      this.#health.server.closeAllConnections();
    };
    cut();
    this.#cutting ??= setInterval(cut, CUT_AGAIN_MS);
  }

  #endOfTurn(): Promise<void> {
    return new Promise((resolve) => this.#timers.atEndOfTurn(resolve));
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

  #answer(body: Body): Answer {
    this.#leftovers.judged(sizeOf(body));
    const begin = this.#deps.monotonic();
    const set = this.#policies.value;
    const answer =
      body.kind === 'over'
        ? judgeOversized(body.head, this.#options.maxBodyBytes, set)
        : judge(body.bytes, set, this.#deps.hash);
    const seconds = (this.#deps.monotonic() - begin) / 1000;
    this.#metrics.answered(answer, seconds);
    if (answer.isOurs)
      logAnswer(this.#log, { share: this.#options.logSample, random: this.#deps.random }, answer, seconds);
    else this.#notJudged.warn(this.#log, answer);
    return answer;
  }

  #mutate(body: Body): Mutation {
    this.#leftovers.judged(sizeOf(body));
    const begin = this.#deps.monotonic();
    const mutation =
      body.kind === 'over'
        ? mutateOversized(body.head, this.#options.maxMutateBytes)
        : mutate(body.bytes, this.#policies.value);
    this.#metrics.mutated(mutation);
    const seconds = (this.#deps.monotonic() - begin) / 1000;
    if (mutation.outcome === 'not_judged') this.#notJudged.warn(this.#log, mutation);
    else logMutation(this.#log, { share: this.#options.logSample, random: this.#deps.random }, mutation, seconds);
    return mutation;
  }

  #limits(maxBytes: number): BodyLimits {
    return { maxBytes, timeoutMs: this.#options.bodyTimeoutMs };
  }

  #reloadCertificate(): Promise<void> {
    return this.#certificate.check({
      replaced: (certificate) => {
        this.#admission.setSecureContext(tlsOptions(certificate));
        this.#log.info({ notAfter: certificate.chain[0].validToDate }, 'certificate replaced');
      },
      refused: (error) => this.#refused('certificate_reload', error),
    });
  }

  #reloadPolicies(): Promise<void> {
    return this.#policies.check({
      replaced: (set) => {
        this.#prove(set);
        this.#metrics.policies(set);
        this.#logIdle(set);
        this.#log.info({ policies: named(set) }, 'policies replaced');
      },
      refused: (error) => this.#refused('policy_reload', error),
    });
  }

  /** Ready all the same: a policy may be meant to rest, and a replica that is not ready helps nobody. */
  #logIdle({ policies }: PolicySet): void {
    for (const { name, idle } of policies) {
      if (idle !== undefined)
        this.#log.warn({ policy: name, why: idle }, 'a policy finds nothing, whatever is written');
    }
    if (policies.every(({ idle }) => idle !== undefined))
      this.#log.warn('no policy finds anything: nothing will be denied');
  }

  #refused(reason: 'certificate_reload' | 'policy_reload', error: Error): void {
    this.#metrics.failed(reason);
    this.#log.error({ reason, problem: lines(error) }, 'not reloaded: the last good one stays in use');
  }

  #prove(set: PolicySet): void {
    try {
      proveEngine(set, () => this.#deps.loadPolicies([]), this.#deps.hash);
    } catch (error) {
      throw new ExternalError('self-test failed', { cause: error });
    }
  }

  #secondsLeft(): number {
    return (this.#certificate.value.chain[0].validToDate.getTime() - this.#deps.now().getTime()) / 1000;
  }
}

function sizeOf(body: Body): number {
  return body.kind === 'whole' ? body.bytes.length : body.head.length;
}

/** An IPv6 address stands in brackets. */
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
