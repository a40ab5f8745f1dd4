// `node bench/audit.ts [rounds]`: how much longer the audit of a cluster takes than merely listing it, and how much
// memory it needs.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'rolldown';
import { z } from 'zod';

/** [slices, endpoints of each]; 7.5 endpoints a slice is the cluster that design plans for. */
const SIZES = [
  [10_000, 10],
  [100_000, 10],
  [10_000, 100],
] as const;
const MODES = [['bare'], ['audit', 'text'], ['audit', 'json']] as const;
const rounds = Number(process.argv[2] ?? 3);

const measurement = z.object({ slices: z.number(), seconds: z.number(), cpu: z.number(), peakMiB: z.number() });
type Measurement = z.infer<typeof measurement>;

const folder = mkdtempSync(path.join(tmpdir(), 'sliceward-bench-'));

async function firstLine(child: ChildProcess): Promise<unknown> {
  if (child.stdout === null) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line);
  throw new Error('a child process ended without a word');
}

async function measure(args: readonly string[]): Promise<Measurement> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const result = measurement.parse(await firstLine(child));
  await ended;
  return result;
}

function writeKubeconfig(server: unknown): string {
  const { server: url, ca } = z.object({ server: z.string(), ca: z.string() }).parse(server);
  const file = path.join(folder, 'kubeconfig');
  const config = {
    clusters: [{ name: 'bench', cluster: { server: url, 'certificate-authority-data': ca } }],
    users: [{ name: 'bench', user: { token: 'bench' } }],
    contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
    'current-context': 'bench',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;
}

function row(cells: readonly (string | number)[]): string {
  return `| ${cells.map((cell) => (typeof cell === 'number' ? cell.toFixed(2) : cell)).join(' | ')} |`;
}

try {
  // Bundled as the program is: unbundled TypeScript would need memory of its own.
  await build({
    input: 'bench/audit-worker.ts',
    platform: 'node',
    logLevel: 'silent',
    output: { dir: path.join(folder, 'worker'), format: 'esm' },
  });
  console.log(row(['slices × endpoints', 'what', 'seconds', 'CPU seconds', 'time ÷ bare', 'CPU ÷ bare', 'peak MiB']));
  console.log(row(Array.from({ length: 7 }, () => '---')));
  for (const [slices, endpoints] of SIZES) {
    const server = spawn(process.execPath, ['bench/audit-server.ts', String(slices), String(endpoints)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const kubeconfig = writeKubeconfig(await firstLine(server));
    const results = new Map<readonly string[], Measurement[]>(MODES.map((mode) => [mode, []]));
    for (let round = 0; round < rounds; round++) {
      for (const mode of MODES) {
        const result = await measure([
          path.join(folder, 'worker/audit-worker.js'),
          mode[0],
          kubeconfig,
          ...mode.slice(1),
        ]);
        if (result.slices !== slices)
          throw new Error(`${mode.join(' ')}: ${result.slices} slices instead of ${slices}`);
        results.get(mode)?.push(result);
      }
    }
    server.kill();
    const of = (mode: readonly string[], key: keyof Measurement): number =>
      median((results.get(mode) ?? []).map((result) => result[key]));
    for (const mode of MODES) {
      const [seconds, cpu] = [of(mode, 'seconds'), of(mode, 'cpu')];
      const peak = Math.max(...(results.get(mode) ?? []).map(({ peakMiB }) => peakMiB));
      const ratios = [seconds / of(MODES[0], 'seconds'), cpu / of(MODES[0], 'cpu')];
      console.log(row([`${slices} × ${endpoints}`, mode.join(' '), seconds, cpu, ...ratios, peak.toFixed(0)]));
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
