import { Registry, Counter } from 'prom-client';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createHealthApp } from '../../../src/admission/http/health-app.ts';
import { Readiness } from '../../../src/admission/http/readiness.ts';

function app(readiness = new Readiness(), registry = new Registry()) {
  const health = createHealthApp(readiness, registry);
  onTestFinished(() => health.close());
  return async (url: string, method: 'GET' | 'POST' = 'GET', body?: object) => {
    const { statusCode, headers, payload } = await health.inject({ url, method, ...(body && { body }) });
    return { status: statusCode, type: String(headers['content-type']), text: payload };
  };
}

describe('/readyz', () => {
  it('is 503 while one check fails, and names every check as Kubernetes does', async () => {
    const readiness = new Readiness();
    readiness.add('certificate', () => undefined);
    const done = readiness.pending('tls', 'not yet tested');
    readiness.add('policy', () => undefined);
    readiness.note('policy', () => 'an old version is in use');
    const get = app(readiness);
    expect(await get('/readyz')).toEqual({
      status: 503,
      type: 'text/plain',
      text: `[+]certificate ok
[-]tls failed: not yet tested
[+]policy ok (an old version is in use)
readyz check failed
`,
    });
    done();
    expect(await get('/readyz')).toMatchObject({
      status: 200,
      text: expect.stringMatching(/\nreadyz check passed\n$/),
    });
  });
});

describe('/livez', () => {
  it('is 200 although no check passes', async () => {
    const readiness = new Readiness();
    readiness.pending('tls', 'not yet');
    expect(await app(readiness)('/livez')).toMatchObject({ status: 200, text: 'ok\n' });
  });
});

describe('/metrics', () => {
  it('is what the registry holds, in the form that Prometheus reads', async () => {
    const registry = new Registry();
    new Counter({ name: 'reviews', help: 'h', registers: [registry] }).inc(3);
    const { status, type, text } = await app(new Readiness(), registry)('/metrics');
    expect(status).toBe(200);
    expect(type).toBe(registry.contentType);
    expect(text).toContain('\nreviews 3\n');
  });
});

describe('anything else', () => {
  it.each<[string, 'GET' | 'POST', object | undefined]>([
    ['/', 'GET', undefined],
    ['/validate', 'POST', {}],
    ['/readyz', 'POST', {}],
    ['/readyz/tls', 'GET', undefined],
  ])('is not found: %s with %s', async (url, method, body) => {
    expect(await app()(url, method, body)).toMatchObject({
      status: 404,
      text: JSON.stringify({ error: 'not found; use /livez, /readyz or /metrics' }),
    });
  });
});
