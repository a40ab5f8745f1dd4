// What lint found, for the terminal and as JSON.
import { plain } from '../../model/plain.ts';
import { formatPlace } from '../../model/problem.ts';
import { API_VERSION } from '../../policy/load/document.ts';
import type { Lint, LintNote } from '../../policy/lint/lint.ts';
import { withoutLogCommands } from '../log-commands.ts';
import type { Palette } from '../palette.ts';
import { plural } from '../plural.ts';

/** A line for each note, and the summary. */
export function lintText({ policies, notes }: Lint, palette: Palette): string {
  const lines = notes.map((note) => `${lintLine(note, palette)}\n`);
  return withoutLogCommands(`${lines.join('')}${lintSummary(policies, notes)}\n`);
}

export function lintDocument({ policies, notes }: Lint): object {
  return {
    apiVersion: API_VERSION,
    kind: 'PolicyLint',
    notes: notes.map((note) => ({ ...note, message: plain(note.message, MAX_MESSAGE) })),
    summary: { policies, warnings: countOf(notes, 'warning'), hints: countOf(notes, 'hint') },
  };
}

export function countOf(notes: readonly LintNote[], level: LintNote['level']): number {
  return notes.filter((note) => note.level === level).length;
}

const MAX_MESSAGE = 500;

function lintLine({ level, id, path, message, ...position }: LintNote, palette: Palette): string {
  const colour = level === 'warning' ? palette.warn : palette.audit;
  const what =
    `${colour(`${level} ${id}`)} ${palette.strong(plain(path, MAX_MESSAGE))}: ` + plain(message, MAX_MESSAGE);
  return `${formatPlace(position)} ${what}`;
}

function lintSummary(policies: number, notes: readonly LintNote[]): string {
  const what = policies === 1 ? '1 policy' : `${policies} policies`;
  if (notes.length === 0) return `${what}: clean`;
  return `${what}: ${plural(countOf(notes, 'warning'), 'warning')}, ${plural(countOf(notes, 'hint'), 'hint')}`;
}
