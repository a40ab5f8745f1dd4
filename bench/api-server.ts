// `node bench/api-server.ts [--rounds N] [--server FILE] [--write]`: what admission adds to updates of slices through a
// real API server. Four namespaces, each with its own kind of admission: none, a webhook that only parses, sliceward
// with `recommended`, and a ValidatingAdmissionPolicy of six of its checks. They are written in turn.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { validatingWebhookConfiguration } from '../src/admission/registration.ts';
import { eventually, freePorts } from '../test/e2e/harness/children.ts';
import { startControlPlane, type ControlPlane } from '../test/e2e/harness/control-plane.ts';
import { checksAsPolicy } from './admission-policy.ts';
import { machine, writeBetween } from './documents.ts';
import { slice } from './reviews.ts';
import { SIZES } from './sizes.ts';
import { figure, median, table } from './statistics.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    server: { type: 'string', default: 'dist/cli.js' },
    write: { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
/** Updates of each kind in a round: fewer of the large ones, which take tens of milliseconds. */
const UPDATES: Readonly<Record<number, number>> = { 1: 100, 100: 60, 1000: 20 };
const KINDS = ['none', 'webhook', 'sliceward', 'policy'] as const;
type Kind = (typeof KINDS)[number];
const NAMES: Readonly<Record<Kind, string>> = {
  none: 'no admission',
  webhook: 'webhook that parses',
  sliceward: 'sliceward',
  policy: 'ValidatingAdmissionPolicy',
};

const configuration = z.looseObject({ webhooks: z.array(z.looseObject({})) });

/** One kept-alive connection, as a client of one's own has it. */
class Client {
  readonly #api: ReturnType<ControlPlane['api']>;
  readonly #agent: Agent;

  constructor(plane: ControlPlane) {
    this.#api = plane.api();
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: this.#api.ca });
  }

  send(method: string, at: string, body: object): Promise<{ readonly status: number; readonly text: string }> {
    const { port, token } = this.#api;
    const payload = JSON.stringify(body);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(payload),
      authorization: `Bearer ${token}`,
    };
    return new Promise((resolve, reject) => {
      const call = request({ host: '127.0.0.1', port, path: at, method, headers, agent: this.#agent }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
        answer.on('error', reject);
      });
      call.on('error', reject);
      call.end(payload);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function collection(kind: Kind): string {
  return `/apis/discovery.k8s.io/v1/namespaces/bench-${kind}/endpointslices`;
}

/** What a client sends: without what the server sets. */
function manifest(kind: Kind, endpoints: number, revision: number): object {
  const { metadata, ...rest } = slice(endpoints, endpoints, revision);
  const { name, labels, annotations, ownerReferences } = metadata;
  return { ...rest, metadata: { name, namespace: `bench-${kind}`, labels, annotations, ownerReferences } };
}

async function startServers(plane: ControlPlane): Promise<Readonly<Record<'webhook' | 'sliceward', string>>> {
  const certificates = path.join(plane.folder, 'certs');
  execFileSync(process.execPath, [values.server, 'certs', 'dev', '--dir', certificates]);
  const [certificate, key] = [path.join(certificates, 'tls.crt'), path.join(certificates, 'tls.key')];
  const bare = plane.processes.start('parses', process.execPath, [
    path.resolve('bench/bare-server.ts'),
    certificate,
    key,
    'parse',
  ]);
  const [port = 0, healthPort = 0] = await freePorts(2);
  plane.processes.start('sliceward', process.execPath, [
    path.resolve(values.server),
    'serve',
    '--bind=127.0.0.1',
    `--port=${port}`,
    `--health-port=${healthPort}`,
    `--tls-cert=${certificate}`,
    `--tls-key=${key}`,
  ]);
  const barePort = await eventually('the bare server listens', () =>
    Promise.resolve(Number(readFileSync(bare.log, 'utf8')) || undefined),
  );
  await eventually('sliceward is ready', async () => (await fetch(`http://127.0.0.1:${healthPort}/readyz`)).ok);
  return { webhook: `https://127.0.0.1:${barePort}/validate`, sliceward: `https://127.0.0.1:${port}/validate` };
}

async function register(plane: ControlPlane): Promise<void> {
  const urls = await startServers(plane);
  const ca = readFileSync(path.join(plane.folder, 'certs', 'ca.crt'));
  const onlyFor = (kind: Kind): object => ({
    matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: [`bench-${kind}`] }],
  });
  const webhook = (kind: 'webhook' | 'sliceward'): object => {
    const registration = {
      target: { url: urls[kind] },
      ca,
      failurePolicy: 'Fail',
      excludedNamespaces: [],
      skippedUsers: [],
      withDelete: false,
    } as const;
    const { webhooks, ...rest } = configuration.parse(validatingWebhookConfiguration(registration));
    return {
      ...rest,
      metadata: { name: `bench-${kind}` },
      webhooks: webhooks.map((each) => ({ ...each, namespaceSelector: onlyFor(kind) })),
    };
  };
  const namespaces = KINDS.map((kind) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: `bench-${kind}` },
  }));
  const objects = [...namespaces, webhook('webhook'), webhook('sliceward'), ...checksAsPolicy(onlyFor('policy'))];
  const list = { apiVersion: 'v1', kind: 'List', items: objects };
  const applied = await plane.kubectl(['create', '-f', '-'], { stdin: JSON.stringify(list) });
  if (applied.code !== 0) throw new Error(applied.stderr);
}

