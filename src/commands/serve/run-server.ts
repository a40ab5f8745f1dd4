// Runs the webhook in a process until a signal ends it: what `serve` and `dev` share.
import { nodeFiles } from '../../admission/files.ts';
import type { RunningServer, ServerDeps, ServerOptions } from '../../admission/server-options.ts';
import { startServer } from '../../admission/server.ts';
import { loadPolicies } from '../../policy/load/load.ts';
import { RULES } from '../../rules/index.ts';
import { garbageCollector } from './collect-garbage.ts';
import type { Io } from '../io.ts';
import { sha256 } from '../sha256.ts';

export interface RunOptions {
  readonly enforcement: 'deny' | 'warn' | 'audit';
  readonly logStream: ServerDeps['logStream'];
  /** Called once, when ready. */
  readonly ready?: (server: RunningServer) => Promise<void>;
}

/** npm hands on to its child the Ctrl-C that the terminal has sent to both: two signals, one wish. */
const SAME_SIGNAL_MS = 500;

/** Resolves when the server has drained after SIGTERM or SIGINT. A second such signal ends the process at once; SIGHUP reloads. */
export async function runServer(
  io: Io,
  options: ServerOptions,
  { enforcement, logStream, ready }: RunOptions,
): Promise<void> {
  const server = await startServer(options, {
    loadPolicies: (sources) => loadPolicies(sources, { rules: RULES, sha256, enforcement, hasView: false }),
    hash: sha256,
    files: nodeFiles,
    now: io.now,
    monotonic: () => performance.now(),
    random: Math.random,
    collectGarbage: garbageCollector(),
    logStream,
  });
  let since: number | undefined;
  const end = (): void => {
    const now = performance.now();
    if (since !== undefined && now - since > SAME_SIGNAL_MS) io.exitNow?.(2);
    since ??= now;
    void server.close();
  };
  const off = [
    io.onSignal?.('SIGTERM', end),
    io.onSignal?.('SIGINT', end),
    io.onSignal?.('SIGHUP', () => void server.reload()),
  ];
  try {
    await ready?.(server);
    await server.closed;
  } catch (error) {
    await server.abort();
    throw error;
  } finally {
    for (const stop of off) stop?.();
  }
}
