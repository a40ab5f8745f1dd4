// The flags that choose policies, as `check` and `audit` take them, and the files they name.
import { Option, type Command } from 'commander';
import type { Preset } from '../policy/document.ts';
import type { PolicySource } from '../policy/load.ts';
import { readPolicyFile } from './policy-files.ts';

export interface PolicyFlags {
  readonly policy?: readonly string[];
  readonly preset?: Preset;
  readonly rules?: readonly string[];
}

export function addPolicyFlags(command: Command): Command {
  return command
    .option('--policy <file>', 'SlicePolicy documents to judge by; may be repeated', collect)
    .addOption(new Option('--preset <name>', 'judge by a preset instead (default: recommended)').choices(['recommended', 'strict']))
    .option('--rules <ids>', 'only these rules, separated by commas; one that is off warns', splitList);
}

/** The texts of `--policy`, in their order. Throws OutsideError for a file that cannot be read. */
export async function readPolicyFiles({ policy = [] }: PolicyFlags): Promise<readonly PolicySource[]> {
  return Promise.all(policy.map(readPolicyFile));
}

/** For options that may be repeated. */
export function collect(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, value];
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
