// A real etcd and kube-apiserver, and if asked for the kube-controller-manager, on free ports of this machine; without kubelets, so nodes and pods are objects only.
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findAssets, type Assets } from '../../control-plane/assets.ts';
import { children, eventually, freePorts, type Children } from './children.ts';
import { run, type Outcome } from './run.ts';

export interface ControlPlane {
  /** Temporary; `stop` removes it. */
  readonly folder: string;
  /** Where the processes log. */
  readonly logs: string;
  readonly processes: Children;
  /** Where the API server is and how its administrator asks it without kubectl. */
  readonly api: () => ApiServer;
  /** The URL of the store behind the API server, which takes JSON without asking who calls. */
  readonly etcd: string;
  /** As the administrator, or impersonating `as`. */
  readonly kubectl: (args: readonly string[], options?: KubectlOptions) => Promise<Outcome>;
  /** Every line of the audit log as it is now; events of EndpointSlices only. */
  readonly auditLines: () => readonly string[];
  /** Ends everything. Keeps the logs if asked to, and says where. */
  readonly stop: (keepLogs: boolean) => Promise<void>;
}

export interface ApiServer {
  readonly port: number;
  readonly ca: Buffer;
  readonly token: string;
}

export interface KubectlOptions {
  readonly stdin?: string;
  readonly as?: string;
}

export interface ControlPlaneOptions {
  /** Run the controllers that have to do with Services, Endpoints and EndpointSlices. */
  readonly controllers?: boolean;
}

/** What `default/kubernetes` points at: an address that no rule likes (TEST-NET-1), and not a loopback one, which the API server would not publish. */
export const ADVERTISED_ADDRESS = '192.0.2.1';

const CONTROLLERS = [
  'endpoints-controller',
  'endpointslice-controller',
  'endpointslice-mirroring-controller',
  'garbage-collector-controller',
  'namespace-controller',
  'serviceaccount-controller',
];
const ADMIN_TOKEN = 'admin-token-of-a-test';
const START_MS = 60_000;

const AUDIT_POLICY = `
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules:
  - level: Metadata
    resources: [{group: discovery.k8s.io, resources: [endpointslices]}, {group: "", resources: [endpoints]}]
  - level: None
`;

// Everybody may write slices, so that a test can write as whom it likes.
const EVERYBODY_WRITES_SLICES = `
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata: {name: slice-writer}
rules:
  - {apiGroups: [discovery.k8s.io], resources: [endpointslices], verbs: ["*"]}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: everybody-writes-slices}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: slice-writer}
subjects:
  - {apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated}
`;

