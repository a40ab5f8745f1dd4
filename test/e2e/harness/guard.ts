// The built sliceward, serving: started as a user would start it, asked over its own ports, read through its own log.
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import path from 'node:path';
import { z } from 'zod';
import { eventually, freePorts, type Child } from './children.ts';
import type { ControlPlane } from './control-plane.ts';
import { run, type Outcome } from './run.ts';

/** The built command. */
export const CLI = path.resolve(import.meta.dirname, '../../../dist/cli.js');

const decisionLine = z.looseObject({
  uid: z.string(),
  operation: z.enum(['CREATE', 'UPDATE', 'DELETE']),
  namespace: z.string(),
  name: z.string(),
  user: z.string(),
  writer: z.string(),
  dryRun: z.boolean(),
  allowed: z.boolean(),
  digest: z.string().optional(),
});
/** One line of its log about one review. */
export type LoggedDecision = z.infer<typeof decisionLine>;

const response = z.looseObject({
  uid: z.string(),
  allowed: z.boolean(),
  status: z.looseObject({ code: z.number(), message: z.string() }).optional(),
  warnings: z.array(z.string()).optional(),
  auditAnnotations: z.record(z.string(), z.string()).optional(),
  patch: z.base64().optional(),
});
const answeredReview = z.looseObject({ kind: z.literal('AdmissionReview'), response });
export type ReviewResponse = z.infer<typeof response>;

export interface Guard {
  /** Where the API server is to call it. */
  readonly url: string;
  readonly caFile: string;
  readonly policyFile: string;
  readonly process: Child;
  /** Every decision so far: it is started with --log-sample 1. */
  readonly decisions: () => readonly LoggedDecision[];
  /** The sum of sliceward_reviews_total over all its labels. */
  readonly reviews: () => Promise<number>;
  /** The sum of the series whose text begins so: `sliceward_errors_total{reason="bug"`. */
  readonly metric: (begin: string) => Promise<number>;
  /** The sum of sliceward_mutations_total over all its labels. */
  readonly mutations: () => Promise<number>;
  /** Sends a review as the API server would, to /validate unless told otherwise. */
  readonly post: (review: object, path?: '/validate' | '/mutate') => Promise<ReviewResponse>;
}

/** Runs one sliceward command to its end. */
export async function sliceward(
  args: readonly string[],
  options: { readonly stdin?: string; readonly cwd?: string } = {},
): Promise<Outcome> {
  return run(process.execPath, [CLI, ...args], options);
}

/** Ready to be called. `policy` is the SlicePolicy document; the process ends with the control plane's. */
export async function startGuard(plane: ControlPlane, policy: object): Promise<Guard> {
  const certificates = path.join(plane.folder, 'certs');
  const made = await sliceward(['certs', 'dev', '--dir', certificates]);
  if (made.code !== 0) throw new Error(`sliceward certs dev: ${made.stderr}`);
  const policyFile = path.join(plane.folder, 'policy.yaml');
  // JSON is YAML.
  writeFileSync(policyFile, JSON.stringify(policy, undefined, 2));
  const [port = 0, healthPort = 0] = await freePorts(2);
  const child = plane.processes.start('sliceward', process.execPath, [
    CLI,
    'serve',
    '--bind=127.0.0.1',
    `--port=${port}`,
    `--health-port=${healthPort}`,
    `--tls-cert=${certificates}/tls.crt`,
    `--tls-key=${certificates}/tls.key`,
    `--policy=${policyFile}`,
    '--log-sample=1',
    '--drain-delay=0s',
  ]);
  const health = (what: string): Promise<Response> => fetch(`http://127.0.0.1:${healthPort}/${what}`);
  await eventually('sliceward is ready', async () => (await health('readyz')).ok, { child });
  const url = `https://127.0.0.1:${port}/validate`;
  const caFile = path.join(certificates, 'ca.crt');
  return {
    url,
    caFile,
    policyFile,
    process: child,
    decisions: () => readFileSync(child.log, 'utf8').split('\n').flatMap(readDecision),
    reviews: async () => sumOf(await (await health('metrics')).text(), 'sliceward_reviews_total{'),
    metric: async (begin) => sumOf(await (await health('metrics')).text(), begin),
    mutations: async () => sumOf(await (await health('metrics')).text(), 'sliceward_mutations_total{'),
    post: async (review, door = '/validate') =>
      answeredReview.parse(JSON.parse(await post(new URL(door, url).href, caFile, JSON.stringify(review)))).response,
  };
}

/** Lines about other things than decisions (start, reload, the mutating door, what is not judged) are left out. */
function readDecision(line: string): LoggedDecision[] {
  if (
    !line.startsWith('{') ||
    !line.includes('"operation"') ||
    line.includes('"mutation"') ||
    line.includes('"not judged"')
  )
    return [];
  return [decisionLine.parse(JSON.parse(line))];
}

function sumOf(metrics: string, begin: string): number {
  const values = metrics.split('\n').filter((line) => line.startsWith(begin));
  return values.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}

async function post(url: string, caFile: string, body: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const headers = { 'content-type': 'application/json' };
  const call = request(url, { method: 'POST', ca: readFileSync(caFile), headers }, (answer) => {
    answer.setEncoding('utf8');
    let text = '';
    answer.on('data', (chunk: string) => (text += chunk)).once('error', reject);
    answer.once('end', () =>
      answer.statusCode === 200 ? resolve(text) : reject(new Error(`${answer.statusCode}: ${text}`)),
    );
  });
  call.once('error', reject).end(body);
  return promise;
}
