// `sliceward audit` as the command line runs it, against a server that pages as Kubernetes does.
import { runCommand } from '../../../src/commands/run.ts';
import { runAudit, type AuditFlags } from '../../../src/commands/audit/audit-run.ts';
import type { Io } from '../../../src/commands/io.ts';
import { reportSchema, type Report } from '../../../src/report/schema.ts';
import { impatience, type FakeApi } from '../../kube/fake-api.ts';

interface Outcome {
  code: number | undefined;
  stdout: string;
  stderr: string;
}

function recorded({ stdin = '', terminal = false } = {}): { readonly io: Io; readonly outcome: Outcome } {
  const outcome: Outcome = { code: undefined, stdout: '', stderr: '' };
  let time = 0;
  const io: Io = {
    stdout: (text) => void (outcome.stdout += text),
    stderr: (text) => void (outcome.stderr += text),
    async *readStdin() {
      yield Buffer.from(stdin);
    },
    env: {},
    isTerminal: false,
    isErrorTerminal: terminal,
    now: () => new Date((time += 1000)),
    setExitCode: (code) => {
      outcome.code = code;
    },
  };
  return { io, outcome };
}

export async function command(args: readonly string[], stdin = ''): Promise<Outcome> {
  const { io, outcome } = recorded({ stdin });
  await runCommand(args, io);
  return outcome;
}

export async function audit(api: FakeApi, ...args: readonly string[]): Promise<Outcome> {
  return command(['audit', '--kubeconfig', api.kubeconfig, ...args]);
}

/** As the command does, but without waiting between attempts. */
export async function auditAtOnce(api: FakeApi, flags: Partial<AuditFlags> = {}, terminal = false): Promise<Outcome> {
  const { io, outcome } = recorded({ terminal });
  await runAudit(
    { kubeconfig: api.kubeconfig, requestTimeout: '5s', output: 'text', failOn: 'deny', ...flags },
    io,
    impatience(),
  );
  return outcome;
}

export function read({ stdout }: Outcome): Report {
  return reportSchema.parse(JSON.parse(stdout));
}

const OWNER = { apiVersion: 'v1', kind: 'Service', name: 'web', uid: 'u-1', controller: true };

interface Stored {
  readonly metadata: { readonly namespace: string; readonly name: string; readonly [member: string]: unknown };
  readonly [member: string]: unknown;
}

export function slice(namespace: string, name: string, parts: object = {}, manager = 'operator.example.com'): Stored {
  return {
    metadata: {
      namespace,
      name,
      resourceVersion: '42',
      labels: { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': manager },
      ownerReferences: [OWNER],
    },
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
    ...parts,
  };
}

export const WRONG = { ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };
const BUILT_IN = 'endpointslice-controller.k8s.io';

export const MIXED = [
  slice('default', 'good'),
  slice('kube-system', 'excluded', WRONG),
  slice('shop', 'controllers', WRONG, BUILT_IN),
  slice('shop', 'wrong-1', { ...WRONG, addressType: 'FQDN', endpoints: [{ addresses: ['web.example.com'] }] }),
  slice('shop', 'wrong-2', WRONG),
];
