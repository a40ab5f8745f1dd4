// `sliceward rules` and `sliceward explain`, run as the command line runs them.
import { Command } from 'commander';
import { explainCommand } from '../../../src/commands/rules/explain.ts';
import type { Io } from '../../../src/commands/io.ts';
import { rulesCommand } from '../../../src/commands/rules/rules.ts';

/** What the command wrote to stdout; it must not touch anything else. */
export async function run(...args: readonly string[]): Promise<string> {
  let written = '';
  const io: Io = {
    stdout: (text) => {
      written += text;
    },
    stderr: refuse,
    readStdin: refuse,
    env: {},
    isTerminal: false,
    now: refuse,
    setExitCode: refuse,
  };
  const program = new Command('sliceward').exitOverride();
  for (const command of [rulesCommand(io), explainCommand(io)]) {
    program.addCommand(command.exitOverride().configureOutput({ writeErr: () => {} }));
  }
  await program.parseAsync([...args], { from: 'user' });
  return written;
}

function refuse(): never {
  throw new Error('not for this command');
}
