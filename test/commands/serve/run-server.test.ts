import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { RunningServer } from '../../../src/admission/server-options.ts';
import { ensureDevCertificates } from '../../../src/certs/dev.ts';
import type { Io } from '../../../src/commands/io.ts';
import { runServer } from '../../../src/commands/serve/run-server.ts';
import { readServeSettings } from '../../../src/commands/serve/serve-settings.ts';
import { serveCommand } from '../../../src/commands/serve/serve.ts';
import { body } from '../../admission/reviews.ts';
import { eventually, send } from '../../admission/support.ts';
import { testIo } from '../test-io.ts';
import { directory } from './folder.ts';

describe('runServer', () => {
  it('ends the process at a second signal', async () => {
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

  it('stops serving and keeps no signal handler when what it should do when ready fails', async () => {
    const { certFile, keyFile, caFile } = await ensureDevCertificates(await directory(), {
      now: new Date(),
      randomBytes,
      algorithm: 'ecdsa-p256',
    });
    const flags = { tlsCert: [certFile], tlsKey: [keyFile], port: ['0'], healthPort: ['0'], bind: ['127.0.0.1'] };
    const handled = new Set<string>();
    const io: Io = {
      ...testIo(),
      onSignal(name) {
        handled.add(name);
        return () => void handled.delete(name);
      },
    };
    let port = 0;
    const ready = async ({ addresses }: RunningServer): Promise<void> => {
      port = addresses.admission.port;
      expect([...handled]).toEqual(['SIGTERM', 'SIGINT', 'SIGHUP']);
      throw new Error('cannot write the example');
    };
    const logStream = { write: () => undefined };
    await expect(runServer(io, readServeSettings(flags, {}), { logStream, ready })).rejects.toThrow(
      'cannot write the example',
    );
    expect([...handled]).toEqual([]);
    await expect(send(port, { body: body(), ca: await readFile(caFile) })).rejects.toThrow(/ECONNREFUSED/);
  });
});
