// What `sliceward policy show` does.
import { UserError } from '../../model/problem.ts';
import { compilePreset, loadEach } from '../../policy/load/load.ts';
import type { Preset } from '../../policy/load/document.ts';
import { showDocument, showYaml, type Shown } from '../../report/policy/show.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';
import { readPolicySources } from './files.ts';
import { sha256 } from '../sha256.ts';

interface Flags {
  readonly preset?: Preset;
  readonly output: 'yaml' | 'json';
}

/** Throws UserError with a line for each mistake of a policy that does not load. */
export async function runPolicyShow(files: readonly string[], { preset, output }: Flags, io: Io): Promise<void> {
  const shown = await load(files, preset, io);
  io.stdout(output === 'json' ? `${JSON.stringify(showDocument(shown, RULES), null, 2)}\n` : showYaml(shown, RULES));
  io.setExitCode(0);
}

async function load(files: readonly string[], preset: Preset | undefined, io: Io): Promise<readonly Shown[]> {
  const options = { rules: RULES, sha256 };
  if (files.length === 0) return [compilePreset({ ...options, preset })];
  if (preset !== undefined) throw new UserError('--preset and files exclude each other; set spec.preset in the policy');
  return loadEach(await readPolicySources(files, io), options).map(({ compiled }) => compiled);
}
