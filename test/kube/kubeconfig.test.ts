import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCluster, type Cluster } from '../../src/kube/cluster.ts';
import type { ClusterChoice } from '../../src/kube/kubeconfig.ts';
import { UserError } from '../../src/model/problem.ts';
import { configOf } from './fake-api.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sliceward-kubeconfig-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(name: string, content: unknown): Promise<string> {
  const place = path.join(folder, name);
  await mkdir(path.dirname(place), { recursive: true });
  await writeFile(place, typeof content === 'string' ? content : JSON.stringify(content));
  return place;
}

/** One cluster, user and context, all of this name. */
function config(name: string, current = name): object {
  return {
    clusters: [{ name, cluster: { server: `https://${name}.example` } }],
    users: [{ name, user: { token: `token-of-${name}` } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': current,
  };
}

function open(choice: Partial<ClusterChoice>): Cluster {
  return openCluster({ env: {}, serviceAccount: '/nowhere', ...choice });
}

describe('which cluster', () => {
  it('is that of --kubeconfig before KUBECONFIG, and of KUBECONFIG before the home folder', async () => {
    const given = await file('given', config('given'));
    const env = { KUBECONFIG: await file('env', config('env')), HOME: folder };
    await file('.kube/config', config('home'));
    expect(open({ kubeconfig: given, env }).server.hostname).toBe('given.example');
    expect(open({ env }).server.hostname).toBe('env.example');
    expect(open({ env: { HOME: folder } }).name).toBe('home');
  });

  // The first entry of a name counts.
  it('is merged from the files of KUBECONFIG as kubectl does, without missing and empty files', async () => {
    const twin = { ...config('a'), clusters: [{ name: 'a', cluster: { server: 'https://twin.example' } }] };
    const files = [
      path.join(folder, 'missing'),
      await file('empty-file', ''),
      await file('one', config('a', '')),
      await file('two', twin),
      await file('three', config('b', 'b')),
    ];
    const env = { KUBECONFIG: files.join(path.delimiter) };
    expect(open({ env }).server.hostname).toBe('a.example');
    expect(open({ env, context: 'b' }).server.hostname).toBe('b.example');
  });

  it('is the one whose pod this is, when no kubeconfig is there', async () => {
    const serviceAccount = path.dirname(await file('account/token', 'pod-token\n'));
    await file('account/ca.crt', 'a CA');
    const env = {
      KUBERNETES_SERVICE_HOST: 'fd00::1',
      KUBERNETES_SERVICE_PORT: '6443',
      HOME: path.join(folder, 'nowhere'),
    };
    const cluster = open({ env, serviceAccount });
    expect(cluster.server.href).toBe('https://[fd00::1]:6443/');
    expect(cluster.name).toBe('in-cluster');
    const { headers, tls } = await cluster.credentials();
    expect(headers).toEqual({ authorization: 'Bearer pod-token' });
    expect(tls.ca?.toString()).toBe('a CA');
  });

  it('is never a guess', () => {
    expect(() => open({})).toThrow(UserError);
    expect(() => open({})).toThrow('no cluster: give --kubeconfig, set KUBECONFIG, or run in a pod');
    expect(() => open({ env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } })).toThrow('no cluster');
    expect(() => open({ env: { KUBECONFIG: '/nowhere/config' } })).toThrow('KUBECONFIG: no such file: /nowhere/config');
  });
});

describe('what is wrong with a kubeconfig is said', () => {
  it.each<[string, unknown, string]>([
    ['empty', '', 'no context is current: give --context (known: none)'],
    ['a comment alone', '# nothing', 'cannot be read as a kubeconfig'],
    ['not YAML', '{', 'cannot be read as a kubeconfig'],
    ['a list', '[]', 'cannot be read as a kubeconfig'],
    [
      'with a token file that is no path',
      configOf('https://a', { tokenFile: 5 }),
      'users.0.user.tokenFile: Invalid input',
    ],
    [
      'of a login program whose CA is not there',
      configOf(
        'https://a',
        { exec: { command: 'login', provideClusterInfo: true } },
        { 'certificate-authority': 'missing.crt' },
      ),
      'certificate-authority: ENOENT',
    ],
    [
      'of a user in groups',
      configOf('https://a', { as: 'jane', 'as-groups': ['admins'] }),
      'impersonates another user by as-groups',
    ],
    ['without current context', config('a', ''), 'no context is current: give --context (known: a)'],
    ['of an unknown context', config('production', 'prodution'), 'no context "prodution"; did you mean "production"?'],
    [
      'without the cluster',
      { ...config('a'), clusters: [] },
      'context "a" names cluster "a", which the kubeconfig lacks',
    ],
    ['without the user', { ...config('a'), users: [] }, 'context "a" names user "a", which the kubeconfig lacks'],
    ['of plain HTTP', configOf('http://10.0.0.1', {}), 'http://10.0.0.1 is plain HTTP: use https'],
    ['of no address', configOf('here', {}), 'here is not the URL of an API server'],
    [
      'of a SOCKS proxy',
      configOf('https://a', {}, { 'proxy-url': 'socks5://b' }),
      'only http and https proxies are supported',
    ],
  ])('%s', async (name, content, message) => {
    const kubeconfig = await file(name, content);
    expect(() => open({ kubeconfig })).toThrow(message);
    expect(() => open({ kubeconfig })).toThrow(UserError);
  });

  it('that it is not there', () => {
    expect(() => open({ kubeconfig: '/nowhere/config' })).toThrow('/nowhere/config cannot be read as a kubeconfig');
  });
});

describe('credentials', () => {
  it('are of the first file to name a user, with what that file says of it alone', async () => {
    await file('merged/token', 'from-file');
    const env = {
      KUBECONFIG: [
        await file('merged/one', configOf('https://a', { tokenFile: 'token' })),
        await file('two', configOf('https://a', { 'as-groups': ['admins'] })),
      ].join(path.delimiter),
    };
    expect((await open({ env }).credentials()).headers).toEqual({ authorization: 'Bearer from-file' });
  });
});
