// `npm run bench`: the webhook against a bare server that parses and one that does not, measured in one run. `--quick`
// for a look, `--write` to put the figures into docs/performance.md and README.md, `--server FILE` for another bundle,
// `--size N` and `--operation O` for a part.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { machine, writeBetween } from './documents.ts';
import { OPERATIONS, type Order } from './load-protocol.ts';
import { endAll, printed, residentMemory, startBare, startLoad, startSliceward, type Contestant } from './processes.ts';
import { ratios, render, summarise, type Measured } from './summary.ts';
import { SIZES } from './sizes.ts';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    server: { type: 'string', default: 'dist/cli.js' },
    size: { type: 'string', multiple: true },
    operation: { type: 'string', multiple: true },
  },
});
const ROUNDS = values.quick ? 3 : 5;
const MEASURE_MS = values.quick ? 600 : 2000;
const WARM_UP_MS = values.quick ? 150 : 300;
/** Once each before the first round: code is compiled, and connections and heap find their size. */
const FIRST_WARM_UP_MS = values.quick ? 1000 : 3000;

const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-bench-'));
const engineSchema = z.record(
  z.string(),
  z.object({ parse: z.number(), decode: z.number(), engine: z.number(), digest: z.number() }),
);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
  return address.port;
}

async function main(): Promise<void> {
  execFileSync(process.execPath, [values.server, 'certs', 'dev', '--dir', folder]);
  const files = { folder, certificate: path.join(folder, 'tls.crt'), key: path.join(folder, 'tls.key') };
  const ca = readFileSync(path.join(folder, 'ca.crt'), 'utf8');
  console.log(machine());
  const engine = engineSchema.parse(await printed(['bench/engine.ts', values.quick ? '9' : '30']));

  const contestants: readonly Contestant[] = [
    await startBare('a', 'bare', files),
    await startBare('b', 'parse', files),
    await startSliceward('c', values.server, files, await freePort(), await freePort()),
  ];
  const load = await startLoad();
  const cases = OPERATIONS.flatMap((operation) => SIZES.map((endpoints) => ({ operation, endpoints }))).filter(
    ({ operation, endpoints }) =>
      (values.operation?.includes(operation) ?? true) && (values.size?.includes(String(endpoints)) ?? true),
  );
  const drive = (
    server: Contestant,
    each: Pick<Order, 'operation' | 'endpoints'>,
    ms: number,
    warmUpMs: number,
  ): ReturnType<typeof load> => load({ ...each, port: server.port, pid: server.pid, ca, ms, warmUpMs });

  for (const each of cases) for (const server of contestants) await drive(server, each, 1, FIRST_WARM_UP_MS / 3);
  const measured: Measured[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const each of cases) {
      // Which one comes first changes: what the one before left behind must not always hit the same.
      const turn = contestants
        .map((_, index) => contestants[(index + round) % contestants.length])
        .filter((server) => server !== undefined);
      for (const server of turn) {
        measured.push({ ...each, server: server.name, result: await drive(server, each, MEASURE_MS, WARM_UP_MS) });
      }
    }
    console.error(`round ${round + 1} of ${ROUNDS}`);
  }
  const memory = contestants.map(({ name, pid }) => ({ name, ...residentMemory(pid) }));
  const rows = summarise(measured);
  const text = render(rows, engine, memory);
  console.log(text);
  if (!values.write) return;
  writeBetween('docs/performance.md', 'bench', `${machine()}\n\n${text}`);
  writeBetween('README.md', 'bench', ratios(rows));
}

try {
  await main();
} finally {
  endAll();
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
