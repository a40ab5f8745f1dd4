import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ensureDevCertificates } from '../../../src/certs/dev.ts';
import { serveCommand } from '../../../src/commands/serve/serve.ts';
import { body } from '../../admission/reviews.ts';
import { eventually, send } from '../../admission/support.ts';
import { testIo } from '../test-io.ts';
import { directory } from './folder.ts';

describe('serve', () => {
  it('serves until SIGTERM and reloads on SIGHUP', async () => {
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
    // npm forwards a Ctrl-C: a second signal within half a second is not another one.
    io.signal('SIGINT');
    await done;
    expect(io.exitCode()).toBeUndefined();
    expect(io.written()).toContain('"msg":"review"');
    expect(io.written()).toContain('"msg":"closed"');
    for (const line of io.written().trimEnd().split('\n')) expect(() => JSON.parse(line)).not.toThrow();
  });
});
