// What `sliceward check --fix` and `--diff` do before the report is made: they rewrite files, or print the diff.
import { relative } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { NotReplaced, updateFile } from '../../files/replace-file.ts';
import type { Exclusion } from '../../manifests/exclusion.ts';
import { rewriteFiles, type RewrittenFile } from '../../manifests/rewrite-files.ts';
import type { RewriteOptions, Rewritten } from '../../manifests/rewrite.ts';
import { plain } from '../../model/plain.ts';
import { ExternalError } from '../../model/problem.ts';
import type { Io } from '../io.ts';

export interface FixOptions extends Omit<RewriteOptions, 'file'> {
  readonly exclusion?: Exclusion;
  /** Print a diff, write nothing. */
  readonly isDiff: boolean;
  /** Print only failures. */
  readonly isQuiet: boolean;
}

/** Notes of one file about what could not be fixed. */
const MAX_NOTES = 20;
/** UTF-16 code units: names and texts come from manifests. */
const MAX_NOTE = 2000;
/** Lines that differ; the time of a diff grows with their square. */
const MAX_DIFF = 10_000;

/** Prints on standard error what was fixed and what was not. False if a file could not be written. */
export async function fixManifests(paths: readonly string[], options: FixOptions, io: Io): Promise<boolean> {
  let isWhole = true;
  for await (const found of rewriteFiles(paths, options, options.exclusion)) {
    const say = (text: string): void => io.stderr(`sliceward: ${plain(text, MAX_NOTE)}\n`);
    try {
      if (found.before !== found.after) await (options.isDiff ? showDiff(found, io) : write(found));
      if (!options.isQuiet) for (const note of notes(found, options.isDiff)) say(note);
    } catch (error) {
      isWhole = false;
      say(`not fixed ${found.file}: ${explain(error)}`);
    }
  }
  return isWhole;
}

async function write({ path, before, after }: RewrittenFile): Promise<void> {
  await updateFile(path, Buffer.from(before), Buffer.from(after));
}

/** As `git apply` and `patch -p1` take it in the working folder, of files that are below it. */
function showDiff({ file, before, after }: RewrittenFile, io: Io): void {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY, maxEditLength: MAX_DIFF };
  const below = relative('.', file);
  const name = below.startsWith('..') ? file.replace(/^(?:\.?\/)+/, '') : below;
  const patch = createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after, undefined, undefined, options);
  if (patch === undefined) throw new ExternalError('its diff would be too large; use --fix');
  io.stdout(patch);
}

function* notes({ file, result }: RewrittenFile, isDiff: boolean): Generator<string> {
  if (result.kind === 'not-rewritten') {
    yield `not fixed ${file}: ${result.why}`;
    return;
  }
  if (result.fixed.length > 0) yield `${isDiff ? 'would fix' : 'fixed'} ${file}: ${countRules(result)}`;
  const unfixed = isDiff ? result.unfixedBefore : result.unfixed;
  for (const { finding, position, why } of unfixed.slice(0, MAX_NOTES))
    yield `not fixed ${file}:${position.line}:${position.column}: ${finding.rule} ${finding.field}: ${why}`;
  if (unfixed.length > MAX_NOTES) yield `not fixed ${file}: ${unfixed.length - MAX_NOTES} more`;
}

/** `canonical-address (2), managed-by (1)` */
function countRules({ fixed }: Rewritten): string {
  const byRule = Map.groupBy(fixed, ({ finding }) => finding.rule);
  return [...byRule].map(([rule, all]) => `${rule} (${all.length})`).join(', ');
}

function explain(error: unknown): string {
  if (error instanceof ExternalError || error instanceof NotReplaced) return error.message;
  if (error instanceof Error && 'code' in error) return `it cannot be written: ${error.message}`;
  throw error;
}
