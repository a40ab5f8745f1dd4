// The command tree: each command's module is loaded only when it is called, so that `check` does not pay for a web
// server.
import type { Command } from 'commander';
import { didYouMean } from '../model/did-you-mean.ts';
import { ExternalError, UserError } from '../model/problem.ts';
import type { Io } from './io.ts';
import { VERSION } from './version.ts';

interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: (io: Io) => Promise<Command>;
}

const COMMANDS: readonly Entry[] = [
  {
    name: 'check',
    summary: 'judge manifests, without a cluster',
    load: async (io) => (await import('./check/check.ts')).checkCommand(io),
  },
  {
    name: 'audit',
    summary: 'judge every EndpointSlice of a cluster',
    load: async (io) => (await import('./audit/audit.ts')).auditCommand(io),
  },
  {
    name: 'policy',
    summary: 'lint, show and test policies',
    load: async (io) => (await import('./policy/policy.ts')).policyCommand(io),
  },
  {
    name: 'serve',
    summary: 'run the admission webhook',
    load: async (io) => (await import('./serve/serve.ts')).serveCommand(io),
  },
  {
    name: 'install',
    summary: "print the webhook's registration",
    load: async (io) => (await import('./install/install.ts')).installCommand(io),
  },
  {
    name: 'certs',
    summary: 'issue, inspect and verify certificates',
    load: async (io) => (await import('./certs/certs.ts')).certsCommand(io),
  },
  {
    name: 'dev',
    summary: 'try the webhook here, without a cluster',
    load: async (io) => (await import('./serve/dev.ts')).devCommand(io),
  },
  { name: 'rules', summary: 'list the rules', load: async (io) => (await import('./rules/rules.ts')).rulesCommand(io) },
  {
    name: 'explain',
    summary: 'print one rule',
    load: async (io) => (await import('./rules/explain.ts')).explainCommand(io),
  },
];

/** Every command with its subcommands, for documentation. */
export async function commandTree(io: Io): Promise<readonly Command[]> {
  return Promise.all(COMMANDS.map(async (entry) => ownOutput(await entry.load(io), io)));
}

/** Runs one command to its end. Never throws: sets exit code 2 and says why. */
export async function runCommand(args: readonly string[], io: Io): Promise<void> {
  try {
    await dispatch(args, io);
  } catch (error) {
    io.setExitCode(2);
    io.stderr(`${describe(error)}\n`);
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<void> {
  if (name === '--version' || name === '-V' || name === 'version') return io.stdout(`${VERSION}\n`);
  if (name === '--help' || name === '-h' || name === 'help') return io.stdout(usage());
  if (name === undefined) throw new UserError(usage().trimEnd());
  const entry = COMMANDS.find((candidate) => candidate.name === name);
  if (entry === undefined) throw new UserError(unknownCommand(name));
  const command = ownOutput(await entry.load(io), io);
  const { CommanderError } = await import('commander');
  try {
    await command.parseAsync(rest, { from: 'user' });
  } catch (error) {
    // commander has printed its message, or the help that was asked for.
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) io.setExitCode(2);
  }
}

/** Makes a command and its subcommands throw instead of ending the process, and write to `io`. */
function ownOutput(command: Command, io: Io): Command {
  command.exitOverride().configureOutput({ writeOut: io.stdout, writeErr: io.stderr });
  for (const child of command.commands) ownOutput(child, io);
  // Usage lines read `sliceward check …`, though each command is loaded alone.
  return command.parent === null ? command.name(`sliceward ${command.name()}`) : command;
}

function usage(): string {
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`);
  return `Usage: sliceward <command> [options]

The guard of Kubernetes EndpointSlices.

Commands:
${lines.join('\n')}

  "sliceward <command> --help" prints the options of a command, "sliceward --version" the version.
Exit codes: 0 done and clean, 1 findings at or above --fail-on, 2 the command failed.
`;
}

function unknownCommand(name: string): string {
  const names = COMMANDS.map((entry) => entry.name);
  return `unknown command ${JSON.stringify(name.slice(0, 40))}; ${didYouMean(name, names)}`;
}

/** A mistake of the user and an external failure is one line; a bug has its stack. */
function describe(error: unknown): string {
  if (error instanceof UserError) return error.message;
  if (error instanceof ExternalError)
    return `sliceward: ${error.message}${error.cause instanceof Error ? `: ${error.cause.message}` : ''}`;
  return (
    'sliceward: this is a bug, please report ' +
    `it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  );
}
