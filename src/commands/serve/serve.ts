// `sliceward serve`: the admission webhook.
import { Command } from 'commander';
import type { Io } from '../io.ts';
import { collect } from '../policy-flags.ts';
import { flagHelp, readServeSettings, SERVE_FLAGS, type Given } from './serve-settings.ts';

export function serveCommand(io: Io): Command {
  const command = new Command('serve').description(
    'run the admission webhook; every flag may also be given as SLICEWARD_…, e.g. SLICEWARD_TLS_CERT',
  );
  // All values of a flag in their order; of one that counts once, the last is taken.
  for (const [flag, value, help] of SERVE_FLAGS) command.option(`--${flag} <${value}>`, flagHelp(flag, help), collect);
  return command.action(async (given: Given) => {
    const { options, enforcement } = readServeSettings(given, io.env);
    const { runServer } = await import('./run-server.ts');
    await runServer(io, options, { enforcement, logStream: { write: io.stdout } });
  });
}