/** Until both refuse a port that neither allows; the other webhook was registered with sliceward. */
async function untilInForce(client: Client): Promise<void> {
  for (const kind of ['sliceward', 'policy'] as const) {
    const bad = { ...manifest(kind, 1, 0), ports: [{ name: 'http', port: 70_000 }] };
    await eventually(`${NAMES[kind]} denies`, async () => {
      const { status } = await client.send('POST', `${collection(kind)}?dryRun=All`, bad);
      return status === 403 || status === 422;
    });
  }
}

async function update(client: Client, kind: Kind, endpoints: number, revision: number): Promise<number> {
  const object = manifest(kind, endpoints, revision % 2);
  const begin = performance.now();
  const { status, text } = await client.send('PUT', `${collection(kind)}/checkout-${endpoints}-x7k2p`, object);
  const took = performance.now() - begin;
  if (status !== 200) throw new Error(`${kind}: ${status} ${text.slice(0, 500)}`);
  return took;
}

const plane = await startControlPlane();
try {
  await register(plane);
  const client = new Client(plane);
  await untilInForce(client);
  for (const kind of KINDS) {
    for (const endpoints of SIZES) {
      const { status, text } = await client.send('POST', collection(kind), manifest(kind, endpoints, 0));
      if (status !== 201) throw new Error(`${kind}: ${status} ${text.slice(0, 500)}`);
      for (let revision = 1; revision <= 40; revision++) await update(client, kind, endpoints, revision);
    }
  }
  const rows: string[][] = [];
  for (const endpoints of SIZES) {
    const times: Readonly<Record<Kind, number[]>> = { none: [], webhook: [], sliceward: [], policy: [] };
    for (let round = 0; round < ROUNDS; round++) {
      // One of each in turn: whatever slows the machine for a moment slows all of them.
      for (let index = 1; index <= (UPDATES[endpoints] ?? 0); index++) {
        for (const kind of KINDS) times[kind].push(await update(client, kind, endpoints, index));
      }
    }
    const base = median(times.none);
    for (const kind of KINDS) {
      const sorted = times[kind].toSorted((left, right) => left - right);
      const p99 = sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
      rows.push([
        `UPDATE ${endpoints}`,
        NAMES[kind],
        String(sorted.length),
        figure(median(sorted)),
        figure(p99),
        (median(sorted) - base).toFixed(2),
      ]);
    }
  }
  client.close();
  const text = table(['review', 'admission', 'updates', 'p50 ms', 'p99 ms', 'added p50 ms'], rows);
  console.log(text);
  if (values.write) writeBetween('docs/performance.md', 'api-server', `${machine()}\n\n${text}`);
} finally {
  await plane.stop(false);
}