/** Ready in 5 to 10 s. Throws, with the last words of what failed, after ending whatever was started. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const found = findAssets();
  if (found === undefined)
    throw new Error('no control plane to test with: run "npm run e2e:assets", or set KUBEBUILDER_ASSETS');
  const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-e2e-'));
  const logs = path.join(folder, 'logs');
  mkdirSync(logs);
  const processes = children(logs, folder);
  const [securePort = 0, etcdPort = 0] = await freePorts(2);
  const plane = describe(found, folder, processes, { securePort, etcdPort });
  try {
    await start(found, plane, securePort, options);
    return plane;
  } catch (error) {
    await plane.stop(true);
    throw error;
  }
}

interface Ports {
  readonly securePort: number;
  readonly etcdPort: number;
}

function describe(found: Assets, folder: string, processes: Children, { securePort, etcdPort }: Ports): ControlPlane {
  const logs = path.join(folder, 'logs');
  return {
    folder,
    logs,
    processes,
    api: () => ({ port: securePort, ca: readFileSync(`${folder}/certificates/apiserver.crt`), token: ADMIN_TOKEN }),
    etcd: `http://127.0.0.1:${etcdPort}`,
    async kubectl(args, { stdin, as } = {}) {
      const identity = as === undefined ? [] : ['--as', as];
      // A home of its own: discovery is cached there, and the user's kubeconfig and preferences (kuberc) stay out of it.
      const env = { ...process.env, HOME: folder, KUBECONFIG: path.join(folder, 'kubeconfig'), KUBERC: 'off' };
      return run(found.kubectl, [...args, ...identity], { env, ...(stdin === undefined ? {} : { stdin }) });
    },
    auditLines() {
      const lines = readFileSync(path.join(folder, 'audit.log'), 'utf8').split('\n');
      return lines.filter((line) => line !== '');
    },
    async stop(keepLogs) {
      await processes.stopAll();
      for (const part of keepLogs ? ['etcd', 'certificates', '.kube'] : ['.']) {
        rmSync(path.join(folder, part), { recursive: true, force: true });
      }
      if (keepLogs) console.log(`logs kept in ${logs}`);
    },
  };
}

async function start(
  found: Assets,
  plane: ControlPlane,
  securePort: number,
  options: ControlPlaneOptions,
): Promise<void> {
  const { folder, processes, etcd: etcdUrl } = plane;
  const file = (name: string, content: string): string => {
    writeFileSync(path.join(folder, name), content, { mode: 0o600 });
    return path.join(folder, name);
  };
  const [etcdPeer = 0, controllerPort = 0] = await freePorts(2);
  const peerUrl = `http://127.0.0.1:${etcdPeer}`;
  processes.start('etcd', found.etcd, [
    `--data-dir=${folder}/etcd`,
    `--listen-client-urls=${etcdUrl}`,
    `--advertise-client-urls=${etcdUrl}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
  ]);

  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signingKey = file('service-account.key', privateKey.export({ type: 'pkcs1', format: 'pem' }).toString());
  const verifyingKey = file('service-account.pub', publicKey.export({ type: 'spki', format: 'pem' }).toString());
  const server = processes.start('kube-apiserver', found.apiServer, [
    `--etcd-servers=${etcdUrl}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${securePort}`,
    `--advertise-address=${ADVERTISED_ADDRESS}`,
    '--endpoint-reconciler-type=lease',
    // It issues its own certificate there; clients trust that file.
    `--cert-dir=${folder}/certificates`,
    `--token-auth-file=${file('tokens.csv', `${ADMIN_TOKEN},admin,admin,system:masters\n`)}`,
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${verifyingKey}`,
    `--service-account-signing-key-file=${signingKey}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    '--authorization-mode=RBAC',
    `--audit-policy-file=${file('audit-policy.yaml', AUDIT_POLICY)}`,
    `--audit-log-path=${file('audit.log', '')}`,
    '--shutdown-delay-duration=0s',
  ]);
  const kubeconfig = file('kubeconfig', kubeconfigOf(securePort, `${folder}/certificates/apiserver.crt`));
  const kubectl = async (args: readonly string[], stdin = ''): Promise<boolean> =>
    (await plane.kubectl(args, { stdin })).code === 0;
  await eventually('the API server is ready', () => kubectl(['get', '--raw', '/readyz']), {
    within: START_MS,
    child: server,
  });
  // The bootstrap roles and the namespace come a moment after readiness.
  await eventually('roles are bound', () => kubectl(['apply', '-f', '-'], EVERYBODY_WRITES_SLICES), { child: server });
  await eventually('the namespace default is there', () => kubectl(['get', 'namespace', 'default']), { child: server });
  if (options.controllers !== true) return;

  const manager = processes.start('kube-controller-manager', found.controllerManager, [
    `--kubeconfig=${kubeconfig}`,
    `--authentication-kubeconfig=${kubeconfig}`,
    `--authorization-kubeconfig=${kubeconfig}`,
    '--use-service-account-credentials',
    '--leader-elect=false',
    `--service-account-private-key-file=${signingKey}`,
    `--root-ca-file=${folder}/certificates/apiserver.crt`,
    `--cert-dir=${folder}/certificates`,
    '--bind-address=127.0.0.1',
    `--secure-port=${controllerPort}`,
    `--controllers=${CONTROLLERS.join(',')}`,
  ]);
  await eventually('the controllers make service accounts', () => kubectl(['get', 'serviceaccount', 'default']), {
    within: START_MS,
    child: manager,
  });
}

function kubeconfigOf(port: number, authority: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: `https://127.0.0.1:${port}`, 'certificate-authority': authority } }],
    users: [{ name: 'admin', user: { token: ADMIN_TOKEN } }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'admin' } }],
    'current-context': 'test',
  });
}
