import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Cluster, Credentials } from '../../src/kube/cluster.ts';
import { BodyTooLarge, Transport, type Answer } from '../../src/kube/transport.ts';
import { ca, clientOf, configOf, fakeApi, json } from './fake-api.ts';

const LIMIT = 1024 * 1024;

interface Loopback {
  readonly url: string;
  /** Paths and headers of all requests so far. */
  readonly asked: { readonly path: string | undefined; readonly headers: NodeJS.Dict<string | string[]> }[];
  readonly connections: () => number;
}

/** A plain HTTP server. */
async function loopback(answer: RequestListener): Promise<Loopback> {
  const asked: Loopback['asked'] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    asked.push({ path: request.url, headers: request.headers });
    answer(request, response);
  });
  server.on('connection', () => connections++);
  return { url: `http://127.0.0.1:${await listen(server)}`, asked, connections: () => connections };
}

/** On a free port, until the test ends. */
async function listen(server: Server): Promise<number> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

const NO_CREDENTIALS: Credentials = { headers: {}, tls: {} };

function transport(server: string, changes: Partial<Cluster> = {}, timeoutMs = 5000): Transport {
  const cluster: Cluster = {
    name: 'test',
    server: new URL(server),
    proxy: undefined,
    credentials: () => Promise.resolve(NO_CREDENTIALS),
    refresh: () => {},
    ...changes,
  };
  const one = new Transport(cluster, { timeoutMs, userAgent: 'sliceward/test' });
  onTestFinished(() => one.close());
  return one;
}

function get(one: Transport, signal = new AbortController().signal): Promise<Answer> {
  return one.get('/x', LIMIT, signal);
}

