// One measurement in a process of its own: the bare paged list, or the audit. Prints seconds, CPU seconds and peak
// memory. Started by audit.ts.
import { readFileSync } from 'node:fs';
import { runAudit } from '../src/commands/audit/audit-run.ts';
import type { Io } from '../src/commands/io.ts';
import { openCluster } from '../src/kube/cluster.ts';
import { Transport } from '../src/kube/transport.ts';

const [mode, kubeconfig = '', output] = process.argv.slice(2);

/** What any client must do: get every page over the same transport, and parse it. */
async function bareList(): Promise<number> {
  const transport = new Transport(openCluster({ kubeconfig, env: {} }), { timeoutMs: 60_000, userAgent: 'bench' });
  let count = 0;
  let token = '';
  do {
    const path = `/apis/discovery.k8s.io/v1/endpointslices?limit=500${token === '' ? '' : `&continue=${token}`}`;
    const { body } = await transport.get(path, Infinity, new AbortController().signal);
    const list = JSON.parse(body.toString('utf8'));
    count += list.items.length;
    token = list.metadata.continue ?? '';
  } while (token !== '');
  await transport.close();
  return count;
}

async function audit(format: 'text' | 'json'): Promise<number> {
  let text = '';
  let bytes = 0;
  const io: Io = {
    stdout: (piece) => {
      bytes += piece.length;
      text = piece;
    },
    stderr: () => undefined,
    readStdin: () => {
      throw new Error('nothing to read');
    },
    env: {},
    isTerminal: false,
    now: () => new Date(),
    setExitCode: () => undefined,
  };
  await runAudit({ kubeconfig, requestTimeout: '60s', output: format, failOn: 'deny' }, io);
  if (bytes === 0) throw new Error('the audit printed nothing');
  const slices = /"slices": (\d+)/.exec(text) ?? /(\d+) slices: /.exec(text);
  return Number(slices?.[1]);
}

/**
 * Of this program: the peak that rusage reports may be that of the process that started it (Linux: VmHWM begins anew at
 * exec).
 */
function peakMemory(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

const started = performance.now();
const before = process.cpuUsage();
const slices = mode === 'bare' ? await bareList() : await audit(output === 'json' ? 'json' : 'text');
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    slices,
    seconds: (performance.now() - started) / 1000,
    cpu: (user + system) / 1e6,
    peakMiB: peakMemory(),
  }),
);
