// Which cluster is meant: kubeconfig files as kubectl finds and merges them, or else the pod this runs in. Never a
// guess at localhost.
import { accessSync, readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { KubeConfig, type Cluster, type User } from '@kubernetes/client-node';
import { didYouMean } from '../model/did-you-mean.ts';
import { plain } from '../model/plain.ts';
import { UserError } from '../model/problem.ts';
import { completeUser, informExec, readExtras } from './kubeconfig-user.ts';

export interface ClusterChoice {
  /** Instead of KUBECONFIG and the default path. */
  readonly kubeconfig?: string | undefined;
  /** Instead of the kubeconfig's current context. */
  readonly context?: string | undefined;
  /** KUBECONFIG, HOME, KUBERNETES_SERVICE_HOST and _PORT are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where Kubernetes mounts a pod's credentials. */
  readonly serviceAccount?: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const IN_CLUSTER = 'in-cluster';

/**
 * The client's reading, and what it passed over, by the client's own objects: of two files only those that count are
 * left.
 */
interface Read {
  readonly config: KubeConfig;
  readonly identities: ReadonlyMap<User, readonly string[]>;
  readonly execConfigs: ReadonlyMap<Cluster, unknown>;
}

/**
 * A configuration whose current context, cluster and user are there. Throws UserError. Reads files: a token file is
 * read anew by each call.
 */
export function loadKubeConfig(choice: ClusterChoice): KubeConfig {
  const files = kubeconfigFiles(choice);
  const read = files.length > 0 ? merge(files.map(readKubeconfig)) : inCluster(choice);
  return withContext(read, choice.context ?? read.config.currentContext);
}

/** Missing files of KUBECONFIG are skipped, as by kubectl. */
function kubeconfigFiles({ kubeconfig, env }: ClusterChoice): readonly string[] {
  if (kubeconfig !== undefined) return [kubeconfig];
  const listed = (env['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  const present = listed.filter(isThere);
  if (listed.length > 0 && present.length === 0) throw new UserError(`KUBECONFIG: no such file: ${listed.join(', ')}`);
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  return listed.length > 0 || home === '' ? present : [path.join(home, '.kube', 'config')].filter(isThere);
}

function readKubeconfig(file: string): Read {
  const config = new KubeConfig();
  const folder = path.dirname(path.resolve(file));
  try {
    const text = readFileSync(file, 'utf8');
    // kubectl takes an empty file for one that names nothing (client-go, clientcmd.Load).
    if (text === '') return { config, identities: new Map(), execConfigs: new Map() };
    config.loadFromString(text);
    config.makePathsAbsolute(folder);
    const { tokenFiles, identities, execConfigs } = readExtras(text);
    config.users = config.getUsers().map((user) => completeUser(user, tokenFiles.get(user.name), folder));
    return {
      config,
      identities: byObject(config.getUsers(), identities),
      execConfigs: byObject(config.getClusters(), execConfigs),
    };
  } catch (error) {
    throw new UserError(
      `${file} cannot be read as a kubeconfig: ` + plain(error instanceof Error ? error.message : String(error), 300),
    );
  }
}

/**
 * Of two entries of one name the first counts, and so does the first current context. The client's own merge refuses
 * what kubectl merges.
 */
function merge(files: readonly Read[]): Read {
  const configs = files.map(({ config }) => config);
  const merged = new KubeConfig();
  merged.loadFromOptions({
    clusters: firstOfEach(configs.flatMap((config) => config.getClusters())),
    users: firstOfEach(configs.flatMap((config) => config.getUsers())),
    contexts: firstOfEach(configs.flatMap((config) => config.getContexts())),
    currentContext: configs.map((config) => config.getCurrentContext()).find((name) => (name ?? '') !== ''),
  });
  return {
    config: merged,
    identities: new Map(files.flatMap(({ identities }) => [...identities])),
    execConfigs: new Map(files.flatMap(({ execConfigs }) => [...execConfigs])),
  };
}

function firstOfEach<T extends { readonly name: string }>(entries: readonly T[]): T[] {
  return entries.filter((entry, index) => entries.findIndex(({ name }) => name === entry.name) === index);
}

function byObject<T extends { readonly name: string }, V>(
  entries: readonly T[],
  byName: ReadonlyMap<string, V>,
): ReadonlyMap<T, V> {
  return new Map(
    entries.flatMap((entry) => {
      const value = byName.get(entry.name);
      return value === undefined ? [] : [[entry, value]];
    }),
  );
}

function inCluster({ env, serviceAccount = SERVICE_ACCOUNT }: ClusterChoice): Read {
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const tokenFile = path.join(serviceAccount, 'token');
  if (host === '' || !isThere(tokenFile)) {
    throw new UserError(
      'no cluster: give --kubeconfig, set KUBECONFIG, or run in a pod (there is no ~/.kube/config, and this is not a pod)',
    );
  }
  const server = `https://${isIPv6(host) ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: IN_CLUSTER, server, caFile: path.join(serviceAccount, 'ca.crt'), skipTLSVerify: false }],
    // The client reads the file again when it is older than a minute: the kubelet replaces it before it expires.
    users: [{ name: IN_CLUSTER, authProvider: { name: 'tokenFile', config: { tokenFile } } }],
    contexts: [{ name: IN_CLUSTER, cluster: IN_CLUSTER, user: IN_CLUSTER }],
    currentContext: IN_CLUSTER,
  });
  return { config, identities: new Map(), execConfigs: new Map() };
}

function withContext({ config, identities, execConfigs }: Read, name: string | undefined): KubeConfig {
  const known = config.getContexts().map((context) => context.name);
  if (name === undefined || name === '')
    throw new UserError(`no context is current: give --context (known: ${list(known)})`);
  const context = config.getContextObject(name);
  if (context === null) {
    throw new UserError(`no context ${JSON.stringify(name)}; ${didYouMean(name, known, `known: ${list(known)}`)}`);
  }
  config.setCurrentContext(name);
  const cluster = config.getCluster(context.cluster);
  if (cluster === null)
    throw new UserError(`context "${name}" names cluster "${context.cluster}", which the kubeconfig lacks`);
  refuseTransport(cluster.server, cluster.proxyUrl, cluster.skipTLSVerify);
  // Without a user the client would omit the cluster's CA as well.
  if ((context.user ?? '') === '') return asUser(config, cluster, { name: 'nobody' });
  const user = config.getUser(context.user);
  if (user === null) throw new UserError(`context "${name}" names user "${context.user}", which the kubeconfig lacks`);
  const identity = identities.get(user);
  if (identity !== undefined)
    throw new UserError(
      `user "${context.user}" impersonates another user by ${identity.join(', ')}: only a plain \`as\` is supported`,
    );
  return asUser(config, cluster, informExec(user, cluster, execConfigs.get(cluster)));
}

function asUser(config: KubeConfig, cluster: Cluster, user: User): KubeConfig {
  const chosen = new KubeConfig();
  const name = config.getCurrentContext();
  chosen.loadFromOptions({
    clusters: [cluster],
    users: [user],
    contexts: [{ name, cluster: cluster.name, user: user.name }],
    currentContext: name,
  });
  return chosen;
}

function refuseTransport(server: string, proxy: string | undefined, skipVerify: boolean | undefined): void {
  if (!URL.canParse(server) || !/^https?:$/.test(new URL(server).protocol))
    throw new UserError(`${plain(server, 200)} is not the URL of an API server`);
  // The client refuses it too: credentials would travel in the clear.
  if (server.startsWith('http:') && skipVerify !== true) throw new UserError(`${server} is plain HTTP: use https`);
  if (proxy !== undefined && !/^https?:/.test(proxy))
    throw new UserError(`proxy-url ${plain(proxy, 200)}: only http and https proxies are supported`);
}

function list(names: readonly string[]): string {
  return names.length === 0 ? 'none' : plain(names.join(', '), 300);
}

function isThere(file: string): boolean {
  try {
    accessSync(file);
    return true;
  } catch {
    return false;
  }
}
