import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureDevCertificates } from '../../../src/certs/dev.ts';
import { devCommand } from '../../../src/commands/serve/dev.ts';
import { serveCommand } from '../../../src/commands/serve/serve.ts';
import { readServeSettings } from '../../../src/commands/serve/serve-settings.ts';
import { UserError } from '../../../src/model/problem.ts';
import { body } from '../../admission/reviews.ts';
import { eventually, send } from '../../admission/support.ts';
import { testIo } from '../test-io.ts';

async function directory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sliceward-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

const files = { tlsCert: ['c'], tlsKey: ['k'] };

describe('readServeSettings', () => {
  it('has the documented defaults', () => {
    expect(readServeSettings(files, {})).toMatchObject({
      enforcement: 'deny',
      certificate: { certFile: 'c', keyFile: 'k', clientCaFile: undefined },
      policyFiles: [],
      options: {
        bind: undefined,
        port: 9443,
        healthPort: 8080,
        drainDelayMs: 5000,
        deadlineMs: 20_000,
        bodyTimeoutMs: 5000,
        maxBodyBytes: 24 * 1024 * 1024,
        maxMutateBytes: 40 * 1024 * 1024,
        logSample: 0.01,
      },
    });
  });

  it('reads the environment, and flags before it', () => {
    const env = {
      SLICEWARD_TLS_CERT: 'c',
      SLICEWARD_TLS_KEY: 'k',
      SLICEWARD_PORT: '1',
      SLICEWARD_POLICY: 'a.yaml,b.yaml',
      SLICEWARD_MAX_BODY: '',
    };
    expect(readServeSettings({ port: ['2', '3'] }, env)).toMatchObject({
      policyFiles: ['a.yaml', 'b.yaml'],
      certificate: { certFile: 'c' },
      options: { port: 3, maxBodyBytes: 25_165_824, maxMutateBytes: 41_943_040 },
    });
  });

  it('ignores what Kubernetes puts into the same variable', () => {
    expect(readServeSettings(files, { SLICEWARD_PORT: 'tcp://10.96.0.10:443' }).options.port).toBe(9443);
  });

  it.each([
    [{}, /--tls-cert \(or SLICEWARD_TLS_CERT\) is missing/],
    [{ ...files, port: ['x'] }, /--port: expected a port/],
    [{ ...files, bind: ['localhost'] }, /--bind: "localhost" is not an IP address/],
    [{ ...files, enforcement: ['block'] }, /--enforcement: "block" is not deny, warn or audit/],
    [{ ...files, deadline: ['5s'] }, /--deadline must be longer/],
    [{ ...files, bodyTimeout: ['0s'] }, /--body-timeout/],
    [{ ...files, maxBody: ['1GiB'] }, /--max-body must be 1B to 48MiB/],
    [{ ...files, maxBody: ['50331649B'] }, /--max-body must be 1B to 48MiB/],
    [{ ...files, logSample: ['2'] }, /--log-sample/],
  ])('refuses %j', (given, message) => {
    expect(() => readServeSettings(given, {})).toThrow(UserError);
    expect(() => readServeSettings(given, {})).toThrow(message);
  });
});

describe('serve', () => {
  it('serves until SIGTERM, reloads on SIGHUP, and keeps no handler', async () => {
    const dir = await directory();
    const { certFile, keyFile, caFile } = await ensureDevCertificates(dir, {
      now: new Date(),
      randomBytes,
      algorithm: 'ecdsa-p256',
    });
    const io = testIo({ SLICEWARD_TLS_KEY: keyFile });
    const args = [
      '--tls-cert',
      certFile,
      '--port',
      '0',
      '--health-port',
      '0',
      '--bind',
      '127.0.0.1',
      '--drain-delay',
      '50ms',
      '--log-sample',
      '1',
    ];
    const done = serveCommand(io).parseAsync(args, { from: 'user' });
    await eventually(() => io.written().includes('"ready"'));
    const port = Number(/listening at https:\/\/127\.0\.0\.1:(\d+)/.exec(io.written())?.[1]);
    expect((await send(port, { body: body(), ca: await readFile(caFile) })).json.response.allowed).toBe(true);
    io.signal('SIGHUP');
    io.signal('SIGTERM');
    // npm hands the terminal's Ctrl-C on: a second signal at once is the same wish.
    io.signal('SIGINT');
    await done;
    expect(io.exitCode()).toBeUndefined();
    expect(io.written()).toContain('"msg":"review"');
    expect(io.written()).toContain('"msg":"closed"');
    for (const line of io.written().trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });

  it('ends at once at a second signal', async () => {
    const dir = await directory();
    const { certFile, keyFile } = await ensureDevCertificates(dir, {
      now: new Date(),
      randomBytes,
      algorithm: 'ecdsa-p256',
    });
    const io = testIo();
    const args = [
      '--tls-cert',
      certFile,
      '--tls-key',
      keyFile,
      '--port',
      '0',
      '--health-port',
      '0',
      '--drain-delay',
      '1s',
    ];
    const done = serveCommand(io).parseAsync(args, { from: 'user' });
    await eventually(() => io.written().includes('"ready"'));
    io.signal('SIGTERM');
    await new Promise((resolve) => setTimeout(resolve, 600));
    io.signal('SIGTERM');
    expect(io.exitCode()).toBe(2);
    await done;
  });
});

describe('dev', () => {
  it('prints a command to try and what it really answers', async () => {
    const dir = await directory();
    const io = testIo();
    const done = devCommand(io).parseAsync(['--dir', dir, '--port', '0', '--health-port', '0'], { from: 'user' });
    await eventually(() => io.written().includes('Ctrl-C'));
    const [, port, printed] =
      /--json @\S+ https:\/\/localhost:(\d+)\/validate\n\nIt answers:\n\n(.*)\n/.exec(io.written()) ?? [];
    const asked = await send(Number(port), {
      body: await readFile(join(dir, 'try-review.json')),
      ca: await readFile(join(dir, 'ca.crt')),
    });
    expect(asked.text).toBe(printed);
    expect(asked.json.response).toMatchObject({ allowed: false, status: { code: 403 } });
    await eventually(() => io.written().includes('"msg":"review"'));
    io.signal('SIGINT');
    await done;
    expect(io.written().endsWith('stopped\n')).toBe(true);
  });
});
