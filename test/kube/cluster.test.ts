import { writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { openCluster, type Cluster, type Credentials } from '../../src/kube/cluster.ts';
import { ExternalError, UserError } from '../../src/model/problem.ts';
import { configOf } from './fake-api.ts';
import { kubeconfigFolder } from './kubeconfig-folder.ts';

async function open(config: object): Promise<Cluster> {
  const { file } = await kubeconfigFolder();
  return openCluster({ kubeconfig: await file('config', config), env: {} });
}

async function credentials(user: object, server = 'https://a', cluster: object = {}): Promise<Credentials> {
  return (await open(configOf(server, user, cluster))).credentials();
}

describe('openCluster', () => {
  it('knows the name of the context, the server with its path, and the proxy', async () => {
    const proxied = configOf('https://a.example:6443/clusters/one', {}, { 'proxy-url': 'http://proxy.example:3128' });
    expect(await open(proxied)).toMatchObject({
      name: 'test',
      server: new URL('https://a.example:6443/clusters/one'),
      proxy: 'http://proxy.example:3128',
    });
    expect((await open(configOf('https://a', {}))).proxy).toBeUndefined();
  });

  it('reads the kubeconfig again only when it is refreshed', async () => {
    const { file } = await kubeconfigFolder();
    const kubeconfig = await file('config', configOf('https://a', { token: 'first' }));
    const cluster = openCluster({ kubeconfig, env: {} });
    const authorization = async (): Promise<string | undefined> =>
      (await cluster.credentials()).headers['authorization'];
    await writeFile(kubeconfig, JSON.stringify(configOf('https://a', { token: 'second' })));
    expect(await authorization()).toBe('Bearer first');
    cluster.refresh();
    expect(await authorization()).toBe('Bearer second');
    await writeFile(kubeconfig, JSON.stringify({ ...configOf('https://a', {}), users: [] }));
    expect(() => cluster.refresh()).toThrow(UserError);
    expect(await authorization()).toBe('Bearer second');
  });
});

describe('credentials', () => {
  it('are certificates, names and a user to act as', async () => {
    const user = { 'client-certificate-data': btoa('cert'), 'client-key-data': btoa('key'), as: 'jane' };
    const cluster = { 'certificate-authority-data': btoa('ca'), 'tls-server-name': 'kubernetes' };
    const { tls, headers } = await credentials(user, 'https://a', cluster);
    expect(headers).toEqual({ 'impersonate-user': 'jane' });
    expect({ ...tls, ca: tls.ca?.toString(), cert: tls.cert?.toString(), key: tls.key?.toString() }).toEqual({
      ca: 'ca',
      cert: 'cert',
      key: 'key',
      servername: 'kubernetes',
    });
  });

  it('carry no line break, which no header may hold', async () => {
    expect((await credentials({ token: 'secret\n' })).headers).toEqual({ authorization: 'Bearer secret' });
  });

  it('may be a name and a password', async () => {
    const { headers } = await credentials({ username: 'jane', password: 'secret' });
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('jane:secret').toString('base64')}` });
  });

  it('may be absent, and the CA counts all the same', async () => {
    const withoutUser = { contexts: [{ name: 'test', context: { cluster: 'c' } }] };
    const { tls, headers } = await (await open({ ...configOf('https://a', {}), ...withoutUser })).credentials();
    expect(headers).toEqual({});
    expect(tls.ca).toBeDefined();
  });

  it('do not check the certificate where the kubeconfig says so', async () => {
    const { tls } = await credentials({}, 'http://a', { 'insecure-skip-tls-verify': true });
    expect(tls).toEqual({ rejectUnauthorized: false });
  });

  const failing = (script: string): object => ({
    exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/bin/sh', args: ['-c', script] },
  });

  it('say what went wrong with a login program', async () => {
    const asking = credentials(failing('echo please log in >&2; exit 1'));
    await expect(asking).rejects.toThrow('no credentials for context "test": please log in');
    await expect(asking).rejects.toBeInstanceOf(ExternalError);
  });

  it('show the output of a login program in one line of bounded length', async () => {
    const noisy = String.raw`i=0; while [ $i -lt 500 ]; do printf '\033[31mline %s\n' $i >&2; i=$((i+1)); done; exit 1`;
    const error: unknown = await credentials(failing(noisy)).catch((reason: unknown) => reason);
    // oxlint-disable-next-line no-control-regex -- these are what must not be there
    expect(String(error)).toMatch(/^[^\u0000-\u001f]{100,600}$/);
  });
});
