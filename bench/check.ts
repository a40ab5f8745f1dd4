// `sliceward check` at scale: time, documents a second and peak memory for N and 10 N, and what starting it costs
// beside an empty Node. Run with `node bench/check.ts` after `npm run build`. Ratios are what counts: the figures are
// those of the machine.
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDocuments, makeFiles, makeJsonList, makeOne, makeYamlList } from './check-inputs.ts';
import { comparePeer } from './check-peer.ts';
import { CLI, runCheck, type Measured } from './check-process.ts';
import { median, table } from './statistics.ts';

const RUNS = 3;
const STARTS = 15;

interface Case {
  readonly what: string;
  /** N; the second size is ten times as many. */
  readonly documents: number;
  /** Writes so many slices into the folder and returns where. */
  readonly make: (folder: string, count: number) => Promise<string>;
  readonly args?: readonly string[];
  readonly stdin?: boolean;
  /** Milliseconds that the reader of standard output waits after each piece. */
  readonly pause?: number;
}

const folder = await mkdtemp(join(tmpdir(), 'sliceward-bench-'));

const CASES: readonly Case[] = [
  { what: 'files of one slice', documents: 1000, make: makeFiles },
  { what: 'YAML documents in a file', documents: 10_000, make: makeDocuments },
  { what: 'YAML documents on stdin', documents: 10_000, make: makeDocuments, stdin: true },
  { what: '… with -o json', documents: 10_000, make: makeDocuments, stdin: true, args: ['-o', 'json'] },
  { what: '… read slowly', documents: 10_000, make: makeDocuments, stdin: true, args: ['-o', 'json'], pause: 2 },
  { what: 'JSON List, 10 endpoints each', documents: 1000, make: makeJsonList },
  { what: 'YAML List, 10 endpoints each', documents: 1000, make: makeYamlList },
  { what: 'YAML List of 5 and 50 MB', documents: 4200, make: makeYamlList },
];

try {
  const rows = [];
  for (const one of CASES) rows.push(...(await measureCase(one)));
  console.log(table(['input', 'slices', 'wall s', 'CPU s', 'slices/s', 'peak MiB', 'wall ×', 'peak ×'], rows));
  console.log(`\n${table(['start', 'ms', '× node -e 0'], await measureStarts())}`);
  console.log(
    `\n${(await comparePeer(folder)) ?? 'no kubeconform to compare with: put it on the PATH, or name it in KUBECONFORM'}`,
  );
} finally {
  await rm(folder, { recursive: true });
}

async function measureCase(one: Case): Promise<readonly string[][]> {
  const small = await measure(one, one.documents);
  const large = await measure(one, 10 * one.documents);
  return [
    [one.what, ...cells(one.documents, small), '', ''],
    [
      '',
      ...cells(10 * one.documents, large),
      ratio(large.seconds, small.seconds),
      ratio(large.mebibytes, small.mebibytes),
    ],
  ];
}

function cells(count: number, { seconds, cpuSeconds, mebibytes }: Measured): string[] {
  return [
    String(count),
    seconds.toFixed(2),
    cpuSeconds.toFixed(2),
    Math.round(count / seconds).toLocaleString('en'),
    mebibytes.toFixed(0),
  ];
}

async function measure({ make, args = [], stdin = false, pause }: Case, count: number): Promise<Measured> {
  const path = await make(folder, count);
  const runs: Measured[] = [];
  for (let run = 0; run < RUNS; run++)
    runs.push(await runCheck(folder, { path: stdin ? '-' : path, args, input: stdin ? path : undefined, pause }));
  return {
    seconds: median(runs.map((run) => run.seconds)),
    cpuSeconds: median(runs.map((run) => run.cpuSeconds)),
    mebibytes: median(runs.map((run) => run.mebibytes)),
  };
}

async function measureStarts(): Promise<readonly string[][]> {
  const one = await makeOne(folder);
  const commands = [
    ['-e', '0'],
    [CLI, '--version'],
    [CLI, 'check', one],
  ];
  const times = commands.map((): number[] => []);
  // Interleaved, so that a busy moment of the machine meets all of them.
  for (let run = 0; run < STARTS; run++) {
    for (const [index, command] of commands.entries()) {
      const begun = performance.now();
      spawnSync(process.execPath, command, { stdio: 'ignore' });
      times[index]?.push(performance.now() - begun);
    }
  }
  const bare = median(times[0] ?? []);
  return ['node -e 0', 'sliceward --version', 'sliceward check one.yaml'].map((name, index) => {
    const time = median(times[index] ?? []);
    return [name, time.toFixed(1), ratio(time, bare)];
  });
}

function ratio(value: number, base: number): string {
  return (value / base).toFixed(2);
}
