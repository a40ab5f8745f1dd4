// `sliceward dev`, what `npm start` runs: the webhook on this machine with development certificates, and a command to try it with.
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
      'run the webhook here with development certificates and the preset "recommended", and print a command to try it with',
    )
    .option('--port <port>', 'port of the webhook (HTTPS)', '9443')
    .option('--health-port <port>', 'port of /livez, /readyz and /metrics (HTTP)', '8080')
    .option('--dir <directory>', 'where the certificates are', 'certs')
    .action(async (flags: Flags) => run(io, flags));
}

function one(value: string): readonly string[] {
  return [value];
}

async function run(io: Io, { port, healthPort, dir }: Flags): Promise<void> {
  const certificates = await ensureDevCertificates(dir, { now: io.now(), randomBytes, algorithm: 'ecdsa-p256' });
  const { options, enforcement } = readServeSettings(
    {
      port: one(port),
      healthPort: one(healthPort),
      tlsCert: one(certificates.certFile),
      tlsKey: one(certificates.keyFile),
      // Nobody's traffic has to turn away, and each try is worth a line.
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
  await runServer(io, options, {
    enforcement,
    logStream: { write },
    ready: async (server) => {
      io.stdout(await introduce(server, certificates, dir));
      introduced = true;
    },
  });
  io.stdout('ended\n');
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

Try it: a slice that would send a Service's clients to the cloud's metadata address. Kubernetes alone stores it. In another terminal, here:

curl --cacert ${certificates.caFile} --json @${file} ${url}

It answers:

${answer}

Every review is logged below. Ctrl-C ends it.
`;
}

/** What the server really answers, so that nothing printed can be out of date. */
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
