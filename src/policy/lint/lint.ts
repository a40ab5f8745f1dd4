// `sliceward policy lint`: policies that load, but hold what does nothing or something else than it seems to.
import { lintInstances } from './instances.ts';
import { LINT_NOTES, type LintId, type LintNote, type Path } from './note.ts';
import { lintParts } from './parts.ts';
import { lintSelectors } from './selectors.ts';
import { loadEach, type LoadedPolicy, type PolicySource } from '../load/load.ts';
import type { CompileOptions } from '../load/compile.ts';

export type { LintNote } from './note.ts';

export interface Lint {
  /** How many policies there are. */
  readonly policies: number;
  /** In the order of the files, then of their lines. */
  readonly notes: readonly LintNote[];
}

/** Throws UserError with file:line:column for policies that do not load, as loadPolicies does. */
export function lintPolicies(sources: readonly PolicySource[], options: CompileOptions): Lint {
  const loaded = loadEach(sources, options);
  const notes = loaded.flatMap((one, index) => lintPolicy(one, loaded.slice(0, index), options));
  return { policies: loaded.length, notes };
}

function lintPolicy(loaded: LoadedPolicy, earlier: readonly LoadedPolicy[], { rules }: CompileOptions): LintNote[] {
  const notes: LintNote[] = [];
  const { file, document } = loaded;
  const say = (id: LintId, path: Path, message: string): void => {
    notes.push({
      file,
      ...(document.keyPosition(path) ?? document.start),
      level: LINT_NOTES[id],
      id,
      path: path.join('.'),
      message,
    });
  };
  const linted = { ...loaded, rules, say };
  const { name } = loaded.written.metadata;
  const twin = earlier.find(({ written }) => written.metadata.name === name);
  if (twin !== undefined)
    say(
      'name-twice',
      ['metadata', 'name'],
      `"${name}" is also the name of the policy in ${twin.file}, so reports cannot distinguish them; rename one`,
    );
  lintSelectors(linted);
  lintInstances(linted);
  lintParts(linted);
  return notes.toSorted((left, right) => left.line - right.line || left.column - right.column);
}
