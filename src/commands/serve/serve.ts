// `sliceward serve`: the admission webhook.
import { Command } from 'commander';
import type { Io } from '../io.ts';
import { collect } from '../policy-flags.ts';
import { flagHelp, readServeSettings, SERVE_FLAGS, type Given } from './serve-settings.ts';

export function serveCommand(io: Io): Command {
  const command = new Command('serve').description(
    'run the admission webhook; each flag can also be set as SLICEWARD_…, e.g. SLICEWARD_TLS_CERT',
  );
  // All values of a flag in their order; a flag that is not repeatable uses its last value.
  for (const [flag, value, help] of SERVE_FLAGS) command.option(`--${flag} <${value}>`, flagHelp(flag, help), collect);
  return command.action(async (given: Given) => {
    const settings = readServeSettings(given, io.env);
    const { runServer } = await import('./run-server.ts');
    await runServer(io, settings, { logStream: { write: io.stdout } });
  });
}
