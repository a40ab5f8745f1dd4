// `sliceward check` as the command line runs it, with the real rules.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import type { Io } from '../../../src/commands/io.ts';
import { runCommand } from '../../../src/commands/run.ts';
import { reportSchema, type Report } from '../../../src/report/schema.ts';

export const FIXTURES = 'test/fixtures/check';

interface Outcome {
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

export async function check(
  args: readonly string[],
  { stdin = '', env = {}, isTerminal = false } = {},
): Promise<Outcome> {
  const outcome: { code: number | undefined; stdout: string; stderr: string } = {
    code: undefined,
    stdout: '',
    stderr: '',
  };
  const io: Io = {
    stdout: (text) => void (outcome.stdout += text),
    stderr: (text) => void (outcome.stderr += text),
    readStdin: async function* () {
      yield new TextEncoder().encode(stdin);
    },
    env,
    isTerminal,
    now: () => new Date(0),
    setExitCode: (code) => {
      outcome.code = code;
    },
  };
  await runCommand(['check', ...args], io);
  return outcome;
}

export async function report(args: readonly string[], stdin = ''): Promise<Report> {
  return reportSchema.parse(JSON.parse((await check([...args, '-o', 'json'], { stdin })).stdout));
}

export const SLICE = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' };
export const OWNED = [{ apiVersion: 'v1', kind: 'Service', name: 'web', uid: '6e3b9f0e-9b7a-4d38-9d43-1f2c8f4f9a10' }];

export function slice(name: string, parts: object = {}): object {
  return {
    ...SLICE,
    metadata: {
      name,
      labels: { 'kubernetes.io/service-name': 'web', 'endpointslice.kubernetes.io/managed-by': 'me' },
      ownerReferences: OWNED,
    },
    ...parts,
  };
}

export const GOOD = {
  endpoints: [{ addresses: ['10.1.2.3'], conditions: { ready: true } }],
  ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
};
export const BAD = { ...GOOD, ports: [{ name: 'http', port: 70_000, protocol: 'TCP' }] };

export const folder = await mkdtemp(join(tmpdir(), 'check-'));
afterAll(() => rm(folder, { recursive: true }));

export async function file(name: string, ...documents: readonly unknown[]): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(
    path,
    documents.map((document) => (typeof document === 'string' ? document : JSON.stringify(document))).join('\n---\n'),
  );
  return path;
}
