// What kubectl does with a kubeconfig's user and the client library passes over: token files, paths of login programs,
// and their input.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Cluster, User } from '@kubernetes/client-node';
import { load } from 'js-yaml';
import { z } from 'zod';
import { plain } from '../model/plain.ts';
import { UserError } from '../model/problem.ts';

const EXEC_INFO = 'KUBERNETES_EXEC_INFO';
/** The cluster's extension that a login program is handed as its `config`. */
const EXEC_EXTENSION = 'client.authentication.k8s.io/exec';

const EXEC = z.looseObject({
  apiVersion: z.string().nullish(),
  command: z.string(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  provideClusterInfo: z.boolean().nullish(),
});

const KUBECONFIG = z.object({
  clusters: z
    .array(z.object({ name: z.string(), cluster: z.object({ extensions: z.unknown().optional() }).nullish() }))
    .nullish(),
  users: z
    .array(
      z.object({
        name: z.string(),
        user: z
          .object({
            tokenFile: z.string().nullish(),
            'as-uid': z.unknown().optional(),
            'as-groups': z.unknown().optional(),
            'as-user-extra': z.unknown().optional(),
          })
          .nullish(),
      }),
    )
    .nullish(),
});
const EXTENSIONS = z.array(z.object({ name: z.string(), extension: z.unknown() }));

/** Beside the client's own reading of one kubeconfig file, by name. */
export interface KubeconfigExtras {
  /** Of users: the file whose token counts before one written in the kubeconfig, as by kubectl. */
  readonly tokenFiles: ReadonlyMap<string, string>;
  /** Of users: the fields of an identity to act as that no request of ours would carry. */
  readonly identities: ReadonlyMap<string, readonly string[]>;
  /** Of clusters: what login programs are handed as `config`. */
  readonly execConfigs: ReadonlyMap<string, unknown>;
}

/** Of a text that the client has read without objection. Throws Error if it is not a kubeconfig. */
export function readExtras(text: string): KubeconfigExtras {
  const { clusters, users } = parseKubeconfig(load(text) ?? {});
  const tokenFiles = new Map<string, string>();
  const identities = new Map<string, readonly string[]>();
  const execConfigs = new Map<string, unknown>();
  for (const { name, user } of users ?? []) {
    const { tokenFile, ...identity } = user ?? {};
    if (typeof tokenFile === 'string' && tokenFile !== '') tokenFiles.set(name, tokenFile);
    const fields = Object.entries(identity).flatMap(([field, value]) =>
      value === undefined || value === null ? [] : [field],
    );
    if (fields.length > 0) identities.set(name, fields);
  }
  for (const { name, cluster } of clusters ?? []) {
    const extensions = EXTENSIONS.safeParse(cluster?.extensions).data ?? [];
    const found = extensions.find((entry) => entry.name === EXEC_EXTENSION);
    if (found !== undefined) execConfigs.set(name, found.extension);
  }
  return { tokenFiles, identities, execConfigs };
}

function parseKubeconfig(value: unknown): z.infer<typeof KUBECONFIG> {
  const { data, error } = KUBECONFIG.safeParse(value);
  if (data !== undefined) return data;
  throw new Error(
    error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`.replace(/^: /, '')).join('; '),
  );
}

/**
 * The client's user with its token file, and with its login program where kubectl finds it: relative paths start in the
 * kubeconfig's folder, a bare name is looked up in PATH.
 */
export function completeUser(user: User, tokenFile: string | undefined, folder: string): User {
  if (tokenFile !== undefined) {
    // A token beside it would win, in the client. The file is read again when what was read is older than a minute.
    const { token: _written, ...rest } = user;
    return { ...rest, authProvider: { name: 'tokenFile', config: { tokenFile: path.resolve(folder, tokenFile) } } };
  }
  const exec = EXEC.safeParse(user.exec).data;
  if (exec === undefined || !exec.command.includes(path.sep)) return user;
  return { ...user, exec: { ...exec, command: path.resolve(folder, exec.command) } };
}

/**
 * The user whose login program gets the same KUBERNETES_EXEC_INFO as from kubectl: without that some programs refuse.
 * Reads the CA's file. Throws UserError.
 */
export function informExec(user: User, cluster: Cluster, execConfig: unknown): User {
  const exec = EXEC.safeParse(user.exec).data;
  if (exec === undefined) return user;
  const info = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true ? { cluster: describeCluster(cluster, execConfig) } : {}),
    },
  };
  return { ...user, exec: { ...exec, env: [...(exec.env ?? []), { name: EXEC_INFO, value: JSON.stringify(info) }] } };
}

function describeCluster(cluster: Cluster, config: unknown): object {
  const { server, tlsServerName, skipTLSVerify, caData, caFile, proxyUrl } = cluster;
  return {
    server,
    'tls-server-name': tlsServerName,
    'insecure-skip-tls-verify': skipTLSVerify,
    'certificate-authority-data': caData ?? (caFile === undefined ? undefined : readCa(caFile)),
    'proxy-url': proxyUrl,
    config,
  };
}

function readCa(file: string): string {
  try {
    return readFileSync(file).toString('base64');
  } catch (error) {
    throw new UserError(`certificate-authority: ${plain(error instanceof Error ? error.message : String(error), 300)}`);
  }
}
