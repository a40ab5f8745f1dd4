// An API server over TLS that answers as a test says, and the kubeconfig to reach it.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { certificatePem, createAuthority, createLeaf, privateKeyPem, type Means } from '../../src/certs/issue.ts';
import { Client, type Patience } from '../../src/kube/client.ts';
import { openCluster } from '../../src/kube/cluster.ts';
import { Transport } from '../../src/kube/transport.ts';

const means: Means = { now: new Date(), randomBytes, algorithm: 'ecdsa-p256' };
const authority = createAuthority('test CA', means);
const leaf = createLeaf(['127.0.0.1'], authority, means);

export interface Asked {
  readonly path: string;
  readonly limit: number;
  readonly token: string;
  readonly headers: IncomingMessage['headers'];
}

export type Answering = (asked: Asked, response: ServerResponse) => void;

export interface FakeApi {
  readonly url: string;
  readonly folder: string;
  readonly kubeconfig: string;
  /** Every request so far, except those for Endpoints. */
  readonly asked: readonly Asked[];
  /** Requests for v1 Endpoints. */
  readonly askedEndpoints: readonly Asked[];
  /** How many connections there have been. */
  readonly connections: () => number;
}

/** The n-th request gets the n-th answer, further ones the last. There are no v1 Endpoints. */
export async function fakeApi(...answers: readonly Answering[]): Promise<FakeApi> {
  return fakeCluster(answers, [endpointsPage([])]);
}

/** As `fakeApi`, with answers about Endpoints too. */
export async function fakeCluster(answers: readonly Answering[], endpoints: readonly Answering[]): Promise<FakeApi> {
  const asked: Asked[] = [];
  const askedEndpoints: Asked[] = [];
  let connections = 0;
  const server = createServer({ cert: certificatePem(leaf), key: privateKeyPem(leaf) }, (request, response) => {
    const url = new URL(request.url ?? '', 'https://fake');
    const query = url.searchParams;
    const one = {
      path: url.pathname,
      limit: Number(query.get('limit')),
      token: query.get('continue') ?? '',
      headers: request.headers,
    };
    const [seen, given] = url.pathname.endsWith('/endpoints') ? [askedEndpoints, endpoints] : [asked, answers];
    seen.push(one);
    (given[seen.length - 1] ?? given.at(-1))?.(one, response);
  });
  server.on('secureConnection', () => connections++);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  const url = `https://127.0.0.1:${address.port}`;
  const folder = await mkdtemp(path.join(tmpdir(), 'sliceward-kube-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const kubeconfig = path.join(folder, 'config');
  await writeFile(kubeconfig, JSON.stringify(configOf(url, { token: 'first' })));
  return { url, folder, kubeconfig, asked, askedEndpoints, connections: () => connections };
}

export function configOf(
  server: string,
  user: object,
  cluster: object = { 'certificate-authority-data': ca() },
): object {
  return {
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'test', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'test',
  };
}

export function ca(): string {
  return Buffer.from(certificatePem(authority)).toString('base64');
}

/** Waits for nothing, and keeps what it would have waited for, in milliseconds. */
export function impatience(): Patience & { readonly waits: readonly number[] } {
  const waits: number[] = [];
  return {
    random: () => 1,
    sleep: (milliseconds, signal) => (waits.push(milliseconds), signal.throwIfAborted(), Promise.resolve()),
    waits,
  };
}

/** `timeoutMs` is for one answer. */
export function clientOf(
  { kubeconfig }: FakeApi,
  { timeoutMs = 5000, patience = impatience() }: { timeoutMs?: number; patience?: Patience } = {},
): Client {
  const transport = new Transport(openCluster({ kubeconfig, env: {} }), { timeoutMs, userAgent: 'sliceward/test' });
  const client = new Client(transport, patience);
  onTestFinished(() => client.close());
  return client;
}

export function json(code: number, body: unknown, headers: Record<string, string> = {}): Answering {
  return (_, response) =>
    void response.writeHead(code, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

export function status(
  code: number,
  message: string,
  metadata: object = {},
  headers: Record<string, string> = {},
): Answering {
  return json(code, { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, code }, headers);
}

/** One page; `token` leads to the next. */
export function page(items: readonly object[], token = '', remainingItemCount?: number): Answering {
  return json(200, list(items, { continue: token, remainingItemCount }));
}

/** All Endpoints in one page. */
export function endpointsPage(items: readonly object[]): Answering {
  return json(200, { kind: 'EndpointsList', apiVersion: 'v1', metadata: { resourceVersion: '7' }, items });
}

/** A server that holds these objects and pages as Kubernetes does. */
export function pagesOf(items: readonly object[]): Answering {
  return ({ limit, token }, response) => {
    const first = Number(token);
    const end = first + limit;
    const metadata = end < items.length ? { continue: String(end), remainingItemCount: items.length - end } : {};
    response.end(JSON.stringify(list(items.slice(first, end), metadata)));
  };
}

export const reset: Answering = (_, response) => void response.socket?.destroy();

function list(items: readonly object[], metadata: object): object {
  return {
    kind: 'EndpointSliceList',
    apiVersion: 'discovery.k8s.io/v1',
    metadata: { resourceVersion: '7', ...metadata },
    items,
  };
}
