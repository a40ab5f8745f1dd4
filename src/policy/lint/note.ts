// What lint has to say of a policy that loads: things that do nothing, or something else than they seem to.
import type { Position } from '../../model/problem.ts';
import type { DocumentProblem } from '../load/document-problem.ts';
import type { LoadedPolicy } from '../load/load.ts';
import type { AnyRule } from '../rule.ts';

/** A warning makes the exit code 1; a hint is about what may well be meant. */
export const LINT_NOTES = {
  'no-rules': 'warning',
  'never-applies': 'warning',
  'off-in-part': 'warning',
  shadowed: 'warning',
  'empty-exclude': 'warning',
  'impossible-name': 'warning',
  'unused-trust': 'warning',
  'unused-network': 'warning',
  'controllers-only': 'warning',
  'fixes-nothing': 'warning',
  'says-nothing': 'hint',
  'same-as-preset': 'hint',
  enforcement: 'hint',
  'name-twice': 'hint',
} as const;
export type LintId = keyof typeof LINT_NOTES;

export interface LintNote extends Position {
  readonly file: string;
  readonly level: (typeof LINT_NOTES)[LintId];
  readonly id: LintId;
  /** In the document, joined by dots; empty for the document itself. */
  readonly path: string;
  readonly message: string;
}

export type Path = DocumentProblem['path'];

/** One policy under the eye of lint. */
export interface Linted extends LoadedPolicy {
  readonly rules: readonly AnyRule[];
  /** `path` from the document's root. */
  readonly say: (id: LintId, path: Path, message: string) => void;
}
