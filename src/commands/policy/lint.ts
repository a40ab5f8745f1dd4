// What `sliceward policy lint` does.
import { lintPolicies } from '../../policy/lint/lint.ts';
import { ANSI, PLAIN } from '../../report/palette.ts';
import { countOf, lintDocument, lintText } from '../../report/policy/lint.ts';
import { RULES } from '../../rules/index.ts';
import type { Io } from '../io.ts';
import { hasColours } from '../outcome.ts';
import { readPolicySources } from './files.ts';
import { sha256 } from '../sha256.ts';

/** Throws UserError with a line for each mistake of a policy that does not load. */
export async function runPolicyLint(files: readonly string[], output: 'text' | 'json', io: Io): Promise<void> {
  const lint = lintPolicies(await readPolicySources(files, io), { rules: RULES, sha256 });
  io.stdout(
    output === 'json'
      ? `${JSON.stringify(lintDocument(lint), null, 2)}\n`
      : lintText(lint, hasColours(io) ? ANSI : PLAIN),
  );
  io.setExitCode(countOf(lint.notes, 'warning') > 0 ? 1 : 0);
}
