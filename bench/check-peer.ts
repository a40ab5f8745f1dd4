// sliceward, which judges by all its rules, beside kubeconform, which holds objects to a JSON Schema.
import { findKubeconform } from './check-kubeconform.ts';
import { makeFiles, makeTenfold, makeYamlList } from './check-inputs.ts';
import { runCheck, runProgram, type Measured } from './check-process.ts';
import { figure, median, table } from './statistics.ts';

const COUNT = 10_000;
const ROUNDS = 5;

const CASES = [
  { what: 'files of one slice', make: makeFiles },
  { what: 'documents of ten endpoints in a file', make: makeTenfold },
  { what: 'a YAML List of such', make: makeYamlList },
];

/**
 * A table; undefined without kubeconform. Each uses as many cores as it likes, as users run it; CPU shows what that
 * costs.
 */
export async function comparePeer(folder: string): Promise<string | undefined> {
  const kubeconform = await findKubeconform(folder);
  if (kubeconform === undefined) return undefined;
  const rows = [];
  for (const { what, make } of CASES) {
    const path = await make(folder, COUNT);
    const ours: Measured[] = [];
    const theirs: Measured[] = [];
    // Interleaved, so that a busy moment of the machine meets both.
    for (let round = 0; round < ROUNDS; round++) {
      ours.push(await runCheck(folder, { path }));
      theirs.push(await runProgram(kubeconform.program, kubeconform.args(path)));
    }
    rows.push([what, ...compared(ours, theirs)]);
  }
  const columns = ['slices/s', 'kubeconform', 'ratio', 'CPU s', 'kubeconform', 'ratio', 'peak MiB', 'kubeconform'];
  return table([`${COUNT.toLocaleString('en')} slices`, ...columns], rows);
}

/** Ratios above 1 are in our favour. */
function compared(ours: readonly Measured[], theirs: readonly Measured[]): readonly string[] {
  const of = (runs: readonly Measured[], key: keyof Measured): number => median(runs.map((run) => run[key]));
  const [seconds, peerSeconds] = [of(ours, 'seconds'), of(theirs, 'seconds')];
  const [cpu, peerCpu] = [of(ours, 'cpuSeconds'), of(theirs, 'cpuSeconds')];
  return [
    ...[COUNT / seconds, COUNT / peerSeconds, peerSeconds / seconds].map(figure),
    ...[cpu, peerCpu, peerCpu / cpu].map(figure),
    ...[of(ours, 'mebibytes'), of(theirs, 'mebibytes')].map(figure),
  ];
}
