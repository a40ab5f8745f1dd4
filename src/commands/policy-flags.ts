// The flags that choose policies, as `check` and `audit` take them, and the files they name.
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { Preset } from '../policy/load/document.ts';
import type { PolicySource } from '../policy/load/load.ts';
import { readPolicyFile } from './policy/files.ts';

export interface PolicyFlags {
  readonly policy?: readonly string[];
  readonly preset?: Preset;
  readonly rules?: readonly string[];
}

export function addPolicyFlags(command: Command): Command {
  return command
    .option('--policy <file>', 'SlicePolicy documents; may be repeated', collect)
    .addOption(
      new Option('--preset <name>', 'use a preset instead (default: recommended)').choices(['recommended', 'strict']),
    )
    .option(
      '--rules <ids>',
      'run only these rules, separated by commas; may be repeated; a rule that is off warns',
      collectRules,
    );
}

/**
 * The texts of `--policy`, in their order. Throws ExternalError for a file that cannot be read, UserError for one too
 * large.
 */
export async function readPolicyFiles({ policy = [] }: PolicyFlags): Promise<readonly PolicySource[]> {
  return Promise.all(policy.map(readPolicyFile));
}

/** For options that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

/** An empty list is a mistake, often an empty variable: no rule would run and nothing would be found. */
function collectRules(value: string, previous: readonly string[] = []): readonly string[] {
  const ids = value.split(',').map((id) => id.trim());
  if (ids.includes('')) throw new InvalidArgumentError('name rules, separated by commas');
  return [...previous, ...ids];
}
