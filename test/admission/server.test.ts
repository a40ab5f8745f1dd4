import { writeFile } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificatePem, privateKeyPem } from '../../src/certs/issue.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';
import type { PolicySet } from '../../src/policy/policy-set.ts';
import { blockLoop } from './listening.ts';
import { badSlice, body, goodSlice, review } from './reviews.ts';
import { MemorySource } from './sources/memory-source.ts';
import { authority, ca, eventually, health, keepAlive, metric, newLeaf, send, start } from './support.ts';

function open(port: number, options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca, ...options });
    onTestFinished(() => void socket.destroy());
    socket.once('secureConnect', () => resolve(socket)).on('error', reject);
  });
}

/** All that comes back until the other side closes. */
function drain(socket: TLSSocket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    socket.on('error', () => resolve(text)).on('close', () => resolve(text));
  });
}

const head = (length: number) =>
  `POST /validate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${length}\r\n\r\n`;

describe('reviews over TLS', () => {
  it('answers, counts and logs', async () => {
    const { port, healthPort, logs } = await start();
    const denied = await send(port, { body: body({ object: badSlice() }), path: '/validate?timeout=3s' });
    expect(denied.status).toBe(200);
    expect(denied.headers['content-type']).toContain('application/json');
    expect(denied.json.response).toMatchObject({ uid: 'b3c2-1', allowed: false, status: { code: 403 } });
    expect((await send(port, { body: body({ dryRun: true }) })).json.response.allowed).toBe(true);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="denied",writer_class="other"}'),
    ).toBe(1);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="allowed",writer_class="other"}'),
    ).toBe(1);
    expect(
      await metric(healthPort, 'sliceward_findings_total{rule="port-number",action="deny",door="admission"}'),
    ).toBe(1);
    expect(await metric(healthPort, 'sliceward_review_seconds_count')).toBe(2);
    expect(await metric(healthPort, 'sliceward_certificate_expiry_seconds')).toBeGreaterThan(86_400 * 300);
    expect((await health(healthPort, '/metrics')).text).toMatch(
      /^sliceward_policy_info\{name="recommended",digest="sha256:/m,
    );
    const lines = logs.filter(({ msg }) => msg === 'review');
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
      uid: 'b3c2-1',
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web-1',
      user: 'jane',
      writer: 'other',
      dryRun: false,
      allowed: false,
      rules: ['port-number'],
      counts: { deny: 1, warn: 0, audit: 0 },
      digest: denied.json.response.auditAnnotations.digest,
      durationMs: expect.any(Number),
    });
    expect(lines[1]).toMatchObject({ dryRun: true, allowed: true });
  });

  it('logs clean reviews by sample, and others always', async () => {
    const { port, logs } = await start({ logSample: 0.5 }, { random: () => 0.5 });
    await send(port, { body: body() });
    await send(port, { body: body({ object: badSlice() }) });
    await send(port, { body: body({ object: { endpoints: 'x' } }) });
    expect(
      logs.filter(({ msg }) => String(msg).startsWith('review')).map(({ msg, allowed }) => [msg, allowed]),
    ).toEqual([
      ['review', false],
      ['review refused', false],
    ]);
  });

  it('counts what is not its own at both doors, and tells of it once a minute', async () => {
    let later = 0;
    const { port, healthPort, logs } = await start({}, { monotonic: () => performance.now() + later });
    const pod = { kind: { group: '', version: 'v1', kind: 'Pod' } };
    const both = async (): Promise<void> => {
      for (const path of ['/validate', '/mutate']) {
        for (const user of ['jane', 'system:node:a']) {
          const { response } = (await send(port, { path, body: body({ ...pod, user }) })).json;
          expect(response).toMatchObject({ uid: 'b3c2-1', allowed: true });
          expect(response.warnings?.length).toBe(user === 'jane' ? 1 : undefined);
        }
      }
    };
    const told = (): unknown[] => logs.filter(({ msg }) => msg === 'not judged').map(({ suppressed }) => suppressed);
    await both();
    expect(told()).toEqual([undefined]);
    later = 59_000;
    await both();
    expect(told()).toEqual([undefined]);
    later = 61_000;
    await both();
    expect(told()).toEqual([undefined, 7]);
    later = 125_000;
    await both();
    expect(told()).toEqual([undefined, 7, 3]);
    expect(logs.find(({ msg }) => msg === 'not judged')).toMatchObject({
      level: 'warn',
      uid: 'b3c2-1',
      operation: 'CREATE',
      namespace: 'shop',
      name: 'web-1',
      user: 'jane',
      dryRun: false,
      refusal: expect.stringMatching(/^"v1 Pod" is no EndpointSlice; /),
    });
    expect(logs.filter(({ msg }) => /^(review|mutation)/.test(String(msg)))).toEqual([]);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="not_judged"}')).toBe(16);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="unjudgeable"}')).toBe(0);
    expect(
      await metric(
        healthPort,
        'sliceward_reviews_total{operation="CREATE",decision="not_judged",writer_class="unknown"}',
      ),
    ).toBe(8);
    expect(await metric(healthPort, 'sliceward_mutations_total{outcome="not_judged"}')).toBe(8);
    expect(await metric(healthPort, 'sliceward_review_seconds_count')).toBe(0);
  });

  it('counts and tells of what it cannot judge, whether denied or not', async () => {
    const { port, healthPort, logs } = await start();
    const object = { endpoints: 'x' };
    for (const user of ['jane', 'system:kube-controller-manager']) await send(port, { body: body({ object, user }) });
    expect(logs.filter(({ msg }) => msg === 'review refused').map(({ allowed, user }) => [allowed, user])).toEqual([
      [false, 'jane'],
      [true, 'system:kube-controller-manager'],
    ]);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="unjudgeable"}')).toBe(2);
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="refused",writer_class="unknown"}'),
    ).toBe(2);
  });

  it('offers HTTP/1.1 only and keeps connections longer than an API server does', async () => {
    const { port } = await start();
    const socket = await open(port, { ALPNProtocols: ['h2', 'http/1.1'] });
    expect(socket.alpnProtocol).toBe('http/1.1');
    const reply = await send(port, { body: body(), agent: keepAlive() });
    expect(reply.headers['keep-alive']).toBe('timeout=95');
  });

  it('refuses TLS below 1.2', async () => {
    const { port, healthPort, logs } = await start();
    await expect(
      send(port, { body: body(), maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    ).rejects.toThrow(/alert|unsupported|EPROTO|reset/i);
    expect(
      await eventually(() => metric(healthPort, 'sliceward_errors_total{reason="tls_handshake"}')),
    ).toBeGreaterThan(0);
    expect(logs.find(({ msg }) => msg === 'request refused')).toMatchObject({
      reason: 'tls_handshake',
      code: expect.stringContaining('SSL'),
    });
  });

  it('tells of a handshake that fails, and not of who only looks whether somebody listens', async () => {
    const { port, healthPort, logs } = await start();
    const failures = 'sliceward_errors_total{reason="tls_handshake"}';
    const looking = connectPlain(port, '127.0.0.1', () => looking.resetAndDestroy());
    looking.on('error', () => {});
    await eventually(async () => (await metric(healthPort, failures)) === 1);
    const plain = connectPlain(port, '127.0.0.1').resume();
    plain.on('error', () => {});
    plain.end('GET / HTTP/1.1\r\n\r\n');
    await eventually(async () => (await metric(healthPort, failures)) === 2);
    const told = logs.filter(({ reason }) => reason === 'tls_handshake');
    expect(told).toEqual([
      expect.objectContaining({
        msg: 'request refused',
        remote: expect.stringContaining('127.0.0.1'),
        code: 'ERR_SSL_HTTP_REQUEST',
      }),
    ]);
  });
});

