import { writeFile } from 'node:fs/promises';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificatePem, privateKeyPem } from '../../../src/certs/issue.ts';
import { head, open, untilClosed } from '../connection.ts';
import { listening } from '../listening.ts';
import { badSlice, body, goodSlice, review } from '../reviews.ts';
import { authority, ca, eventually, keepAlive, metric, newLeaf, send, start } from '../support.ts';

describe('connections over TLS', () => {
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

  it('logs a handshake that fails, but not a client that only checks whether the port is open', async () => {
    const { port, healthPort, logs } = await start();
    const failures = 'sliceward_errors_total{reason="tls_handshake"}';
    const looking = connectPlain(port, '127.0.0.1', () => looking.resetAndDestroy());
    looking.on('error', () => {});
    await eventually(async () => (await metric(healthPort, failures)) === 1);
    const plain = connectPlain(port, '127.0.0.1').resume();
    plain.on('error', () => {});
    plain.end('GET / HTTP/1.1\r\n\r\n');
    await eventually(async () => (await metric(healthPort, failures)) === 2);
    const logged = logs.filter(({ reason }) => reason === 'tls_handshake');
    expect(logged).toEqual([
      expect.objectContaining({
        msg: 'request refused',
        remote: expect.stringContaining('127.0.0.1'),
        code: 'ERR_SSL_HTTP_REQUEST',
      }),
    ]);
  });

  it('asks clients for a certificate when there is a client CA', async () => {
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

describe('a request for a review', () => {
  it('may have a query, which an API server adds for its time-out, and has no need of a Host header', async () => {
    const { port, reasons } = await listening({});
    const reply = await send(port, { path: '/validate?timeout=3s', body: '{}' });
    expect(reply).toMatchObject({ status: 200, text: '{}', headers: { 'content-type': 'application/json' } });
    const socket = await open(port);
    socket.write(head(2).replace('Host: x\r\n', '').replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n{}'));
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 200 /);
    expect(reasons()).toEqual([]);
  });

  it.each([
    ['application/json', 200],
    ['Application/JSON', 200],
    ['application/json;charset=utf-8', 200],
    ['application/json ; charset=utf-8', 200],
    ['application/jsonp', 415],
    ['application/json-patch+json', 415],
    ['text/json', 415],
    ['', 415],
  ])('has the content type application/json: "%s"', async (type, status) => {
    const { port } = await listening({});
    expect((await send(port, { headers: { 'content-type': type }, body: '{}' })).status).toBe(status);
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

  it('answers 100 Continue to a client that expects it, and closes the connection on other expectations', async () => {
    const { port, healthPort } = await start();
    const socket = await open(port);
    const answer = untilClosed(socket);
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

  it('says with 405 which method is allowed', async () => {
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
    const text = await untilClosed(socket);
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

  it('answers 408 for a body that does not come', async () => {
    const { port, healthPort } = await start({ bodyTimeoutMs: 100 });
    const socket = await open(port);
    socket.write(head(1000) + '{"kind":');
    const text = await untilClosed(socket);
    expect(text).toMatch(/^HTTP\/1\.1 408 .*connection: close/is);
    expect(await metric(healthPort, 'sliceward_errors_total{reason="body_timeout"}')).toBe(1);
  });

  it('fails the call for a bug, whose details only the log has', async () => {
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
    const answer = untilClosed(socket);
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

  it('asks for a retry when too many bytes are held, and gives back every one', async () => {
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

  it('has room for ordinary reviews while other clients do not finish large bodies', async () => {
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
});
