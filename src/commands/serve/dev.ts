// `sliceward dev`, which `npm start` runs: the webhook on this machine with development certificates, and a command to
// try it.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import { join } from 'node:path';
import { Command } from 'commander';
import { knownBadReview } from '../../admission/review/known-bad.ts';
import type { RunningServer } from '../../admission/server-options.ts';
import { describeDevCertificates, ensureDevCertificates, type DevCertificates } from '../../certs/dev.ts';
import { writeWhole } from '../../certs/files.ts';
import { ExternalError } from '../../model/problem.ts';
import type { Io } from '../io.ts';
import { runServer } from './run-server.ts';
import { readServeSettings } from './serve-settings.ts';

interface Flags {
  readonly port: string;
  readonly healthPort: string;
  readonly dir: string;
}

export function devCommand(io: Io): Command {
  return new Command('dev')
    .description(
      'run the webhook on this machine with development certificates and the preset "recommended", and print a ' +
        'command to try it',
    )
    .option('--port <port>', 'port of the webhook (HTTPS)', '9443')
    .option('--health-port <port>', 'port of /livez, /readyz and /metrics (HTTP)', '8080')
    .option('--dir <directory>', 'folder of the certificates', 'certs')
    .action(async (flags: Flags) => run(io, flags));
}

function one(value: string): readonly string[] {
  return [value];
}

async function run(io: Io, { port, healthPort, dir }: Flags): Promise<void> {
  const certificates = await ensureDevCertificates(dir, { now: io.now(), randomBytes, algorithm: 'ecdsa-p256' });
  const settings = readServeSettings(
    {
      port: one(port),
      healthPort: one(healthPort),
      tlsCert: one(certificates.certFile),
      tlsKey: one(certificates.keyFile),
      // No other client has to move to another replica, and each try deserves a log line.
      drainDelay: one('0s'),
      deadline: one('2s'),
      logSample: one('1'),
    },
    {},
  );
  let introduced = false;
  const write = (line: string): void => {
    if (introduced) io.stdout(line);
  };
  await runServer(io, settings, {
    logStream: { write },
    ready: async (server) => {
      io.stdout(await introduce(server, certificates, dir));
      introduced = true;
    },
  });
  io.stdout('stopped\n');
}

async function introduce({ addresses }: RunningServer, certificates: DevCertificates, dir: string): Promise<string> {
  const url = `https://localhost:${addresses.admission.port}/validate`;
  const health = `http://localhost:${addresses.health.port}`;
  const file = join(dir, 'try-review.json');
  const review = JSON.stringify(knownBadReview('jane'), null, 2);
  await writeWhole(file, `${review}\n`, 0o644);
  const answer = await ask(url, await readFile(certificates.caFile), review);
  return `certificates ${describeDevCertificates(certificates)}
webhook      ${url} with the policy "recommended"
health       ${health}/readyz, ${health}/metrics

Try it with a slice that would send the clients of a Service to the metadata address of the cloud, which Kubernetes alone
would store. In another terminal, in this folder:

curl --cacert ${certificates.caFile} --json @${file} ${url}

It answers:

${answer}

Each review is logged below. Ctrl-C stops the webhook.
`;
}

/** The real answer of the server, so that the printed text is never out of date. */
function ask(url: string, ca: Buffer, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(new ExternalError('cannot reach our own webhook', { cause: error }));
    const call = request(
      url,
      { method: 'POST', ca, agent: false, headers: { 'content-type': 'application/json' } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
        response.on('error', fail);
      },
    );
    call.on('error', fail);
    call.end(body);
  });
}