describe('bad requests', () => {
  it.each<[string, number, string, Parameters<typeof send>[1]]>([
    ['another path', 404, 'path', { path: '/elsewhere', body: body() }],
    ['an unreadable path', 404, 'path', { path: '/%zz', body: body() }],
    ['a path of slashes', 404, 'path', { path: '//', body: body() }],
    ['GET', 405, 'method', { method: 'GET' }],
    ['PUT', 405, 'method', { method: 'PUT', body: body() }],
    ['PROPFIND', 405, 'method', { method: 'PROPFIND' }],
    ['text', 415, 'content_type', { headers: { 'content-type': 'text/plain' }, body: body() }],
    ['a content type that is none', 415, 'content_type', { headers: { 'content-type': 'nonsense' }, body: body() }],
    ['an empty body', 400, 'bad_json', { body: '', headers: { 'content-length': '0' } }],
    ['no JSON', 400, 'bad_json', { body: '{"request":' }],
    ['no review', 400, 'no_uid', { body: '{"hello":"world"}' }],
    ['an expectation', 417, 'expectation', { headers: { expect: '200-ok' }, body: body() }],
  ])('answers %s with a well-formed error', async (_, status, reason, request) => {
    const { port, healthPort, logs } = await start();
    const reply = await send(port, request);
    expect(reply.status).toBe(status);
    expect(reply.json).toMatchObject({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code: status,
      message: expect.any(String),
    });
    expect(await metric(healthPort, `sliceward_errors_total{reason="${reason}"}`)).toBe(1);
    expect(logs.find(({ msg }) => msg === 'request refused')).toMatchObject({ reason, status, level: 'warn' });
    expect((await send(port, { body: body() })).json.response.allowed).toBe(true);
  });

  it('lets whoever expects 100 Continue go on, and closes the connection on other expectations', async () => {
    const { port, healthPort } = await start();
    const socket = await open(port);
    const answer = drain(socket);
    const bytes = body();
    socket.write(head(bytes.length).replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'));
    await eventually(() => socket.bytesRead > 0);
    socket.write(bytes);
    await eventually(() => metric(healthPort, 'sliceward_review_seconds_count'));
    socket.write(head(bytes.length).replace('\r\n\r\n', '\r\nExpect: x\r\n\r\n'));
    const text = await answer;
    expect([...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(['100', '200', '417']);
    expect(text).toMatch(/417 Expectation Failed\r\n.*connection: close\r\n.*"kind":"Status"/is);
  });

  it('tells what is allowed with 405', async () => {
    const { port } = await start();
    expect((await send(port, { method: 'DELETE' })).headers.allow).toBe('POST');
  });

  it('takes a charset and a body in chunks', async () => {
    const { port } = await start();
    const headers = { 'content-type': 'application/json; charset=utf-8', 'transfer-encoding': 'chunked' };
    expect((await send(port, { headers, body: body() })).json.response.allowed).toBe(true);
  });

  it.each([
    ['garbage', 'hello there\r\n\r\n', /^HTTP\/1\.1 400 /],
    [
      'two lengths',
      'POST /validate HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      /^HTTP\/1\.1 400 /,
    ],
    ['endless headers', `POST /validate HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, /^HTTP\/1\.1 4/],
  ])('answers %s on the wire with a well-formed error', async (_, bytes, expected) => {
    const { port, healthPort } = await start();
    const socket = await open(port);
    socket.write(bytes);
    const text = await drain(socket);
    expect(text).toMatch(expected);
    expect(JSON.parse(text.slice(text.indexOf('\r\n\r\n')))).toMatchObject({ kind: 'Status', status: 'Failure' });
    expect(await metric(healthPort, 'sliceward_errors_total{reason="bad_http"}')).toBe(1);
  });

  it('survives plain HTTP on the TLS port and vanishing senders', async () => {
    const { port, healthPort } = await start();
    const plain = connectPlain(port, '127.0.0.1');
    plain.on('error', () => {}).end('GET / HTTP/1.1\r\n\r\n');
    const half = await open(port);
    half.write(head(1000) + '{"kind":');
    await new Promise((resolve) => setTimeout(resolve, 50));
    half.destroy();
    expect(await eventually(() => metric(healthPort, 'sliceward_errors_total{reason="aborted"}'))).toBe(1);
    expect((await send(port, { body: body() })).json.response.allowed).toBe(true);
  });

  it('gives up on a body that does not come', async () => {
    const { port, healthPort } = await start({ bodyTimeoutMs: 100 });
    const socket = await open(port);
    socket.write(head(1000) + '{"kind":');
    const text = await drain(socket);
    expect(text).toMatch(/^HTTP\/1\.1 408 .*connection: close/is);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="body_timeout"}')).toBe(1);
  });

  it('fails the call for a bug, with the log telling more', async () => {
    const { port, healthPort, logs } = await start({ logSample: 0.5 }, { random: broken });
    const reply = await send(port, { body: body() });
    expect(reply.status).toBe(500);
    expect(reply.json).toMatchObject({ kind: 'Status', reason: 'InternalError' });
    expect(reply.text).not.toContain('broken dice');
    expect(await metric(healthPort, 'sliceward_errors_total{reason="bug"}')).toBe(1);
    expect(JSON.stringify(logs)).toContain('broken dice');
  });
});

function broken(): never {
  throw new Error('broken dice');
}

describe('limits', () => {
  it('denies an oversized review with 413 if it begins as it should', async () => {
    const { port, healthPort, logs } = await start({ maxBodyBytes: 100_000 });
    const object = badSlice({ labels: { padding: 'x'.repeat(200_000) } });
    const denied = await send(port, { body: body({ object }) });
    expect(denied.status).toBe(200);
    expect(denied.json).toMatchObject({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid: 'b3c2-1', allowed: false, status: { code: 413, reason: 'RequestEntityTooLarge' } },
    });
    expect(
      await metric(healthPort, 'sliceward_reviews_total{operation="CREATE",decision="refused",writer_class="unknown"}'),
    ).toBe(1);
    expect(logs.find(({ msg }) => msg === 'review refused')).toMatchObject({
      uid: 'b3c2-1',
      allowed: false,
      user: 'jane',
      name: 'web-1',
    });
    const spared = await send(port, { body: body({ object, user: 'system:kube-controller-manager' }) });
    expect(spared.json.response).toEqual({ uid: 'b3c2-1', allowed: true });
    const tiny = await start({ maxBodyBytes: 500 });
    expect((await send(tiny.port, { body: body({ object }) })).json.response.status.code).toBe(413);
    const hidden = await send(port, { body: JSON.stringify({ padding: 'x'.repeat(300_000), ...review() }) });
    expect(hidden.status).toBe(400);
    expect(hidden.json).toMatchObject({ kind: 'Status', code: 400 });
    expect(hidden.headers.connection).toBe('close');
    expect(await metric(healthPort, 'sliceward_errors_total{reason="body_too_large"}')).toBe(1);
  });

  it('denies even what is so large that it is not read to its end', async () => {
    const { port } = await start({ maxBodyBytes: 10_000 });
    const socket = await open(port);
    const answer = drain(socket);
    socket.write(head(10_000_000_000));
    socket.write(JSON.stringify(review()).replace(/"object".*/, '"object":{'));
    const block = Buffer.alloc(16_384, 0x20);
    const pump = setInterval(() => socket.writable && socket.write(block), 1);
    onTestFinished(() => clearInterval(pump));
    expect(await answer).toMatch(/HTTP\/1\.1 200 .*"code":413/s);
  });

  it('judges a body of exactly the limit', async () => {
    const bytes = body({ object: badSlice() });
    const { port } = await start({ maxBodyBytes: bytes.length });
    expect((await send(port, { body: bytes })).json.response.status.code).toBe(403);
  });

  it('asks to come again when too many bytes are held, and forgets none', async () => {
    const bytes = body();
    const { port, healthPort } = await start({ maxHeldBytes: bytes.length + 100 });
    const holder = await open(port);
    holder.write(head(5000) + 'x'.repeat(200));
    const shed = await eventually(async () => {
      const reply = await send(port, { body: bytes });
      return reply.status === 503 ? reply : undefined;
    });
    expect(shed.headers).toMatchObject({ 'retry-after': '1', connection: 'close' });
    expect(shed.json).toMatchObject({ kind: 'Status', code: 503 });
    expect(await metric(healthPort, 'sliceward_errors_total{reason="overloaded"}')).toBe(1);
    holder.destroy();
    await eventually(async () => (await send(port, { body: bytes })).status === 200);
    for (let round = 0; round < 20; round++) expect((await send(port, { body: bytes })).status).toBe(200);
  });

  it('has room for ordinary reviews while strangers leave large bodies unfinished', async () => {
    const MIB = 1024 ** 2;
    const { port, healthPort } = await start({ maxBodyBytes: 24 * MIB, maxHeldBytes: 64 * MIB });
    // All that there is, if it were given to them.
    for (const sent of [24, 24, 16]) {
      const socket = await open(port);
      socket.write(head(24 * MIB + 1));
      await new Promise((resolve) => socket.write(Buffer.alloc(sent * MIB, 'x'), resolve));
    }
    const object = goodSlice({ labels: { padding: 'x'.repeat(MIB) } });
    await eventually(async () => (await send(port, { body: body({ object }) })).status === 503);
    for (let round = 0; round < 20; round++)
      expect((await send(port, { body: body() })).json.response.allowed).toBe(true);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="body_timeout"}')).toBe(0);
  });

  it('lets the connection go that asked the longest ago, so that nobody is locked out', async () => {
    let now = 0;
    const { port, healthPort } = await start({ maxConnections: 3 }, { monotonic: () => now });
    const dropped = (): Promise<number> => metric(healthPort, 'sliceward_errors_total{reason="connection_limit"}');
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before the connection stands.
    silent.on('error', () => {});
    const silentEnded = new Promise((resolve) => silent.once('close', resolve));
    const agent = keepAlive();
    for (let round = 0; round < 6; round++) {
      expect((await send(port, { body: body(), agent })).status).toBe(200);
      await open(port);
      now += 1001;
    }
    await silentEnded;
    // Of the silent one and the six others two are left beside ours.
    expect(await dropped()).toBe(5);

    now += 1001;
    await send(port, { body: body(), agent });
    await open(port);
    await open(port);
    // All three have just come or asked: now it is the newcomer who goes.
    await expect(send(port, { body: body() })).rejects.toThrow(/reset|disconnected|hang up/);
    expect((await send(port, { body: body(), agent })).status).toBe(200);
    expect(await dropped()).toBe(8);
  });
});

it('holds nobody for quiet because of the time in which it judged, when it chooses who has to go', async () => {
  let now = 0;
  const random = (): number => {
    now += 900;
    return 1;
  };
  const { port, healthPort } = await start({ maxConnections: 2, logSample: 0.5 }, { monotonic: () => now, random });
  const agent = keepAlive();
  const dropped = (): Promise<number> => metric(healthPort, 'sliceward_errors_total{reason="connection_limit"}');
  // The server's self-test had a connection too.
  await eventually(async () => (await dropped()) === 0);
  const asking = await open(port);
  const answer = drain(asking);
  expect((await send(port, { body: body(), agent })).status).toBe(200);
  expect(now).toBe(900);
  await expect(send(port, { body: body() })).rejects.toThrow(/reset|disconnected|hang up/);
  expect(await dropped()).toBe(1);
  asking.write(head(body().length).replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n') + body().toString());
  expect(await answer).toContain('"allowed":true');
});

describe('shutdown', () => {
  it.each(['once the drain delay is over', 'while it closes'])('answers what came during a block, %s', async (when) => {
    const { server, port } = await start({ drainDelayMs: 300 });
    const socket = await open(port);
    const answers = drain(socket);
    const request = head(body().length) + body().toString();
    const isClosing = when === 'while it closes';
    // A server that closes ends at once only connections that have asked before, and the others when they are quiet.
    if (!isClosing) {
      socket.write(request);
      await eventually(() => socket.bytesRead > 0);
    }
    void server.close();
    await new Promise((resolve) => setTimeout(resolve, isClosing ? 400 : 100));
    // As judging does, at the end of a turn: the next one begins with timers. What is sent is in the kernel at once.
    setImmediate(() => {
      socket.write(request);
      blockLoop(500);
    });
    expect([...(await answers).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)).toEqual(
      isClosing ? ['503'] : ['200', '200'],
    );
    await server.closed;
  });

  it('serves without keeping connections while it drains, then closes', async () => {
    const { server, port, healthPort } = await start({ drainDelayMs: 300 });
    const agent = keepAlive();
    expect((await send(port, { body: body(), agent })).headers.connection).toBe('keep-alive');
    const closing = server.close();
    expect(server.close()).toBe(closing);
    expect((await health(healthPort, '/readyz')).status).toBe(503);
    expect((await health(healthPort, '/livez')).status).toBe(200);
    const during = await send(port, { body: body(), agent });
    expect(during.json.response.allowed).toBe(true);
    expect(during.headers.connection).toBe('close');
    expect((await send(port, { body: body() })).json.response.allowed).toBe(true);
    await closing;
    await server.closed;
    await expect(send(port, { body: body() })).rejects.toThrow('ECONNREFUSED');
    await expect(health(healthPort, '/livez')).rejects.toThrow('ECONNREFUSED');
  });

  it('finishes what is in flight and sends later calls elsewhere', async () => {
    const { server, port } = await start();
    const inFlight = await open(port);
    const unused = await open(port);
    const bytes = body();
    inFlight.write(head(bytes.length));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const closing = server.close();
    await eventually(() =>
      send(port, { body: bytes }).then(
        () => false,
        () => true,
      ),
    );
    const [finished, late] = [drain(inFlight), drain(unused)];
    inFlight.write(bytes);
    unused.write(Buffer.concat([Buffer.from(head(bytes.length)), bytes]));
    expect(await finished).toMatch(/^HTTP\/1\.1 200 .*connection: close.*"allowed":true/is);
    expect(await late).toMatch(/^HTTP\/1\.1 503 .*connection: close\r\nretry-after: 1\r\n/is);
    await closing;
  });

  it('does not wait for connections on which nobody has asked', async () => {
    const { server, port } = await start({ deadlineMs: 60_000 });
    const unused = await open(port);
    const ended = drain(unused);
    const silent = connectPlain(port, '127.0.0.1').resume();
    // The server may be gone before the connection stands.
    silent.on('error', () => {});
    const silentEnded = new Promise((resolve) => silent.once('close', resolve));
    await server.close();
    expect(await ended).toBe('');
    await silentEnded;
  });

  it('cuts what is still in flight at the deadline', async () => {
    const { server, port } = await start({ deadlineMs: 200 });
    const stuck = await open(port);
    const end = drain(stuck);
    stuck.write(head(1000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await server.close();
    expect(await end).not.toContain('200 OK');
  });

  it('aborts a drain at once', async () => {
    const { server, port } = await start({ drainDelayMs: 60_000, deadlineMs: 120_000 });
    const stuck = await open(port);
    stuck.on('error', () => {});
    stuck.write(head(1000));
    void server.close();
    await server.abort();
    await expect(server.closed).resolves.toBeUndefined();
  });
});

describe('start', () => {
  it('is ready when it says so', async () => {
    const { healthPort, logs } = await start();
    const ready = await health(healthPort, '/readyz');
    expect(ready.status).toBe(200);
    expect(ready.text).toBe('[+]certificate ok\n[+]tls ok\n[+]policy ok\n[+]shutdown ok\nreadyz check passed\n');
    expect((await health(healthPort, '/nothing')).status).toBe(404);
    expect(logs.at(-1)).toMatchObject({ msg: 'ready' });
  });

  it('refuses files that cannot be served with', async () => {
    const other = newLeaf();
    await expect(start({ keyFile: '/nowhere/tls.key' })).rejects.toThrow(ExternalError);
    const { directory } = await start();
    const mismatched = join(directory, 'other.key');
    await writeFile(mismatched, privateKeyPem(other));
    await expect(start({ keyFile: mismatched })).rejects.toThrow(UserError);
    await expect(start({ keyFile: mismatched })).rejects.toThrow('does not belong');
    await writeFile(join(directory, 'broken.yaml'), 'kind: SlicePolcy');
    await expect(start({ policyFiles: [join(directory, 'broken.yaml')] })).rejects.toThrow(/broken\.yaml:1:/);
  });

  it('says which port is taken, and gives back the other', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toThrow(`port ${port} is in use`);
  });

  it('serves IPv4 and IPv6 by default', async () => {
    const { port, server } = await start({ bind: undefined });
    expect(server.addresses.admission.address).toMatch(/^(::|0\.0\.0\.0)$/);
    expect((await send(port, { body: body() })).status).toBe(200);
  });

  it('is not ready without an engine that denies', async () => {
    const { directory } = await start();
    const policy = join(directory, 'narrow.yaml');
    await writeFile(
      policy,
      'apiVersion: sliceward.dev/v1alpha1\nkind: SlicePolicy\nmetadata: {name: narrow}\nspec: {match: {namespaces: {names: [nowhere]}}, preset: recommended}\n',
    );
    expect((await start({ policyFiles: [policy] })).port).toBeGreaterThan(0);
    const audit = { load: { enforcement: 'audit' } } as const;
    expect((await start({ policyFiles: [policy], ...audit })).port).toBeGreaterThan(0);
    const silent = {
      policies: [],
      groups: [],
      writers: { controllers: new Set<string>(), trusted: [] },
      kinds: new Set<never>(),
      excludedNamespaces: [],
    };
    const policies = new MemorySource<PolicySet>(silent);
    await expect(start({}, { policies, recommended: () => silent })).rejects.toThrow(ExternalError);
    expect(policies.closed).toBe(true);
  });

  it('asks clients for a certificate when told to', async () => {
    const { directory } = await start();
    const clientCaFile = join(directory, 'client-ca.crt');
    await writeFile(clientCaFile, ca);
    const { port } = await start({ clientCaFile });
    await expect(send(port, { body: body() })).rejects.toThrow(/alert|reset|hang up/i);
    const client = newLeaf();
    const shown = await send(port, { body: body(), cert: certificatePem(client), key: privateKeyPem(client) }).catch(
      (error: unknown) => error,
    );
    // Issued for servers, so OpenSSL refuses its purpose: the check is a real one.
    expect(shown).toBeInstanceOf(Error);
    expect(authority.certificate.ca).toBe(true);
  });
});

describe('goodSlice', () => {
  it('has no finding, or the other tests would prove nothing', async () => {
    const { port } = await start();
    expect((await send(port, { body: body({ object: goodSlice() }) })).json.response).toEqual({
      uid: 'b3c2-1',
      allowed: true,
    });
  });
});
