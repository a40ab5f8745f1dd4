// A real server on free ports with fresh certificates, and a client that sends it anything.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent, request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RunningServer, ServerDeps, ServerOptions } from '../../src/admission/server-options.ts';
import { startServer } from '../../src/admission/server.ts';
import { certificateSource, type CertificateFiles } from '../../src/admission/sources/certificate-source.ts';
import { nodeFiles, type Files, type WatchTimes } from '../../src/admission/sources/files.ts';
import { policySource } from '../../src/admission/sources/policy-source.ts';
import { certificatePem, createAuthority, createLeaf, privateKeyPem, type Means } from '../../src/certs/issue.ts';
import type { Identity } from '../../src/certs/x509.ts';
import { sha256 } from '../../src/commands/sha256.ts';
import { loadPolicies, type LoadOptions } from '../../src/policy/load/load.ts';
import { reloadPolicies } from '../../src/policy/load/reload.ts';
import { RULES } from '../../src/rules/index.ts';

export const means = (now = new Date()): Means => ({ now, randomBytes, algorithm: 'ecdsa-p256' });

export const authority = createAuthority('test CA', means());
export const ca = certificatePem(authority);

export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

export function newLeaf(now = new Date()): Identity {
  return createLeaf(['localhost', '127.0.0.1', '::1'], authority, means(now));
}

export interface Running {
  readonly server: RunningServer;
  readonly directory: string;
  readonly logs: Record<string, unknown>[];
  readonly port: number;
  readonly healthPort: number;
}

export interface Start extends Partial<ServerOptions>, Partial<CertificateFiles> {
  readonly policyFiles?: readonly string[];
  readonly watch?: WatchTimes;
  readonly files?: Files;
  readonly load?: Partial<LoadOptions>;
}

export async function start(changes: Start = {}, deps: Partial<ServerDeps> = {}): Promise<Running> {
  const directory = await temporaryDirectory();
  const leaf = newLeaf();
  const certFile = join(directory, 'tls.crt');
  const keyFile = join(directory, 'tls.key');
  await writeFile(certFile, certificatePem(leaf) + ca);
  await writeFile(keyFile, privateKeyPem(leaf));
  const logs: Record<string, unknown>[] = [];
  const watched = { files: changes.files ?? nodeFiles, times: changes.watch ?? { debounceMs: 20, pollMs: 60_000 } };
  const load = { rules: RULES, sha256, ...changes.load };
  const certificate = certificateSource(
    { certFile, keyFile, clientCaFile: undefined, ...changes },
    { ...watched, now: () => new Date() },
  );
  const policies = policySource(changes.policyFiles ?? [], {
    ...watched,
    load: (sources, previous) => reloadPolicies(sources, load, previous),
  });
  const server = await startServer(
    {
      bind: '127.0.0.1',
      port: 0,
      healthPort: 0,
      drainDelayMs: 0,
      deadlineMs: 5000,
      bodyTimeoutMs: 5000,
      maxBodyBytes: 1024 * 1024,
      maxMutateBytes: 2 * 1024 * 1024,
      maxHeldBytes: 16 * 1024 * 1024,
      maxConnections: 100,
      logSample: 1,
      processMetrics: false,
      ...changes,
    },
    {
      certificate,
      policies,
      recommended: () => loadPolicies([], load),
      hash: sha256,
      now: () => new Date(),
      monotonic: () => performance.now(),
      random: () => 0,
      collectGarbage: () => {},
      logStream: { write: (line) => logs.push(JSON.parse(line)) },
      ...deps,
    },
  );
  onTestFinished(() => server.abort());
  return { server, directory, logs, port: server.addresses.admission.port, healthPort: server.addresses.health.port };
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever a test looks into
  readonly json: any;
}

export interface Send extends Omit<RequestOptions, 'headers'> {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer | undefined;
}

/** One request on a connection of its own, unless an agent is given; with any TLS options. */
export function send(port: number, { body, headers, ...options }: Send = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port,
        path: '/validate',
        method: 'POST',
        ca,
        agent: false,
        headers: { 'content-type': 'application/json', ...headers },
        ...options,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString('utf8');
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: parse(text) });
        });
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

export function health(port: number, path: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host: '127.0.0.1', port, path, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    call.on('error', reject);
    call.end();
  });
}

/** The value of a metric's series, 0 when absent. */
export async function metric(port: number, series: string): Promise<number> {
  const { text } = await health(port, '/metrics');
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
}

/** Waits until `probe` gives something that counts as true, at most 5 s. */
export async function eventually<T>(probe: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let attempt = 0; attempt < 250; attempt++) {
    const value = await probe();
    if (value) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not happen within 5 s');
}
