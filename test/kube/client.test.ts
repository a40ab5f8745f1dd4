import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ExternalError } from '../../src/model/problem.ts';
import { PATIENCE } from '../../src/kube/client.ts';
import { statusError } from '../../src/kube/status.ts';
import {
  clientOf,
  configOf,
  fakeApi,
  impatience,
  json,
  reset,
  status,
  type Answering,
  type FakeApi,
} from './fake-api.ts';

const LIMIT = 1024 * 1024;
const get = (api: FakeApi, patience = impatience()) =>
  clientOf(api, { patience }).get('/x', LIMIT, new AbortController().signal);
const fine = json(200, {});

const SLICES = { resource: 'endpointslices', kind: 'EndpointSlices' };

describe('Client', () => {
  it.each([429, 500, 502, 503, 504])('retries after %i', async (code) => {
    const api = await fakeApi(status(code, 'busy'), status(code, 'busy'), fine);
    expect((await get(api)).status).toBe(200);
    expect(api.asked).toHaveLength(3);
  });

  it('gives the last answer of five, after waiting longer and longer', async () => {
    const api = await fakeApi(status(503, 'down'));
    const patience = impatience();
    const answer = await get(api, patience);
    expect(answer.status).toBe(503);
    expect(statusError(answer, SLICES).message).toBe('the API server answers 503: down');
    expect(api.asked).toHaveLength(5);
    expect(patience.waits).toEqual([500, 1000, 2000, 4000]);
  });

  it('waits as long as it is asked to, but no longer than 30 s', async () => {
    const busy = (after: string): Answering => status(429, 'busy', {}, { 'retry-after': after });
    const patience = impatience();
    await get(await fakeApi(busy('0'), busy('7'), busy('999999'), busy('soon'), fine), patience);
    expect(patience.waits).toEqual([0, 7000, 30_000, 4000]);
  });

  it('can be stopped while it waits', async () => {
    const stop = new AbortController();
    const api = await fakeApi(status(429, 'busy'));
    const patience = { random: () => 1, sleep: PATIENCE.sleep };
    const asking = clientOf(api, { patience }).get('/x', LIMIT, stop.signal);
    while (api.asked.length === 0) await new Promise((soon) => setTimeout(soon, 1));
    stop.abort();
    await expect(asking).rejects.toThrow('aborted');
    expect(api.asked).toHaveLength(1);
  });

  it.each([400, 403, 404, 410])('does not retry after %i', async (code) => {
    const api = await fakeApi(status(code, 'no'));
    expect((await get(api)).status).toBe(code);
    expect(api.asked).toHaveLength(1);
  });

  it('retries after a reset, in the middle of a body too', async () => {
    const half: Answering = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{');
      setTimeout(() => response.socket?.destroy(), 5);
    };
    const api = await fakeApi(reset, half, fine);
    expect((await get(api)).body.toString()).toBe('{}');
    expect(api.asked).toHaveLength(3);
  });

  it('says so when no server answers', async () => {
    const api = await fakeApi(reset);
    await expect(get(api)).rejects.toThrow(/^the API server cannot be reached: /);
    const refused = { ...api, kubeconfig: path.join(api.folder, 'refused') };
    await writeFile(refused.kubeconfig, JSON.stringify(configOf('https://127.0.0.1:1', {})));
    const asking = get(refused);
    await expect(asking).rejects.toBeInstanceOf(ExternalError);
    await expect(asking).rejects.toThrow('ECONNREFUSED');
  });
});

describe('credentials', () => {
  /** Accepts the token `good` alone. */
  const guarded: Answering = (asked, response) =>
    (asked.headers.authorization === 'Bearer good' ? fine : status(401, 'Unauthorized'))(asked, response);

  it('are read again after a 401: a token file', async () => {
    let accepted = 'Bearer first';
    const api = await fakeApi((asked, response) =>
      (asked.headers.authorization === accepted ? fine : status(401, 'Unauthorized'))(asked, response),
    );
    const tokenFile = path.join(api.folder, 'token');
    await writeFile(tokenFile, 'first\n');
    await writeFile(api.kubeconfig, JSON.stringify(configOf(api.url, { tokenFile })));
    const client = clientOf(api);
    const signal = new AbortController().signal;
    expect((await client.get('/x', LIMIT, signal)).status).toBe(200);
    await writeFile(tokenFile, 'second\n');
    accepted = 'Bearer second';
    expect((await client.get('/x', LIMIT, signal)).status).toBe(200);
    expect(api.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer first',
      'Bearer first',
      'Bearer second',
    ]);
  });

  it('are asked for again after a 401: a login program', async () => {
    const api = await fakeApi(guarded);
    const program = path.join(api.folder, 'login');
    // Says "expired" the first time it runs, then "good".
    await writeFile(
      program,
      `#!/bin/sh
token=expired; [ -e "$0.ran" ] && token=good; : > "$0.ran"
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$token'"}}'
`,
    );
    await chmod(program, 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: program, interactiveMode: 'Never' };
    await writeFile(api.kubeconfig, JSON.stringify(configOf(api.url, { exec })));
    const client = clientOf(api);
    const signal = new AbortController().signal;
    expect((await client.get('/x', LIMIT, signal)).status).toBe(200);
    expect((await client.get('/x', LIMIT, signal)).status).toBe(200);
    expect(api.asked.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer expired',
      'Bearer good',
      'Bearer good',
    ]);
  });

  it('are read again once only', async () => {
    const api = await fakeApi(status(401, 'Unauthorized'));
    const answer = await get(api);
    expect(api.asked).toHaveLength(2);
    expect(statusError(answer, SLICES).message).toBe(
      'the API server does not accept these credentials (401): log in again: Unauthorized',
    );
  });
});
