// Runs the webhook until a signal ends it: shared by `serve` and `dev`.
import type { RunningServer, ServerDeps } from '../../admission/server-options.ts';
import { startServer } from '../../admission/server.ts';
import { certificateSource } from '../../admission/sources/certificate-source.ts';
import { nodeFiles, WATCH_TIMES } from '../../admission/sources/files.ts';
import { policySource } from '../../admission/sources/policy-source.ts';
import { loadPolicies } from '../../policy/load/load.ts';
import { reloadPolicies } from '../../policy/load/reload.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';
import { sha256 } from '../sha256.ts';
import { garbageCollector } from './collect-garbage.ts';
import type { ServeSettings } from './serve-settings.ts';

export interface RunOptions {
  readonly logStream: ServerDeps['logStream'];
  /** Called once, when ready. */
  readonly ready?: (server: RunningServer) => Promise<void>;
}

/** A Ctrl-C reaches both npm and its child, and npm forwards it to the child: two signals mean one wish. */
const SAME_SIGNAL_MS = 500;

/**
 * Resolves when the server has drained after SIGTERM or SIGINT. A second such signal ends the process at once; SIGHUP
 * reloads.
 */
export async function runServer(io: Io, settings: ServeSettings, { logStream, ready }: RunOptions): Promise<void> {
  const { options, certificate, policyFiles, enforcement } = settings;
  const load = { rules: RULES, sha256, enforcement, hasView: false };
  const watched = { files: nodeFiles, times: WATCH_TIMES };
  const server = await startServer(options, {
    certificate: certificateSource(certificate, { ...watched, now: io.now }),
    policies: policySource(policyFiles, {
      ...watched,
      load: (files, previous) => reloadPolicies(files, load, previous),
    }),
    recommended: () => loadPolicies([], load),
    hash: sha256,
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
