import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { certificatePem, createLeaf, privateKeyPem } from '../../../src/certs/issue.ts';
import type { Identity } from '../../../src/certs/x509.ts';
import { body } from '../reviews.ts';
import { authority, ca, eventually, keepAlive, means, metric, newLeaf, send, start, type Running } from '../support.ts';

/** The fingerprint that a new connection is shown. */
function shown(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, ca }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.on('error', reject);
    onTestFinished(() => void socket.destroy());
  });
}

async function replace({ directory }: Running, leaf: Identity, key = leaf): Promise<void> {
  await writeFile(join(directory, 'tls.key'), privateKeyPem(key));
  await writeFile(join(directory, 'tls.crt'), certificatePem(leaf));
}

describe('certificate files', () => {
  it('are used for new connections when they change', async () => {
    const running = await start();
    const agent = keepAlive();
    await send(running.port, { body: body(), agent });
    const before = await shown(running.port);
    const leaf = newLeaf();
    await replace(running, leaf);
    expect(await eventually(async () => (await shown(running.port)) === leaf.certificate.fingerprint256)).toBe(true);
    expect(leaf.certificate.fingerprint256).not.toBe(before);
    expect((await send(running.port, { body: body(), agent })).status).toBe(200);
    expect(running.logs.some(({ msg }) => msg === 'certificate replaced')).toBe(true);
  });

  it('keep their options: TLS 1.1 stays refused after a reload', async () => {
    const running = await start();
    const leaf = newLeaf();
    await replace(running, leaf);
    expect(await eventually(async () => (await shown(running.port)) === leaf.certificate.fingerprint256)).toBe(true);
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(send(running.port, { body: body(), ...old })).rejects.toThrow(/alert|unsupported|EPROTO|reset/i);
  });

  it.each<[string, (running: Running) => Promise<void>, string]>([
    ['a pair that does not match', (running) => replace(running, newLeaf(), newLeaf()), 'does not belong'],
    [
      'half a file',
      ({ directory }) => writeFile(join(directory, 'tls.crt'), '-----BEGIN CERT'),
      'holds no certificate',
    ],
    ['a certificate that has ended', (running) => replace(running, newLeaf(new Date('2020-01-01'))), 'ended at'],
    [
      'a certificate of tomorrow',
      (running) => replace(running, newLeaf(new Date(Date.now() + 86_400_000))),
      'not valid before',
    ],
    ['no file', ({ directory }) => rename(join(directory, 'tls.crt'), join(directory, 'away')), 'cannot read'],
  ])('never replace a good pair by %s', async (_, spoil, problem) => {
    const running = await start();
    const before = await shown(running.port);
    await spoil(running);
    await eventually(() => metric(running.healthPort, 'sliceward_errors_total{reason="certificate_reload"}'));
    expect(await shown(running.port)).toBe(before);
    // The pair may have been read before its second file was written: then this is the reason of the second reading.
    expect(await eventually(() => JSON.stringify(running.logs).includes(problem))).toBe(true);
    const leaf = createLeaf(['localhost', '127.0.0.1'], authority, means());
    await replace(running, leaf);
    expect(await eventually(async () => (await shown(running.port)) === leaf.certificate.fingerprint256)).toBe(true);
  });

  it('are followed through the links of a Secret volume, swap after swap', async () => {
    const other = await start();
    const { directory } = other;
    const volume = join(directory, 'volume');
    const swap = async (generation: number): Promise<Identity> => {
      const leaf = newLeaf();
      await mkdir(join(volume, `..${generation}`), { recursive: true });
      await writeFile(join(volume, `..${generation}`, 'tls.crt'), certificatePem(leaf));
      await writeFile(join(volume, `..${generation}`, 'tls.key'), privateKeyPem(leaf));
      await symlink(`..${generation}`, join(volume, '..data_tmp'));
      await rename(join(volume, '..data_tmp'), join(volume, '..data'));
      return leaf;
    };
    await swap(1);
    await symlink('..data/tls.crt', join(volume, 'tls.crt'));
    await symlink('..data/tls.key', join(volume, 'tls.key'));
    const { port } = await start({ certFile: join(volume, 'tls.crt'), keyFile: join(volume, 'tls.key') });
    for (const generation of [2, 3, 4]) {
      const leaf = await swap(generation);
      expect(await eventually(async () => (await shown(port)) === leaf.certificate.fingerprint256)).toBe(true);
    }
  });

  it('are polled where no change is reported', async () => {
    const leaf = newLeaf();
    const running = await start({
      watch: { debounceMs: 10, pollMs: 30 },
      files: { read: readFile, watch: () => () => {} },
    });
    await replace(running, leaf);
    expect(await eventually(async () => (await shown(running.port)) === leaf.certificate.fingerprint256)).toBe(true);
  });

  it('are polled where watching fails', async () => {
    const leaf = newLeaf();
    const failing = (): never => {
      throw new Error('ENOSPC');
    };
    const running = await start({
      watch: { debounceMs: 10, pollMs: 30 },
      files: { read: readFile, watch: failing },
    });
    await replace(running, leaf);
    await running.server.reload();
    expect(await eventually(async () => (await shown(running.port)) === leaf.certificate.fingerprint256)).toBe(true);
  });
});
