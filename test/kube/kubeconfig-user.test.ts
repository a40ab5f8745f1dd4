import { chmod } from 'node:fs/promises';
import path from 'node:path';
import type { Cluster, User } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { openCluster } from '../../src/kube/cluster.ts';
import { completeUser, informExec, readExtras } from '../../src/kube/kubeconfig-user.ts';
import { UserError } from '../../src/model/problem.ts';
import { configOf } from './fake-api.ts';
import { kubeconfigFolder } from './kubeconfig-folder.ts';

const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

describe('readExtras', () => {
  it('finds token files, identities to act as and the input of login programs, by name', () => {
    const extras = readExtras(`
users:
- {name: plain, user: {token: t}}
- {name: file, user: {tokenFile: ./token}}
- {name: empty, user: {tokenFile: ''}}
- {name: acting, user: {as: jane, as-groups: [admins], as-uid: null, as-user-extra: {a: [b]}}}
- {name: null-user, user: null}
clusters:
- {name: one, cluster: {extensions: [{name: other, extension: 1}, {name: ${EXEC_EXTENSION}, extension: {audience: a}}]}}
- {name: two, cluster: {extensions: [{name: other, extension: 1}]}}
- {name: three, cluster: {extensions: nonsense}}
`);
    expect(extras).toEqual({
      tokenFiles: new Map([['file', './token']]),
      identities: new Map([['acting', ['as-groups', 'as-user-extra']]]),
      execConfigs: new Map([['one', { audience: 'a' }]]),
    });
  });

  it('finds nothing in a kubeconfig without users and clusters', () => {
    const nothing = { tokenFiles: new Map(), identities: new Map(), execConfigs: new Map() };
    for (const text of ['{}', 'users: null\nclusters: []']) expect(readExtras(text)).toEqual(nothing);
  });

  it('says where a kubeconfig is wrong', () => {
    expect(() => readExtras('users: [{name: a, user: {tokenFile: 5}}]')).toThrow(/^users\.0\.user\.tokenFile: /);
    expect(() => readExtras('users: [{user: {}}]')).toThrow(/^users\.0\.name: /);
  });
});

describe('completeUser', () => {
  const exec = { command: './bin/login', args: ['now'] };

  it('looks for a login program with a path in the folder of the kubeconfig', () => {
    expect(completeUser({ name: 'u', exec }, undefined, '/home/jane/.kube')).toEqual({
      name: 'u',
      exec: { command: '/home/jane/.kube/bin/login', args: ['now'] },
    });
    const absolute = { name: 'u', exec: { ...exec, command: '/opt/login' } };
    expect(completeUser(absolute, undefined, '/home/jane/.kube')).toEqual(absolute);
  });

  it.each<[string, User]>([
    ['a login program that PATH has', { name: 'u', exec: { command: 'login' } }],
    ['a user without a login program', { name: 'u', token: 't' }],
    ['a login program without a command', { name: 'u', exec: { args: ['a/b'] } }],
  ])('does not change %s', (_, user) => {
    expect(completeUser(user, undefined, '/home/jane/.kube')).toBe(user);
  });

  it('takes the token of a file before one that is written in the kubeconfig', async () => {
    const { file } = await kubeconfigFolder();
    await file('beside/token', 'from-file\n');
    const kubeconfig = await file('beside/config', configOf('https://a', { token: 'written', tokenFile: 'token' }));
    const { headers } = await openCluster({ kubeconfig, env: {} }).credentials();
    expect(headers).toEqual({ authorization: 'Bearer from-file' });
  });
});

describe('informExec', () => {
  const cluster: Cluster = { name: 'c', server: 'https://a', skipTLSVerify: false };

  /** What the program finds in KUBERNETES_EXEC_INFO, and what else is in its environment. */
  function informed(exec: object, of = cluster): { readonly env: readonly unknown[]; readonly info: unknown } {
    const env: readonly { name: string; value: string }[] = informExec({ name: 'u', exec }, of, undefined).exec.env;
    const { value = '' } = env.at(-1) ?? {};
    expect(env.at(-1)?.name).toBe('KUBERNETES_EXEC_INFO');
    return { env: env.slice(0, -1), info: JSON.parse(value) };
  }

  it('keeps the environment that the kubeconfig gives the program', () => {
    const env = [{ name: 'REGION', value: 'eu' }];
    expect(informed({ command: 'login', env }).env).toEqual(env);
    expect(env).toHaveLength(1);
  });

  it('speaks the version of the program', () => {
    const version = 'client.authentication.k8s.io/v1beta1';
    expect(informed({ command: 'login', apiVersion: version }).info).toMatchObject({ apiVersion: version });
    expect(informed({ command: 'login' }).info).toMatchObject({ apiVersion: 'client.authentication.k8s.io/v1' });
  });

  it('does not change a user without a login program', () => {
    const user = { name: 'u', token: 't' };
    expect(informExec(user, cluster, undefined)).toBe(user);
  });

  it('reads the CA from its file only where the kubeconfig does not hold it', () => {
    const exec = { command: 'login', provideClusterInfo: true };
    const missing = { ...cluster, caFile: '/nowhere/ca.crt' };
    expect(() => informed(exec, missing)).toThrow(UserError);
    expect(() => informed({ command: 'login' }, missing)).not.toThrow();
    expect(informed(exec, { ...missing, caData: 'Y2E=' }).info).toMatchObject({
      spec: { cluster: { 'certificate-authority-data': 'Y2E=' } },
    });
  });

  it('hands a program beside the kubeconfig what kubectl hands it', async () => {
    const { file } = await kubeconfigFolder();
    // Answers with its input, as its token.
    const program = await file(
      'bin/login',
      `#!/bin/sh
input=$(printf %s "$KUBERNETES_EXEC_INFO" | base64 | tr -d '\n')
echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"'$input'"}}'
`,
    );
    await chmod(program, 0o755);
    await file('ca.crt', 'a CA');
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: `.${path.sep}bin/login`,
      interactiveMode: 'Never',
    };
    const described = {
      'certificate-authority': 'ca.crt',
      extensions: [{ name: EXEC_EXTENSION, extension: { audience: 'here' } }],
    };
    const inputOf = async (user: object): Promise<unknown> => {
      const kubeconfig = await file('config', configOf('https://a', user, described));
      const { headers } = await openCluster({ kubeconfig, env: {} }).credentials();
      return JSON.parse(atob((headers['authorization'] ?? '').replace('Bearer ', '')));
    };
    const info = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential' };
    expect(await inputOf({ exec })).toEqual({ ...info, spec: { interactive: false } });
    expect(await inputOf({ exec: { ...exec, provideClusterInfo: true } })).toEqual({
      ...info,
      spec: {
        interactive: false,
        cluster: {
          server: 'https://a',
          'insecure-skip-tls-verify': false,
          'certificate-authority-data': btoa('a CA'),
          config: { audience: 'here' },
        },
      },
    });
  });
});