describe('a request', () => {
  it.each([
    ['', '/x'],
    ['/', '/x'],
    ['/clusters/one', '/clusters/one/x'],
    ['/clusters/one/', '/clusters/one/x'],
  ])('is for a path below that of the server: "%s"', async (below, path) => {
    const api = await loopback((_, response) => response.end());
    await get(transport(`${api.url}${below}`));
    expect(api.asked.map((one) => one.path)).toEqual([path]);
  });

  it('has the credentials of its moment', async () => {
    const api = await loopback((_, response) => response.end());
    let token = 'first';
    const one = transport(api.url, {
      credentials: () => Promise.resolve({ headers: { authorization: `Bearer ${token}` }, tls: {} }),
    });
    await get(one);
    token = 'second';
    await get(one);
    expect(api.asked.map(({ headers }) => headers)).toMatchObject([
      { authorization: 'Bearer first', accept: 'application/json', 'user-agent': 'sliceward/test' },
      { authorization: 'Bearer second', accept: 'application/json', 'user-agent': 'sliceward/test' },
    ]);
  });

  it('is not sent without credentials', async () => {
    const api = await loopback((_, response) => response.end());
    const missing = new Error('no credentials');
    await expect(get(transport(api.url, { credentials: () => Promise.reject(missing) }))).rejects.toBe(missing);
    expect(api.asked).toEqual([]);
  });

  it('goes through the proxy of the kubeconfig, encrypted to the API server', async () => {
    const api = await fakeApi(json(200, {}));
    const targets: (string | undefined)[] = [];
    const proxy = createServer().on('connect', ({ url }, client) => {
      targets.push(url);
      const upstream = connect(Number(new URL(api.url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 Connection established\r\n\r\n');
        upstream.pipe(client).pipe(upstream);
      });
      // The end of one side is the end of the other.
      upstream.on('error', () => client.destroy()).on('close', () => client.destroy());
      client.on('error', () => upstream.destroy()).on('close', () => upstream.destroy());
    });
    const port = await listen(proxy);
    const through = { 'certificate-authority-data': ca(), 'proxy-url': `http://127.0.0.1:${port}` };
    await writeFile(api.kubeconfig, JSON.stringify(configOf(api.url, {}, through)));
    const answer = await clientOf(api).get('/x', LIMIT, new AbortController().signal);
    expect(answer.status).toBe(200);
    expect(targets).toEqual([new URL(api.url).host]);
  });
});

describe('an answer', () => {
  it.each([200, 302, 401, 404, 410, 429, 500, 503])('is returned with its status and body: %i', async (status) => {
    const api = await loopback((_, response) => response.writeHead(status, { location: '/elsewhere' }).end('text'));
    expect(await get(transport(api.url))).toEqual({ status, retryAfter: undefined, body: Buffer.from('text') });
    expect(api.asked).toHaveLength(1);
  });

  it.each([
    ['0', 0],
    ['7', 7],
    ['999999', 999_999],
    ['9999999', undefined],
    ['-1', undefined],
    ['1.5', undefined],
    ['Wed, 21 Oct 2015 07:28:00 GMT', undefined],
  ])('says by Retry-After how many seconds to wait: %s', async (header, seconds) => {
    const api = await loopback((_, response) => response.writeHead(429, { 'retry-after': header }).end());
    expect((await get(transport(api.url))).retryAfter).toBe(seconds);
  });

  it('may be as large as the caller takes and no larger', async () => {
    const api = await loopback(({ url }, response) => response.end(Buffer.alloc(Number(url?.slice(1)), 'x')));
    const one = transport(api.url);
    const { signal } = new AbortController();
    expect((await one.get('/1000', 1000, signal)).body.equals(Buffer.alloc(1000, 'x'))).toBe(true);
    const tooLarge = one.get('/1001', 1000, signal);
    await expect(tooLarge).rejects.toBeInstanceOf(BodyTooLarge);
    await expect(tooLarge).rejects.toThrow('more than 1000 bytes');
    // The transport is as good as before.
    expect((await one.get('/10', 1000, signal)).status).toBe(200);
  });

  it('must come whole within the time of a request', async () => {
    const api = await loopback(({ url }, response) => {
      if (url === '/body') response.write('half');
    });
    for (const path of ['/head', '/body']) {
      const asking = transport(api.url, {}, 20).get(path, LIMIT, new AbortController().signal);
      await expect(asking).rejects.toMatchObject({ name: 'TimeoutError' });
    }
  });

  it('is no longer waited for when the caller stops', async () => {
    const asked = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const api = await loopback((_, response) => {
      response.on('close', () => gone.resolve());
      asked.resolve();
    });
    const stop = new AbortController();
    const asking = get(transport(api.url), stop.signal);
    await asked.promise;
    const reason = new Error('enough');
    stop.abort(reason);
    await expect(asking).rejects.toBe(reason);
    await gone.promise;
    expect(api.asked).toHaveLength(1);
  });
});

describe('connections', () => {
  it('are kept while certificates and keys are the same', async () => {
    const api = await loopback((_, response) => response.end());
    let tls: Credentials['tls'] = { servername: 'one' };
    const one = transport(api.url, { credentials: () => Promise.resolve({ headers: {}, tls: { ...tls } }) });
    await get(one);
    await get(one);
    expect(api.connections()).toBe(1);
    tls = { servername: 'two' };
    await get(one);
    expect(api.connections()).toBe(2);
  });

  it('end when the transport is closed, with what is in flight', async () => {
    const asked = Promise.withResolvers<void>();
    const api = await loopback(() => asked.resolve());
    const one = transport(api.url);
    const failed = get(one).catch((error: unknown) => error);
    await asked.promise;
    await one.close();
    expect(await failed).toBeInstanceOf(Error);
    await expect(one.close()).resolves.toBeUndefined();
  });

  it('trust the CA of the kubeconfig and no other', async () => {
    const api = await fakeApi(json(200, {}));
    await writeFile(api.kubeconfig, JSON.stringify(configOf(api.url, {}, {})));
    const asking = clientOf(api).get('/x', LIMIT, new AbortController().signal);
    await expect(asking).rejects.toThrow(/self-signed|unable to verify|unable to get/);
    expect(api.asked).toEqual([]);
  });
});

it('forgets credentials by asking the cluster to', () => {
  const refresh = vi.fn<() => void>();
  transport('http://127.0.0.1:1', { refresh }).refresh();
  expect(refresh).toHaveBeenCalledOnce();
});
